using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The samples that give a CurlWebSocket to another library: each runs by itself, with each libcurl.</summary>
public sealed class ConsumerSampleTests
{
    public static TheoryData<Way> Ways => [Way.NoArgument, Way.NoArgumentOldLibcurl];

    public static TheoryData<string> Names => ["UseSignalR", "UseStreamJsonRpc", "UseWebSocketStream", "UseWebsocketClient"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseSignalR_OwnHub_CallsIsCalledAndStreams(Way way) => (await SampleProgram.RunAsync("UseSignalR", "/", way)).AssertPrinted(
        """
        invoke: hello curl
        sent: blue, dark, Bearer secret
        callback: curl has called
        stream: 1 2 3 4 5
        stopped: Disconnected

        """);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseStreamJsonRpc_OwnServer_CallsAndIsCalled(Way way) => (await SampleProgram.RunAsync("UseStreamJsonRpc", "/", way)).AssertPrinted(
        """
        add: 42
        ask: curl
        closed: 1000

        """);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseWebSocketStream_EchoServer_CarriesJsonAndLines(Way way) =>
        (await SampleProgram.RunAsync("UseWebSocketStream", "/", way)).AssertPrinted(
            """
            json: 1 2 3
            line: first line
            line: second line
            closed: 1000

            """);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseWebsocketClient_ServerThatCloses_Reconnects(Way way) =>
        (await SampleProgram.RunAsync("UseWebsocketClient", "/", way)).AssertPrinted(
            """
            connected: Initial
            received: hello
            disconnected: ByServer, that was all
            connected: ByServer

            """);

    /// <summary>Short enough to be read in one go.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Length_IsAtMost40Lines(string name) =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "src", "samples", name, name + ".cs")).Length, 10, 40);
}
