using System;
using System.IO;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// What nobody has foreseen is thrown at any place under a turn: the turn is left, everybody is told why, and no engine that has failed is
/// used on.
/// </summary>
public sealed class UnforeseenTests
{
    private static readonly Version s_rawSince = new(8, 21, 0);

    /// <summary>What fails, and the operation that meets it.</summary>
    public static TheoryData<string, string> Sends => new()
    {
        { nameof(FrameEncoder.TrySend), "send" },
        { nameof(FrameEncoder.TryFlush), "send" },
        { nameof(FrameEncoder.TrySend), "send of many" },
        { nameof(FrameEncoder.TryFlush), "send of many" },
        { nameof(FrameEncoder.TrySend), "ping" },
        { nameof(FrameEncoder.TryFlush), "ping" },
        { nameof(FrameEncoder.TrySend), "pong" },
        { nameof(FrameEncoder.TryBegin), "stream" },
        { nameof(FrameEncoder.TrySend), "stream" },
        { nameof(FrameEncoder.TrySend), "close" },
        { nameof(FrameEncoder.TryFlush), "close" },
        { nameof(FrameEncoder.TrySend), "answer to a ping" },
        { nameof(FrameEncoder.TryFlush), "answer to a ping" },
    };

    /// <summary>The same for the other direction.</summary>
    public static TheoryData<string, string> Receives => new()
    {
        { nameof(FrameDecoder.TryReceive), "receive" },
        { nameof(FrameDecoder.TryTakeMessage), "receive" },
        { nameof(FrameDecoder.TryReceive), "ping" },
        { nameof(FrameDecoder.TryReceive), "close" },
        { nameof(FrameDecoder.TryReceive), "message" },
    };

    /// <summary>Nothing can be sent any more, and what the server has sent comes all the same.</summary>
    [Theory]
    [MemberData(nameof(Sends))]
    public Task Encoder_ThrowsTheUnforeseen_NothingIsSentAfterwardsAndAllSayWhy(string fails, string operation) => ScriptedServer.RunAsync(
        Scripts.Upgraded(c => c.WriteAsync(Wire.Concat(Wire.Ping("!"), Wire.Text("data")))),
        async server =>
        {
            (CurlWebSocket socket, FaultyEngine engine) = await ConnectAsync(server.WsUri);
            using (socket)
            {
                engine.Fails = fails;
                Task first = RunAsync(socket, operation);
                if (operation == "answer to a ping")
                {
                    await Deadline.Within(first);
                }
                else
                {
                    await FailsAsync(first);
                    Assert.Equal("data"u8.ToArray(), (await Deadline.Within(socket.ReceiveWholeAsync())).Payload);
                }

                foreach (string next in new[] { "send", "send of many", "ping", "pong", "stream", "close" })
                {
                    await FailsAsync(RunAsync(socket, next));
                }

                Assert.Equal(0, engine.CallsAfterwards);
                await Deadline.Within(socket.DisposeAsync().AsTask());
            }
        });

    [Theory]
    [MemberData(nameof(Receives))]
    public Task Decoder_ThrowsTheUnforeseen_EndsTheConnectionAndAllSayWhy(string fails, string operation) => ScriptedServer.RunAsync(
        Scripts.Upgraded(c => c.WriteAsync(Wire.Concat(Wire.Ping("!"), Wire.Text("data")))),
        async server =>
        {
            (CurlWebSocket socket, FaultyEngine engine) = await ConnectAsync(server.WsUri, fails);
            using (socket)
            {
                await FailsAsync(RunAsync(socket, operation));
                Assert.Equal(WebSocketState.Aborted, socket.State);
                foreach (string next in new[] { "send", "send of many", "ping", "pong", "stream", "close", "receive", "message" })
                {
                    await FailsAsync(RunAsync(socket, next));
                }

                Assert.Equal(0, engine.CallsAfterwards);
                await Deadline.Within(socket.DisposeAsync().AsTask());
            }
        });

    /// <summary>The same while others wait: each of them ends, and hears why.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Engine_ThrowsTheUnforeseen_WhoeverWaitsEndsAndHearsWhy(bool sending)
    {
        Gate read = new();
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(async c =>
            {
                await read.WaitAsync();
                if (!sending)
                {
                    await c.WriteAsync(Wire.Text("data"));
                }
            }),
            async server =>
            {
                (CurlWebSocket socket, FaultyEngine engine) = await ConnectAsync(server.WsUri);
                using (socket)
                {
                    Task[] sends =
                    [
                        socket.SendAsync(new byte[32 << 20], WebSocketMessageType.Binary, true, CancellationToken.None),
                        socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, CancellationToken.None),
                        socket.PingAsync().AsTask(),
                    ];
                    Task[] receives = [socket.ReceiveWholeAsync(), socket.ReceiveWholeAsync()];
                    Assert.All(sends, task => Assert.False(task.IsCompleted));
                    engine.Fails = sending ? nameof(FrameEncoder.TrySend) : nameof(FrameDecoder.TryReceive);
                    read.Open();
                    foreach (Task task in sends)
                    {
                        await FailsAsync(task);
                    }

                    Assert.Equal(sending ? WebSocketState.Open : WebSocketState.Aborted, socket.State);
                    foreach (Task task in receives)
                    {
                        if (sending)
                        {
                            socket.Dispose();
                            await Connections.FailsAsync(() => Deadline.Within(task), WebSocketError.ConnectionClosedPrematurely);
                        }
                        else
                        {
                            await FailsAsync(task);
                        }
                    }
                }
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>Nobody calls: the pump and the answer in the background meet it, and the next call says so.</summary>
    [Fact]
    public Task KeepAlive_EngineThrowsTheUnforeseen_TheNextCallSaysWhy() => ScriptedServer.RunAsync(
        Scripts.Upgraded(c => c.WaitForEofAsync()),
        async server =>
        {
            (CurlWebSocket socket, FaultyEngine engine) = await ConnectAsync(
                server.WsUri, nameof(FrameDecoder.TryReceive),
                o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(20), Deadline.Default));
            using (socket)
            {
                await Deadline.Within(server.Completed);
                WebSocketException e = await Connections.FailsAsync(
                    () => Deadline.Within(RunAsync(socket, "send")), WebSocketError.Faulted);
                Assert.Contains(FaultyEngine.Message, e.Message, StringComparison.Ordinal);
                Assert.Equal(WebSocketState.Aborted, socket.State);
            }
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_MemoryThatIsGone_EndsTheConnectionAndSaysWhy(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Text("two"))),
        async socket =>
        {
            Assert.Equal("one"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            using FaultyMemory memory = new(new byte[10], good: 0);
            Memory<byte> gone = memory.Memory;
            WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(gone, Deadline.Token()).AsTask());
            Assert.IsType<InvalidDataException>(e.InnerException);
            Assert.Equal(WebSocketState.Aborted, socket.State);
            await Connections.FailsAsync(() => Deadline.Within(socket.ReceiveWholeAsync()), WebSocketError.InvalidState);
        });

    /// <summary>The rest of a frame can never come: what others send must not become it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Send_MemoryThatIsGoneInsideAFrame_NobodyGoesOnInIt(CurlFraming framing)
    {
        Gate waiting = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await waiting.WaitAsync();
                await Assert.ThrowsAnyAsync<IOException>(() => c.ReadFrameAsync());
            },
            async socket =>
            {
                using FaultyMemory memory = new(new byte[32 << 20], good: 1);
                Task send = socket.SendAsync(memory.Memory, WebSocketMessageType.Binary, true, Deadline.Token()).AsTask();
                Task behind = socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
                waiting.Open();
                foreach (
                    Task task in new[] { send, behind, socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token()) })
                {
                    WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(task));
                    Assert.IsType<InvalidDataException>(e.InnerException);
                }
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>
    /// A callback under C's names that throws while the handle is freed: everything else is freed and ended all the same.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Abort_CallbackThrowsMeanwhile_SurfacesAfterEverybodyIsFree(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Binary);
            Task[] tasks =
                [socket.ReceiveWholeAsync(), socket.PingAsync().AsTask(),
                    socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, default)];
            Assert.Throws<InvalidDataException>(socket.Abort);
            Assert.Equal(WebSocketState.Aborted, socket.State);
            foreach (Task task in tasks)
            {
                Exception? e = await Record.ExceptionAsync(() => Deadline.Within(task));
                Assert.True(e is OperationCanceledException or ObjectDisposedException, $"{e}");
            }

            await Assert.ThrowsAnyAsync<Exception>(() => stream.WriteAsync(new byte[1]).AsTask());
        },
        o => o.Configure = ThrowWhenClosed);

    /// <summary>The same on a timer's thread, which nothing may leave: it would end the process.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task IdleTimeout_CallbackThrowsMeanwhile_TheTimeoutIsWhatSurfaces(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => Deadline.Within(socket.ReceiveWholeAsync()), WebSocketError.Faulted);
            Assert.Contains("IdleTimeout", e.Message, StringComparison.Ordinal);
        },
        o => (o.Configure, o.IdleTimeout) = (ThrowWhenClosed, TimeSpan.FromMilliseconds(100)));

    /// <summary>A refused upgrade whose clean-up throws as well: the refusal surfaces.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Connect_CallbackThrowsDuringTheCleanup_TheFirstFailureSurfaces(CurlFraming framing) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"u8
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"u8).ToArray());
            await c.WaitForEofAsync();
        },
        async server => await Connections.FailsAsync(
            () => Connections.ConnectAsync(server.WsUri, framing, o => o.Configure = ThrowWhenClosed), WebSocketError.HeaderError));

    private static void ThrowWhenClosed(CurlEasy easy) => LibCurl.curl_easy_setopt(
        easy.Handle,
        CURLoption.CURLOPT_CLOSESOCKETFUNCTION,
        (curl_closesocket_callback)((_, socket) =>
        {
            new Socket(new SafeSocketHandle(socket, ownsHandle: true)).Dispose();
            throw new InvalidDataException("The callback throws.");
        }));

    private static async Task<(CurlWebSocket Socket, FaultyEngine Engine)> ConnectAsync(
        Uri uri, string? fails = null, Action<CurlWebSocketOptions>? configure = null)
    {
        bool raw = CurlLibrary.Version >= s_rawSince;
        CurlEasy easy = new();
        easy.Options.Uri = uri;
        easy.Options.FrameHandling |= raw ? CurlFrameHandling.RawMode : CurlFrameHandling.None;
        await easy.ConnectAsync(Deadline.Token());
        FrameLimits limits = new();
        FaultyEngine engine =
            new(raw ? new ManagedDecoder(easy, limits, allowCompressed: false) : new LibcurlDecoder(easy, limits), new ManagedEncoder(easy))
        {
            Fails = fails,
        };
        return (
            new CurlWebSocket(
                easy, engine.Decoder, engine.Encoder, Connections.Options(CurlFraming.Auto, configure), subProtocol: null,
                ConnectionTelemetry.OfHandle(uri: null, new CurlWebSocketOptions())),
            engine);
    }

    private static Task RunAsync(CurlWebSocket socket, string operation) => operation switch
    {
        "send" => socket.SendAsync(new byte[10], WebSocketMessageType.Binary, true, Deadline.Token()),
        "send of many" => socket.SendMessagesAsync(
            new ReadOnlyMemory<byte>[] { new byte[10], new byte[10] }, WebSocketMessageType.Binary, Deadline.Token()).AsTask(),
        "ping" => socket.PingAsync(cancellationToken: Deadline.Token()).AsTask(),
        "stream" => StreamAsync(socket),
        "pong" => socket.SendPongAsync(new byte[3], Deadline.Token()).AsTask(),
        "close" => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
        "receive" or "answer to a ping" => socket.ReceiveWholeAsync(),
        _ => ReadAsync(socket),
    };

    private static async Task StreamAsync(CurlWebSocket socket)
    {
        await using CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Binary, 10);
        await stream.WriteAsync(new byte[10]);
        await stream.CompleteAsync();
    }

    private static async Task FailsAsync(Task task)
    {
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(task));
        Assert.Contains(FaultyEngine.Message, e.ToString(), StringComparison.Ordinal);
    }

    private static async Task ReadAsync(CurlWebSocket socket)
    {
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
        {
            Assert.False(message.Payload.IsEmpty);
        }
    }
}
