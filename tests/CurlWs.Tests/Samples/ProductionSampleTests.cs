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
        dropped (Replaced): EUR/USD
        dropped (Oldest): EUR/USD
        dropped (Oldest): 400 bytes
        dropped (Newest): GBP/USD
        waiting: 500 bytes, 756 of the budget; dropped: 5 messages
        waiting: 0 bytes
        received: a report, in two parts
        received: 200 times b
        received: 300 times c

        """);

    [Theory]
    [MemberData(nameof(ConsumerSampleTests.Launches), MemberType = typeof(ConsumerSampleTests))]
    public async Task Alive_SilentServer_IsNoticedAndLeft(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("Alive", "/", launch)).AssertPrinted(
        """
        attempt 1: connected
        lost: The server did not answer a keep-alive ping for 3 s (KeepAliveTimeout).
        attempt 2: connected
        received: hello
        a ping came back in time: True

        """);
}
