using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>A server that sends without end takes away neither the caller's token, nor its limits, nor its thread.</summary>
public sealed class FloodTests
{
    public static TheoryData<CurlFraming, string, string> Receives
    {
        get
        {
            TheoryData<CurlFraming, string, string> data = [];
            foreach (string way in new[] { "receive", "receive of nothing", "blocking", "messages", "stream", "ping" })
            {
                foreach (string kind in new[] { "pongs", "pings", "pings and no reader" })
                {
                    data.Add(CurlFraming.Auto, kind, way);
                    data.Add(CurlFraming.Libcurl, kind, way);
                }

                if (way is not ("ping" or "receive of nothing"))
                {
                    data.Add(CurlFraming.Auto, "blocks", way);
                }
            }

            return data;
        }
    }

    public static TheoryData<CurlFraming, string> Closes
    {
        get
        {
            TheoryData<CurlFraming, string> data = [];
            foreach (string kind in new[] { "pongs", "pings", "pings and no reader", "data" })
            {
                data.Add(CurlFraming.Auto, kind);
                data.Add(CurlFraming.Libcurl, kind);
            }

            data.Add(CurlFraming.Auto, "blocks");
            return data;
        }
    }

    /// <summary>The call comes back to its caller while the flood goes on, and its token ends it.</summary>
    [Theory]
    [MemberData(nameof(Receives))]
    public Task Receive_FloodWithoutEnd_ReturnsToTheCallerAndEndsWithTheToken(CurlFraming framing, string kind, string way) => RunAsync(
        framing,
        kind,
        async socket =>
        {
            Gate returned = new();
            using CancellationTokenSource cancel = new();
            Task run = Task.Run(() =>
            {
                if (way == "blocking")
                {
                    returned.Open();
                }

                Task pending = Start(socket, way, cancel.Token);
                returned.Open();
                return pending;
            });
            await returned.WaitAsync();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(run));
        });

    /// <summary>A canceled ping leaves nobody reading behind: the next receive has the connection.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public Task Ping_CanceledInAFlood_TheNextReceiveHasTheConnection(CurlFraming framing) => RunAsync(
        framing,
        "pongs",
        async socket =>
        {
            using CancellationTokenSource cancel = new();
            Task ping = Task.Run(() => socket.PingAsync("mine"u8.ToArray(), cancel.Token).AsTask());
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(ping));
            WebSocketFrame frame = await Deadline.Within(socket.ReceiveFrameAsync(new byte[125], Deadline.Token()).AsTask());
            Assert.Equal(WebSocketOpcode.Pong, frame.Opcode);
        });

    [Theory]
    [MemberData(nameof(Closes))]
    public Task Close_FloodWithoutEnd_ReturnsToTheCallerAndEndsAfterCloseTimeout(CurlFraming framing, string kind) => RunAsync(
        framing,
        kind,
        async socket =>
        {
            bool returned = false;
            Task run = Task.Run(() =>
            {
                Task close = socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                returned = !close.IsCompleted;
                return close;
            });
            WebSocketException e = await Connections.FailsAsync(() => Deadline.Within(run), WebSocketError.ConnectionClosedPrematurely);
            Assert.Contains("CloseTimeout", e.Message, StringComparison.Ordinal);
            Assert.True(returned, "It came back when closing was over.");
        },
        o => o.CloseTimeout = TimeSpan.FromSeconds(0.5));

    [Theory]
    [MemberData(nameof(Closes))]
    public Task DisposeAsync_FloodWithoutEnd_Ends(CurlFraming framing, string kind) => RunAsync(
        framing,
        kind,
        async socket => await Deadline.Within(Task.Run(() => socket.DisposeAsync().AsTask())));

    /// <summary>A limit on sends covers the answers to pings, which a receive sends.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public Task Receive_AnswersAreNotRead_EndsAfterSendTimeout(CurlFraming framing)
    {
        WindowsFacts.RequireFastSends();
        return RunAsync(
            framing,
            "pings and no reader",
            async socket =>
            {
                WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(socket.ReceiveWholeAsync()));
                Assert.Contains("SendTimeout", e.ToString(), StringComparison.Ordinal);
            },
            o => o.SendTimeout = TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Without data between them only so many are taken.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task Receive_MorePongsInARowThanAnybodySends_FailsWith1008(CurlFraming framing)
    {
        const int Most = 20_000;
        byte[] pongs = Flood.Of("pongs")[..(2 * Most)];
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(pongs);
                await c.WriteAsync(Wire.Text("data"));
                await c.WriteAsync(pongs);
                await c.WriteAsync(Wire.Pong("one too many"));
                WireFrame close = await c.ReadFrameAsync();
                Assert.Equal((WireOpcode.Close, 1008), (close.Opcode, close.CloseCode));
            },
            async socket =>
            {
                socket.MaxControlInARow = Most;
                Assert.Equal("data"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                WebSocketException e = await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
                Assert.Contains("20000", e.Message, StringComparison.Ordinal);
            });
    }

    private static Task Start(CurlWebSocket socket, string way, CancellationToken token) => way switch
    {
        "receive" => socket.ReceiveAsync(new byte[4096].AsMemory(), token).AsTask(),
        "receive of nothing" => socket.ReceiveAsync(Memory<byte>.Empty, token).AsTask(),
        "blocking" => Task.Run(() => socket.Receive(new byte[4096], token), CancellationToken.None),
        "messages" => ReadAsync(socket, token),
        "stream" => StreamAsync(socket, token),
        "ping" => socket.PingAsync("mine"u8.ToArray(), token).AsTask(),
        _ => throw new ArgumentException(way, nameof(way)),
    };

    private static async Task ReadAsync(CurlWebSocket socket, CancellationToken token)
    {
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(token))
        {
            Assert.Fail($"{message.Payload.Length} bytes came from nowhere.");
        }
    }

    private static async Task StreamAsync(CurlWebSocket socket, CancellationToken token)
    {
        await using System.IO.Stream? stream = await socket.OpenMessageReaderAsync(token);
        await stream!.ReadExactlyAsync(new byte[1], token);
    }

    private static Task RunAsync(
        CurlFraming framing, string kind, Func<CurlWebSocket, Task> test, Action<CurlWebSocketOptions>? configure = null)
    {
        Assert.SkipWhen(kind == "blocks" && CurlLibrary.Version < new Version(8, 21), "This libcurl's decoder refuses compressed frames.");
        return ScriptedServer.RunAsync(
            c => Flood.RunAsync(c, kind),
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
                {
                    o.CloseTimeout = TimeSpan.FromMilliseconds(200);
                    o.Deflate = kind == "blocks" ? new() : null;
                    configure?.Invoke(o);
                });
                socket.MaxControlInARow = int.MaxValue;
                await test(socket);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }
}
