using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.Samples;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>What the README in the root says is so.</summary>
public sealed class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Example_InReadme_IsTheCompiledOne()
    {
        string file = Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Samples", "ReadmeExample.cs");
        string source = File.ReadAllText(file).ReplaceLineEndings("\n");
        string between = source.Split("// <example>\n")[1].Split("        // </example>")[0];
        string example = string.Join('\n', between.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")).TrimEnd();

        Assert.Contains(example + "\n```", Readme, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Example_AgainstTheEmbeddedServer_GetsItsEcho()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("hello", await ReadmeExample.EchoAsync(server.WsUri));
    }

    [Fact]
    public void OtherLibraries_InReadme_AreLinesOfTheSamples() => Guide.AssertCodeOccurs(
        Path.Combine(Repository.Root, "README.md"),
        Directory.GetFiles(Path.Combine(Repository.Root, "src", "samples"), "Use*.cs", SearchOption.AllDirectories),
        minimumRows: 4);

    [Fact]
    public void Readme_LengthAndLinks_AreInOrder()
    {
        Assert.InRange(Readme.Split('\n').Length, 30, 97);
        Assert.All(
            Regex.Matches(Readme, @"\]\((?!https?:)([^)#]+)\)").Select(link => link.Groups[1].Value),
            target => Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), target + " does not exist"));
    }
}
