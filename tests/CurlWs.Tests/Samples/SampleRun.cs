using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>What a sample has printed and how it has ended.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that it has succeeded and printed exactly this.</summary>
    internal void AssertPrinted(string expected)
    {
        Assert.Equal("", Error);
        Assert.Equal(expected.ReplaceLineEndings("\n"), Output);
        Assert.Equal(0, ExitCode);
    }
}
