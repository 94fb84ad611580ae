using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>A message says "1.5 s" in every culture: no time is put into a text in the culture's own way.</summary>
public sealed partial class TimesInMessagesTests
{
    [Fact]
    public void Sources_TimesInTexts_AreWrittenInvariantly()
    {
        List<string> files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file)
            where TimeInText().IsMatch(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}");
    }

    // Interpolated with a format or as it is; what comes out of a method of its own, such as ToString with a culture, is that method's
    // matter.
    [GeneratedRegex(@"\{[^{}()]*\b(Total(Days|Hours|Minutes|Seconds|Milliseconds)|Elapsed)\b[^{}()]*\}")]
    private static partial Regex TimeInText();
}
