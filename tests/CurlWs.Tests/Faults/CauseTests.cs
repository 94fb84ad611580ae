using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// The first failure is the one that everybody hears of; and a send that has failed costs nothing that can still be received.
/// </summary>
public sealed class CauseTests
{
    /// <summary>More pings than answers may queue up, and no answer can be sent any more.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_ManyPingsAfterAFailedSend_FindsWhatIsBehindThem(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere RST may drop what has arrived before it.");
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                await c.WriteAsync(Wire.Concat([.. Enumerable.Repeat(Wire.Ping("!"), 300), Wire.Text("last words")]));
                c.Reset();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                await Deadline.Within(server.Completed);
                await Connections.SendUntilItFailsAsync(socket);
                Assert.Equal("last words"u8.ToArray(), (await Deadline.Within(socket.ReceiveWholeAsync())).Payload);
                WebSocketException again = await Connections.FailsAsync(
                    () => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token()),
                    WebSocketError.ConnectionClosedPrematurely);
                Assert.IsType<CurlException>(again.InnerException);
                Assert.IsType<CurlException>(
                    (await Assert.ThrowsAsync<WebSocketException>(() => socket.PingAsync().AsTask())).InnerException);
                Assert.IsType<CurlException>((await Assert.ThrowsAsync<WebSocketException>(
                    () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()))).InnerException);
            });
    }

    /// <summary>All that arrived can be read after a send has failed, the close frame too.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_AfterAFailedSend_FindsWhatHadArrived(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere RST may drop what has arrived before it.");
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                await c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Ping("!"), Wire.Text("two"), Wire.Close(1011, "out of memory")));
                c.Reset();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                await Deadline.Within(server.Completed);
                WebSocketException e = await Connections.SendUntilItFailsAsync(socket);
                Assert.IsType<CurlException>(e.InnerException);
                Assert.Equal(WebSocketState.Open, socket.State);
                Assert.Equal("one"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                Assert.Equal("two"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                Assert.Equal(((WebSocketCloseStatus)1011, "out of memory"), (socket.CloseStatus, socket.CloseStatusDescription));
            });
    }

    /// <summary>A limit cuts the connection in one direction: the other one, pings and later calls say which limit.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SendTimeout_OthersArePending_AllNameIt(CurlFraming framing)
    {
        Gate done = new();
        await Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                Task[] tasks =
                [
                    socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, CancellationToken.None),
                    socket.ReceiveWholeAsync(),
                    socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, CancellationToken.None),
                ];
                foreach (Task task in tasks)
                {
                    WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(task));
                    Assert.Contains("SendTimeout", e.ToString(), StringComparison.Ordinal);
                }

                WebSocketException later = await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.InvalidState);
                Assert.Contains("SendTimeout", later.ToString(), StringComparison.Ordinal);
                done.Open();
            },
            o => o.SendTimeout = TimeSpan.FromMilliseconds(100),
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>The server breaks the protocol: a send that is blocked meanwhile, and a ping that waits, say so.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task ProtocolError_OthersArePending_AllNameIt(CurlFraming framing)
    {
        Gate done = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.ReadFrameAsync();
                await c.WriteAsync(Wire.Close(1005, string.Empty));
                await done.WaitAsync();
            },
            async socket =>
            {
                Task ping = socket.PingAsync().AsTask();
                Task send = socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, CancellationToken.None);
                foreach (Task task in new[] { socket.ReceiveWholeAsync(), send, ping })
                {
                    WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(task));
                    Assert.Contains("1005", e.ToString(), StringComparison.Ordinal);
                }

                done.Open();
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>What a handler throws is no time-out, whatever its type.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Connect_HandlerThrowsACancellationOfItsOwn_IsNotCalledATimeout(CurlFraming framing) => ScriptedServer.RunAsync(
        c => c.WaitForEofAsync(),
        async server => await Assert.ThrowsAsync<OperationCanceledException>(() => Connections.ConnectAsync(
            server.WsUri,
            framing,
            o =>
            {
                o.UpgradeTimeout = Deadline.Default * 3;
                o.Configure = easy => easy.PreRequestCallback = (_, _) => throw new OperationCanceledException("The handler's own.");
            })));

    /// <summary>What is left to the last call inside a handle frees things: each of it runs, and the first failure surfaces.</summary>
    [Fact]
    public void Gate_DeferredActionThrows_TheOthersRunAndTheFirstSurfaces()
    {
        CallGate gate = new();
        Assert.True(gate.TryEnter());
        int ran = 0;
        gate.RunWhenFree(() => throw new InvalidDataException("first"));
        gate.RunWhenFree(() => throw new InvalidOperationException("second"));
        gate.RunWhenFree(() => ran++);
        Assert.Equal(0, ran);
        Assert.Equal("first", Assert.Throws<InvalidDataException>(gate.Exit).Message);
        Assert.Equal(1, ran);
        Assert.True(gate.TryEnter());
        gate.Exit();
    }
}
