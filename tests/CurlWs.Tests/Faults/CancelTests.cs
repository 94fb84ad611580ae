using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Cancellation at every wait of every asynchronous member: the caller's token comes back, and the connection is cut only where it must be.
/// </summary>
public sealed class CancelTests
{
    public static TheoryData<CurlFraming, string> Pending => EndingTests.Pending;

    [Theory]
    [MemberData(nameof(Pending))]
    public async Task Operation_CanceledWhileItWaits_AbortsOnlyWhereSomethingIsHalfDone(CurlFraming framing, string operation)
    {
        using CancellationTokenSource cts = new();
        await PendingOperation.RunAsync(framing, operation, async (socket, pending) =>
        {
            await cts.CancelAsync();
            await ThrowsCanceledAsync(pending, operation, cts.Token);
            PendingOperation what = PendingOperation.All[operation];
            Assert.Equal(what.HalfSent || what.Inherited ? WebSocketState.Aborted : WebSocketState.Open, socket.State);
        }, cts.Token);
    }

    /// <summary>A frame that the encoder has cannot be taken back: libcurl would send its bytes in place of the next one's.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, 0)]
    [InlineData(CurlFraming.Auto, 1000)]
    [InlineData(CurlFraming.Libcurl, 0)]
    [InlineData(CurlFraming.Libcurl, 1000)]
    public Task SmallSend_CanceledWhileItWaits_Aborts(CurlFraming framing, int size)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                while (true)
                {
                    using CancellationTokenSource cts = new();
                    Task send = socket.SendAsync(new byte[size], WebSocketMessageType.Binary, true, cts.Token);
                    if (send.IsCompletedSuccessfully)
                    {
                        continue;
                    }

                    // The kernels may still have moved enough for it to end: then the next one.
                    await cts.CancelAsync();
                    if (await Task.WhenAny(send) is { IsCompletedSuccessfully: false })
                    {
                        await ThrowsCanceledAsync(send, "SendAsync", cts.Token);
                        break;
                    }
                }

                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            },
            o => o.Configure = Connections.LimitSendBuffer,
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>
    /// A token that is canceled beforehand: an inherited receive aborts, everything else leaves the connection as it was, and sends
    /// nothing.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Operation_CanceledBeforehand_SendsNothingAndStaysOpen(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("the first", (await c.ReadFrameAsync()).Text);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            CancellationToken canceled = new(canceled: true);
            foreach ((string name, PendingOperation operation) in PendingOperation.All.Where(
                o => !o.Value.Inherited && !o.Value.Queues && !o.Key.StartsWith("OpenMessageWriter", StringComparison.Ordinal)))
            {
                await ThrowsCanceledAsync(operation.Start(socket, canceled), name, canceled);
                Assert.Equal((name, WebSocketState.Open), (name, socket.State));
            }

            await ThrowsCanceledAsync(socket.SendPongAsync(new byte[1], canceled).AsTask(), "SendPongAsync", canceled);
            await ThrowsCanceledAsync(
                socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, canceled), "CloseOutputAsync", canceled);
            await ThrowsCanceledAsync(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, canceled), "CloseAsync", canceled);
            Assert.Equal(WebSocketState.Open, socket.State);
            await socket.SendAsync("the first"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
        });

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("upgrade")]
    [InlineData("half of the 101")]
    public async Task Connect_CanceledInAPhase_EndsAtOnceWithTheToken(string phase)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || phase != "tcp", "Only Linux ignores a connection when a backlog is full.");
        using CancellationTokenSource cts = new();
        Gate half = new();
        await using BlackHole hole = phase == "tcp" ? await BlackHole.StartFullAsync() : BlackHole.Start();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: web"u8.ToArray());
            half.Open();
            await c.WaitForEofAsync();
        });
        Uri uri = phase == "tls" ? hole.WssUri : phase == "half of the 101" ? server.WsUri : hole.WsUri;
        Task connect = CurlWebSocket.ConnectAsync(uri, Connections.Options(CurlFraming.Auto), cts.Token);
        if (phase is "tls" or "upgrade")
        {
            await hole.Clients.ItemAsync();
        }
        else if (phase == "half of the 101")
        {
            // That the client has read it says something only once it was written.
            await half.WaitAsync();
            await server.Connections[0].WaitUntilReadAsync();
        }

        Assert.False(connect.IsCompleted);
        await cts.CancelAsync();
        await ThrowsCanceledAsync(connect, phase, cts.Token);
        await ThrowsCanceledAsync(
            CurlWebSocket.ConnectAsync(uri, Connections.Options(CurlFraming.Auto), cts.Token), "beforehand", cts.Token);
    }

    /// <summary>
    /// A read of a message's stream consumes nothing when it is canceled: the message goes on, and so does the connection.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task StreamRead_CanceledInTheMiddle_MessageGoesOn(CurlFraming framing)
    {
        Gate canceled = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteFrameAsync(WireOpcode.Text, "ab"u8.ToArray(), fin: false);
                await canceled.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Continuation, "cd"u8.ToArray());
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                using CancellationTokenSource cts = new();
                System.IO.Stream stream = (await socket.OpenMessageReaderAsync(Deadline.Token()))!;
                byte[] buffer = new byte[10];
                Assert.Equal(2, await stream.ReadAsync(buffer, Deadline.Token()));
                ValueTask<int> read = stream.ReadAsync(buffer.AsMemory(2), cts.Token);
                Assert.False(read.IsCompleted);
                await cts.CancelAsync();
                await ThrowsCanceledAsync(read.AsTask(), "ReadAsync", cts.Token);
                canceled.Open();
                Assert.Equal(2, await stream.ReadAsync(buffer.AsMemory(2), Deadline.Token()));
                Assert.Equal("abcd"u8.ToArray(), buffer[..4]);
                Assert.Equal(0, await stream.ReadAsync(buffer, Deadline.Token()));
            });
    }

    /// <summary>
    /// A server that reads nothing must not hold up disposal: it ends after the time for closing, and so does CloseAsync.
    /// </summary>
    [Theory]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    public Task DisposeAndClose_BehindABlockedSend_EndInTime(CurlFraming framing, bool dispose)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                Task send = socket.SendAsync(new byte[32 << 20], WebSocketMessageType.Binary, true, CancellationToken.None);
                Assert.False(send.IsCompleted);
                if (dispose)
                {
                    await Deadline.Within(socket.DisposeAsync().AsTask());
                }
                else
                {
                    WebSocketException e = await Connections.FailsAsync(
                        () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
                        WebSocketError.ConnectionClosedPrematurely);
                    Assert.IsType<TimeoutException>(e.InnerException);
                }

                await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(send));
                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            },
            o => o.CloseTimeout = TimeSpan.FromMilliseconds(100),
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    private static async Task ThrowsCanceledAsync(Task task, string what, CancellationToken token)
    {
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(task, what: what));
        Assert.Equal((what, token), (what, e.CancellationToken));
    }
}
