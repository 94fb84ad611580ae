using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using CurlWs.Benchmarks;
using CurlWs.Samples;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>What the README in the root, and the one of the package, say is so.</summary>
public sealed class ReadmeTests
{
    private static string Readme => ReadText("README.md");

    [Theory]
    [InlineData("ReadmeExample.cs", "README.md")]
    [InlineData("PackageReadmeExamples.cs", "src/CurlWs.Bindings/package/README.md")]
    [InlineData("Guides/StartGuide.cs", "build/docs/guides/start.md")]
    [InlineData("Guides/OptionsGuide.cs", "build/docs/guides/options.md")]
    [InlineData("Guides/ErrorsGuide.cs", "build/docs/guides/errors.md")]
    [InlineData("Guides/PerformanceGuide.cs", "build/docs/guides/performance.md")]
    [InlineData("Guides/SecurityGuide.cs", "build/docs/guides/security.md")]
    [InlineData("Guides/VersionsGuide.cs", "build/docs/guides/versions.md")]
    public void Examples_InReadme_AreTheCompiledOnes(string source, string readme)
    {
        string text = ReadText(readme);
        string[] parts = ReadText("tests/CurlWs.Tests/Samples/" + source).Split("// <example>\n");
        Assert.Equal(parts.Length - 1, text.Split("```csharp\n").Length - 1);
        foreach (string part in parts.Skip(1))
        {
            string[] lines = part.Split("        // </example>")[0].Split('\n');
            string example = string.Join('\n', lines.Select(line => line.Length > 8 ? line[8..] : "")).TrimEnd();
            Assert.Contains(example + "\n```", text, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Examples_AgainstTheEmbeddedServer_Work()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("hello", await ReadmeExample.EchoAsync(server.WsUri));
        Assert.Equal("hello", await PackageReadmeExamples.EchoAsync(server.WsUri));
        Assert.Equal(5u, PackageReadmeExamples.Send(server.WsUri.AbsoluteUri));
    }

    /// <summary>
    /// The chat client: texts both ways, a connection that is lost is made again, in under 25 lines and without an encoding.
    /// </summary>
    [Fact]
    public async Task Chat_ConnectionIsLost_ConnectsAgainAndLosesNoLine()
    {
        string source = ReadText("tests/CurlWs.Tests/Samples/PackageReadmeExamples.cs");
        string chat = source.Split("// <example>\n").Single(part => part.Contains("SendLinesAsync", StringComparison.Ordinal))
            .Split("// </example>")[0];
        Assert.InRange(chat.Split('\n').Count(line => line.Trim().Length > 0), 10, 24);
        Assert.DoesNotContain("Encoding", source, StringComparison.Ordinal);

        Channel<string> lines = Channel.CreateUnbounded<string>();
        Channel<string> shown = Channel.CreateUnbounded<string>();
        int connections = 0;
        using CancellationTokenSource stop = new();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.AcceptUpgradeAsync();
            bool first = Interlocked.Increment(ref connections) == 1;
            await c.WriteTextAsync((await c.ReadMessageAsync()).Text + (first ? " first" : " second"));
            if (!first)
            {
                await c.ReadFramesUntilCloseAsync();
                await c.WriteCloseAsync();
                await c.WaitForEofAsync();
            }
        });
        Task talk = PackageReadmeExamples.ChatAsync(
            server.WsUri.AbsoluteUri, lines.Reader, text => shown.Writer.TryWrite(text), TimeSpan.FromMilliseconds(1), stop.Token);
        await lines.Writer.WriteAsync("one", Deadline.Token());
        Assert.Equal("one first", await shown.Reader.ReadAsync(Deadline.Token()));
        Assert.StartsWith("lost: ", await shown.Reader.ReadAsync(Deadline.Token()), StringComparison.Ordinal);
        await lines.Writer.WriteAsync("two", Deadline.Token());
        Assert.Equal("two second", await shown.Reader.ReadAsync(Deadline.Token()));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(talk));
    }

    [Fact]
    public void OtherLibraries_InReadme_AreLinesOfTheSamples() => Guide.AssertCodeOccurs(
        Path.Combine(Repository.Root, "README.md"),
        Directory.GetFiles(Path.Combine(Repository.Root, "src", "samples"), "Use*.cs", SearchOption.AllDirectories),
        minimumRows: 4);

    [Fact]
    public void Figures_InReadme_AreThoseOfTheResults() => Assert.Equal(
        ReadmeFigures.Of(RunResult.Read(Path.Combine(Repository.Root, "tests", "CurlWs.Benchmarks", "results", "results.json"))),
        ReadmeFigures.In(Readme),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void Readme_LengthAndLinks_AreInOrder()
    {
        Assert.InRange(Readme.Split('\n').Length, 30, 97);
        Assert.All(
            Regex.Matches(Readme, @"\]\((?!https?:)([^)#]+)\)").Select(link => link.Groups[1].Value),
            target => Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), target + " does not exist"));
    }

    private static string ReadText(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");
}
