using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The samples that give a CurlWebSocket to another library: each runs by itself, with each libcurl.</summary>
public sealed class ConsumerSampleTests
{
    public static TheoryData<SampleLaunch> Launches => [SampleLaunch.NoArgument, SampleLaunch.NoArgumentOldLibcurl];

    public static TheoryData<string> Names => ["UseSignalR", "UseStreamJsonRpc", "UseWebSocketStream", "UseWebsocketClient"];

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task UseSignalR_OwnHub_CallsIsCalledAndStreams(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("UseSignalR", "/", launch)).AssertPrinted(
        """
        invoke: hello curl
        sent: blue, dark, Bearer secret
        callback: curl has called
        stream: 1 2 3 4 5
        stopped: Disconnected

        """);

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task UseStreamJsonRpc_OwnServer_CallsAndIsCalled(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("UseStreamJsonRpc", "/", launch)).AssertPrinted(
        """
        add: 42
        ask: curl
        closed: 1000

        """);

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task UseWebSocketStream_EchoServer_CarriesJsonAndLines(SampleLaunch launch)
    {
        Assert.SkipUnless(Environment.Version.Major >= 10, "WebSocketStream is a type of .NET 10.");
        (await SampleProgram.RunAsync("UseWebSocketStream", "/", launch)).AssertPrinted(
            """
            json: 1 2 3
            line: first line
            line: second line
            closed: 1000

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task UseWebsocketClient_ServerThatCloses_Reconnects(SampleLaunch launch) =>
        (await SampleProgram.RunAsync("UseWebsocketClient", "/", launch)).AssertPrinted(
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
