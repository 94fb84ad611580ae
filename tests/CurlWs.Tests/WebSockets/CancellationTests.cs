using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Cancellation, abort and disposal while something is pending.</summary>
public sealed class CancellationTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_Canceled_Aborts(CurlFraming framing) => Silent(framing, async socket =>
    {
        using CancellationTokenSource cts = new();
        ValueTask<ValueWebSocketReceiveResult> receive = socket.ReceiveAsync(new byte[10].AsMemory(), cts.Token);
        Assert.False(receive.IsCompleted);
        await cts.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive.AsTask());
        Assert.Equal(cts.Token, e.CancellationToken);
        Assert.Equal(WebSocketState.Aborted, socket.State);
        await Connections.FailsAsync(() => socket.ReceiveAsync(new byte[10].AsMemory(), default).AsTask(), WebSocketError.InvalidState);
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_CanceledBeforehand_AbortsButSendAndCloseDoNot(CurlFraming framing) => Silent(framing, async socket =>
    {
        CancellationToken canceled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, canceled));
        Assert.Equal(WebSocketState.Open, socket.State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.ReceiveAsync(new byte[1].AsMemory(), canceled).AsTask());
        Assert.Equal(WebSocketState.Aborted, socket.State);
    });

    /// <summary>What users of the framework's type have long asked for.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_CanceledWithTheOption_LeavesTheConnectionOpen(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFrameAsync();
            await c.WriteAsync(Wire.Text("later"));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            for (int i = 0; i < 20; i++)
            {
                using CancellationTokenSource cts = new();
                ValueTask<ValueWebSocketReceiveResult> receive = socket.ReceiveAsync(new byte[10].AsMemory(), cts.Token);
                await cts.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive.AsTask());
            }

            Assert.Equal(WebSocketState.Open, socket.State);
            await socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token());
            Assert.Equal("later"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
        },
        o => o.KeepOpenOnCanceledReceive = true);

    public static TheoryData<CurlFraming, string, bool> FramingsAndNextWays => new(
        from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
        from way in new[] { "inherited", "byte by byte", "nothing first", "frames", "messages", "stream", "close" }
        from deflate in new[] { false, true }
        where !deflate || (framing == CurlFraming.Auto && way != "frames")
        select (framing, way, deflate));

    /// <summary>
    /// Half of a frame is in the caller's buffer when the receive is canceled: whoever receives next gets it, in whatever way.
    /// </summary>
    [Theory]
    [MemberData(nameof(FramingsAndNextWays))]
    public async Task Receive_CanceledInTheMiddleOfAFrame_NothingIsLost(CurlFraming framing, string way, bool deflate)
    {
        Assert.SkipWhen(deflate && CurlLibrary.Version < new Version(8, 21), "This libcurl's decoder refuses compressed frames.");

        // Cut within a character of two bytes: the check of UTF-8 goes on where it was.
        byte[] text = "Grüße, and the rest of it"u8.ToArray();
        Gate canceled = new();
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = deflate ? "permessage-deflate" : null);

                // One stored block (RFC 1951, section 3.2.4), and the end of RFC 7692, section 7.2.1.
                byte[] stored = [0xc1, (byte)(text.Length + 6), 0, (byte)text.Length, 0, (byte)~text.Length, 0xff, .. text, 0];
                byte[] wire = deflate ? stored : Wire.Frame(WireOpcode.Text, text);
                int cut = (deflate ? 7 : 2) + 3;
                await c.WriteAsync(wire.AsMemory(0, cut));
                await canceled.WaitAsync();
                await c.WriteAsync(Wire.Concat(wire[cut..], Wire.Text("next"), Wire.Close(1000, "")));
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
                {
                    o.KeepOpenOnCanceledReceive = true;
                    o.Deflate = deflate ? new() : null;
                });
                byte[] buffer = new byte[4096];
                using CancellationTokenSource cancel = new();
                await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token());
                Task receive = socket.ReceiveAsync(buffer.AsMemory(), cancel.Token).AsTask();
                Assert.Equal(text[0], buffer[0]);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
                Assert.Equal(WebSocketState.Open, socket.State);
                canceled.Open();
                await ReceiveNextAsync(socket, way, text);
            });
    }

    /// <summary>What was held back counts once: the message is exactly as large as it may be.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Receive_NothingAfterACanceledPart_DoesNotCountThePartTwice(CurlFraming framing)
    {
        Gate canceled = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                byte[] wire = Wire.Text("0123456789");
                await c.WriteAsync(wire.AsMemory(0, 7));
                await canceled.WaitAsync();
                await c.WriteAsync(wire.AsMemory(7));
            },
            async socket =>
            {
                byte[] buffer = new byte[20];
                using CancellationTokenSource cancel = new();
                await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token());
                Task receive = socket.ReceiveAsync(buffer.AsMemory(), cancel.Token).AsTask();
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
                await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token());
                canceled.Open();
                Assert.Equal("0123456789"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            },
            o => (o.KeepOpenOnCanceledReceive, o.MaxMessageSize) = (true, 10));
    }

    private static async Task ReceiveNextAsync(CurlWebSocket socket, string way, byte[] text)
    {
        byte[] buffer = new byte[4096];
        switch (way)
        {
            case "close":
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                Assert.Equal(WebSocketState.Closed, socket.State);
                return;
            case "frames":
                for (int offset = 0; offset < text.Length;)
                {
                    WebSocketFrame frame = await socket.ReceiveFrameAsync(buffer.AsMemory(), Deadline.Token());
                    Assert.Equal((offset, text.Length - offset - frame.Count), ((int)frame.Offset, (int)frame.BytesLeft));
                    Assert.Equal(text[offset..(offset + frame.Count)], buffer[..frame.Count]);
                    offset += frame.Count;
                }

                break;
            case "messages":
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                {
                    Assert.Equal(text, message.Payload.ToArray());
                    break;
                }

                break;
            case "stream":
                await using (Stream stream = (await socket.OpenMessageReaderAsync(Deadline.Token()))!)
                {
                    MemoryStream copy = new();
                    await stream.CopyToAsync(copy, Deadline.Token());
                    Assert.Equal(text, copy.ToArray());
                }

                break;
            default:
                if (way == "nothing first")
                {
                    Assert.Equal(0, (await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())).Count);
                }

                Assert.Equal(text, (await socket.ReceiveWholeAsync(way == "byte by byte" ? 1 : 4096)).Payload);
                break;
        }

        Assert.Equal("next"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_BlockedAndCanceled_AbortsAndFreesTheReceiver(CurlFraming framing)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                Task receive = socket.ReceiveWholeAsync();
                using CancellationTokenSource cts = new();
                Task send = socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, cts.Token);
                Assert.False(send.IsCompleted);
                await cts.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
                Assert.Equal(WebSocketState.Aborted, socket.State);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
                done.Open();
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ServerDoesNotReadForTheTimeout_Fails(CurlFraming framing)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                WebSocketException e = await Connections.FailsAsync(
                    () => socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, Deadline.Token()),
                    WebSocketError.ConnectionClosedPrematurely);
                Assert.IsType<TimeoutException>(e.InnerException);
                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            },
            o => o.SendTimeout = TimeSpan.FromMilliseconds(100),
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Abort_WhileReceivePends_EndsItAsCanceled(CurlFraming framing) => Silent(framing, async socket =>
    {
        Task receive = socket.ReceiveWholeAsync();
        await Task.Run(socket.Abort);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        Assert.Equal(WebSocketState.Aborted, socket.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default));
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Dispose_WhileReceivePends_EndsItAsPremature(CurlFraming framing) => Silent(framing, async socket =>
    {
        Task receive = socket.ReceiveWholeAsync();
        await Task.Run(socket.Dispose);
        await Connections.FailsAsync(() => receive, WebSocketError.ConnectionClosedPrematurely);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => socket.ReceiveAsync(new byte[10].AsMemory(), default).AsTask());
    });

    private static Task Silent(CurlFraming framing, Func<CurlWebSocket, Task> test) =>
        Connections.RunAsync(framing, c => c.WaitForEofAsync(), test);
}
