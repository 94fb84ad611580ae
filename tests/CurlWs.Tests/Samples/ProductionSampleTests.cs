using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The samples that show how a connection is bounded, and how it stays alive.</summary>
public sealed class ProductionSampleTests
{
    [Theory]
    [MemberData(nameof(ConsumerSampleTests.Launches), MemberType = typeof(ConsumerSampleTests))]
    public async Task Bounded_OwnServer_PrintsWhatWaitsAndIsDropped(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("Bounded", "/", launch)).AssertPrinted(
        """
        dropped (Replaced): EUR/USD
        """);

    [Theory]
    [MemberData(nameof(ConsumerSampleTests.Launches), MemberType = typeof(ConsumerSampleTests))]
    public async Task Alive_SilentServer_IsNoticedAndLeft(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("Alive", "/", launch)).AssertPrinted(
        """
        attempt 1: connected
        """);
}
