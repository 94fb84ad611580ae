using System;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;

using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>The event source: what it says of a connection, from its beginning to its end, each with the connection's number.</summary>
public sealed class EventsTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connection_PingAndClose_AreTold(CurlFraming framing)
    {
        using HeardEvents heard = new();
        long id = 0;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await c.WriteFrameAsync(WireOpcode.Ping, "abc"u8.ToArray());
                Assert.Equal(WireOpcode.Pong, (await c.ReadFrameAsync()).Opcode);
                await c.CloseAsync(4001, "away");
            },
            async socket =>
            {
                id = socket.ConnectionId;
                await socket.PingAsync(cancellationToken: Deadline.Token());
                await socket.ReceiveAsync(new byte[10], Deadline.Token());
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            });
        Assert.Equal(
            ["ConnectStart", "Opened", "ConnectStop", "PingSent", "PongReceived", "PingAnswered", "PingReceived", "PongSent",
                "CloseReceived", "CloseSent", "Closed"],
            heard.NamesOf(id).OrderBy(name => Array.IndexOf(s_order, name)));
        Assert.Contains("closed (4001, Closed)", heard.TextOf(id, "Closed"), StringComparison.Ordinal);
        Assert.Contains("(1000)", heard.TextOf(id, "CloseSent"), StringComparison.Ordinal);
    }

    [Fact]
    public void EventSource_Manifest_CanBeMade() =>
        Assert.Contains(
            "ConnectFailed", EventSource.GenerateManifest(typeof(CurlEventSource), null, EventManifestOptions.Strict),
            StringComparison.Ordinal);

    [Fact]
    public async Task Connect_Refused_TellsWhyAndThatItIsOver()
    {
        using HeardEvents heard = new();
        await using ScriptedServer server = StartRefusing(401);
        await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto));
        long id = IdOf(heard, server);
        Assert.Equal(["ConnectStart", "ConnectFailed", "ConnectStop"], heard.NamesOf(id));
        Assert.Contains("(401)", heard.TextOf(id, "ConnectFailed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ConfigureThrowsBehindTheRefusal_IsTold()
    {
        using HeardEvents heard = new();
        await using ScriptedServer server = StartRefusing(403);
        int calls = 0;
        await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRefusalBodySize = 16;
            o.Configure = _ =>
            {
                if (++calls == 2)
                {
                    throw new InvalidOperationException("for the body");
                }
            };
        }));
        Assert.Contains(
            "(System.InvalidOperationException): for the body", heard.TextOf(IdOf(heard, server), "FailedBehind"),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connect_CallbackThrowsAsTheFailedOneIsFreed_IsTold(CurlFraming framing)
    {
        using HeardEvents heard = new();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.AcceptUpgradeAsync(answer => answer.SubProtocol = "nobody.asked");
            await c.WaitForEofAsync();
        });
        WebSocketException failure = await Assert.ThrowsAsync<WebSocketException>(
            () => Connections.ConnectAsync(server.WsUri, framing, o => o.Configure = easy => curl_easy_setopt(
                easy.Handle, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)((_, descriptor) =>
                {
                    new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)).Dispose();
                    throw new InvalidOperationException("as it is closed");
                }))));
        Assert.Contains("nobody.asked", failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            "(System.InvalidOperationException): as it is closed", heard.TextOf(IdOf(heard, server), "FailedBehind"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_Redirected_TellsWhereTo()
    {
        using HeardEvents heard = new();
        await using ScriptedServer target = ScriptedServer.Start(Scripts.EchoAsync);
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(307, [("Location", new Uri(target.WsUri, "/there").AbsoluteUri), ("Content-Length", "0")]);
        });
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.MaxRedirects = 1);
        Assert.Contains(
            $"(307) to ws://127.0.0.1:{target.Port}/there", heard.TextOf(socket.ConnectionId, "Redirected"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connection_BrokenProtocol_IsAFault(CurlFraming framing)
    {
        using HeardEvents heard = new();
        long id = 0;
        await Connections.RunAsync(
            framing,
            c => c.WriteFrameAsync(WireOpcode.Text, new byte[] { 0xff }),
            async socket =>
            {
                id = socket.ConnectionId;
                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            });
        Assert.Contains(
            "(Faulted): The server sent a text message that is not valid UTF-8", heard.TextOf(id, "Faulted"), StringComparison.Ordinal);
        Assert.Contains("closed (1007, Aborted)", heard.TextOf(id, "Closed"), StringComparison.Ordinal);
    }

    private static ScriptedServer StartRefusing(int status) => ScriptedServer.Start(async c =>
    {
        await c.ReadRequestAsync();
        await c.RespondAsync(status, [("Content-Length", "0")]);
    });

    /// <summary>The number of the one connect that went to this server.</summary>
    private static long IdOf(HeardEvents heard, ScriptedServer server) =>
        heard.All.Single(e => e.Name == "ConnectStart" && e.Text.Contains($":{server.Port}/", StringComparison.Ordinal)).Id;

    private static readonly string[] s_order =
    [
        "ConnectStart", "Opened", "ConnectStop", "PingSent", "PongReceived", "PingAnswered", "PingReceived", "PongSent", "CloseReceived",
        "CloseSent", "Closed",
    ];
}
