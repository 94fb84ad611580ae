using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The sample that shows what an operator sees.</summary>
public sealed class ObserveSampleTests
{
    [Theory]
    [MemberData(nameof(ConsumerSampleTests.Launches), MemberType = typeof(ConsumerSampleTests))]
    public async Task Observe_OwnServer_PrintsActivitiesLogsAndFrames(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("Observe", "/", launch)).AssertPrinted(
        """
        log: Information ConnectStart
        log: Information Opened
        activity: CurlWs.Connect: dns tcp request upgrade
        log: Information ConnectStop
        frame: #1 > text FIN 5 "hello"
        frame: #1 < text FIN 5 "hello"
        received: hello
        frame: #1 > close FIN 2 1000
        frame: #1 < close FIN 2 1000
        log: Information Closed
        activity: CurlWs.Connection: close sent close received
        activity: work: 

        """);
}
