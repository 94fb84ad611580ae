using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>An exception around another one says what that one does not: <c>ToString</c> has both.</summary>
public sealed partial class InnerTextTests
{
    [Fact]
    public void Sources_ExceptionsAroundOthers_DoNotRepeatTheirText()
    {
        List<string> files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from Match found in Repeated().Matches(File.ReadAllText(file))
            select $"{Path.GetFileName(file)}: {found.Value}");
    }

    [Theory]
    [InlineData("throw new IOException($\"It failed: {e.Message}\", e);", true)]
    [InlineData("new(WebSocketError.Faulted,\n    cause.Message,\n    cause)", true)]
    [InlineData("throw new IOException($\"It failed: {e.Message}\");", false)]
    [InlineData("new WebSocketException(e.WebSocketErrorCode, e.Message, answer)", false)]
    [InlineData("new WebSocketException(first.WebSocketErrorCode, first.Message, first.InnerException)", false)]
    public void Pattern_OfARepeatedText_FindsIt(string code, bool found) => Assert.Equal(found, Repeated().IsMatch(code));

    // In one statement, a variable's Message and the variable itself as the last argument.
    [GeneratedRegex(@"\b(?<e>\w+)\.Message\b[^;]*,\s*\k<e>\s*\)")]
    private static partial Regex Repeated();
}
