using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>The trace of frames: each of them once, both ways, as it is on the wire.</summary>
public sealed partial class FrameTraceTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task FrameTrace_EveryKindOfFrame_IsALine(CurlFraming framing)
    {
        List<string> lines = [];
        long id = 0;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < 8; i++)
                {
                    await c.ReadFrameAsync();
                }

                // In pieces: what is asked for of a frame is collected.
                await c.WriteChoppedAsync(
                    Wire.Concat(
                        Wire.Text("grüß\n"),
                        Wire.Frame(WireOpcode.Binary, "0123456789abcdef"u8, fin: false),
                        Wire.Frame(WireOpcode.Ping, "p"u8),
                        Wire.Frame(WireOpcode.Continuation, default(ReadOnlySpan<byte>))),
                    3);
                await c.CloseAsync(4000, "bye");
            },
            async socket =>
            {
                id = socket.ConnectionId;
                await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, false, Deadline.Token());
                await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
                await socket.SendAsync("hello", Deadline.Token());
                await socket.SendAsync(new byte[300_000], WebSocketMessageType.Binary, true, Deadline.Token());
                await using (CurlMessageWriteStream known = socket.OpenMessageWriter(WebSocketMessageType.Binary, 6))
                {
                    await known.WriteAsync(new byte[] { 1, 2 }, Deadline.Token());
                    await known.WriteAsync(new byte[] { 3, 4, 5, 6 }, Deadline.Token());
                    await known.CompleteAsync(Deadline.Token());
                }

                await using (CurlMessageWriteStream empty = socket.OpenMessageWriter(WebSocketMessageType.Binary, 0))
                {
                    await empty.CompleteAsync(Deadline.Token());
                }

                await socket.SendMessagesAsync(new ReadOnlyMemory<byte>[] { "x"u8.ToArray() }, WebSocketMessageType.Text, Deadline.Token());
                await socket.SendPongAsync(Array.Empty<byte>(), Deadline.Token());
                await socket.ReceiveWholeAsync(2);
                await socket.ReceiveWholeAsync();
                await socket.ReceiveAsync(new byte[1], Deadline.Token());
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Deadline.Token());
            },
            Trace(lines, 6));
        Assert.All(lines, line => Assert.Matches(Beginning(), line));
        Assert.All(lines, line => Assert.Contains($" #{id} ", line, StringComparison.Ordinal));
        Assert.Equal(
            [
                "> text 1 \"a\"", "> continuation FIN 1 62", "> text FIN 5 \"hello\"", "> binary FIN 300000 000000000000...",
                "> binary FIN 6 010203040506", "> binary FIN 0", "> text FIN 1 \"x\"", "> pong FIN 0", "> pong FIN 1 70",
                "> close FIN 5 1000 \"bye\"",
            ],
            Part(lines, " > "));
        Assert.Equal(
            [
                "< text FIN 7 \"grüß\"...", "< binary 16 303132333435...", "< ping FIN 1 70", "< continuation FIN 0",
                "< close FIN 5 4000 \"bye\"",
            ],
            Part(lines, " < "));
    }

    [Fact]
    public async Task FrameTrace_Compressed_ShowsTheWire()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        List<string> lines = [];
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                await server.ReceiveWholeAsync();
                await server.SendAsync(new byte[1000], WebSocketMessageType.Text, true, Deadline.Token());
                await c.WaitForEofAsync();
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o =>
                {
                    Trace(lines, 2)(o);
                    o.Deflate = new();
                });
                await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, true, Deadline.Token());
                await socket.ReceiveWholeAsync(30);
            });
        Assert.Matches("^> binary RSV1 [0-9]+ [0-9A-F]{4}\\.\\.\\.$", Part(lines, " > ")[0]);
        Assert.Matches("^> continuation FIN [0-9]+ [0-9A-F]{4}\\.\\.\\.$", Part(lines, " > ")[1]);
        Assert.Matches("^< text FIN RSV1 [0-9]+ [0-9A-F]{4}\\.\\.\\.$", Assert.Single(Part(lines, " < ")));
    }

    /// <summary>A frame that has to wait for the server, and one behind it, are each told of once.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task FrameTrace_SendsThatWait_AreToldOfOnce(CurlFraming framing)
    {
        List<string> lines = [];
        Gate read = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await read.WaitAsync();
                for (int i = 0; i < 3; i++)
                {
                    await c.ReadFrameAsync();
                }
            },
            async socket =>
            {
                Task first = socket.SendAsync(new byte[4 * 1024 * 1024], WebSocketMessageType.Binary, true, Deadline.Token());
                Task second = socket.SendAsync(new byte[4 * 1024 * 1024 + 1], WebSocketMessageType.Binary, true, Deadline.Token());
                Task third = socket.SendPongAsync("x"u8.ToArray(), Deadline.Token()).AsTask();
                Assert.False(first.IsCompleted);
                read.Open();
                await Task.WhenAll(first, second, third);
            },
            o =>
            {
                Trace(lines, 0)(o);
                (o.Configure, o.SendFragmentSize) = (Connections.LimitSendBuffer, null);
            });
        Assert.Equal(["> binary FIN 4194304", "> binary FIN 4194305", "> pong FIN 1"], Part(lines, " > ").Order());
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task FrameTrace_HandlerThrows_EndsTheConnection(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WriteTextAsync("a"),
        async socket =>
        {
            WebSocketException failure = await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            Assert.Equal("mine", failure.InnerException!.Message);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o => o.FrameTrace = (in CurlFrameTrace _) => throw new InvalidTimeZoneException("mine"));

    private static Action<CurlWebSocketOptions> Trace(List<string> lines, int bytes) => o =>
    {
        o.FrameTraceBytes = bytes;
        o.FrameTrace = (in CurlFrameTrace frame) =>
        {
            lock (lines)
            {
                lines.Add(frame.ToString());
            }
        };
    };

    private static string[] Part(List<string> lines, string direction) =>
        [.. lines.Where(l => l.Contains(direction, StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(direction, StringComparison.Ordinal) + 1)..])];

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} #[0-9]+ [<>] ")]
    private static partial Regex Beginning();
}
