using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What hosted runners may run: actions are named by the hash of a commit, because a tag can be moved.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public void Workflows_EachAction_IsPinnedByHash()
    {
        string[] uses =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows"), "*.yml")
                .SelectMany(File.ReadLines).Select(line => Uses().Match(line)).Where(match => match.Success).Select(
                    match => match.Groups[1].Value),
        ];
        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches("@[0-9a-f]{40}$", action));
    }

    [GeneratedRegex(@"^\s*-?\s*uses:\s*(\S+)")]
    private static partial Regex Uses();
}
