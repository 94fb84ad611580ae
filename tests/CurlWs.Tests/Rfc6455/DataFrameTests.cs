using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Sections 5.2 to 5.6: data frames in both directions, whole and in pieces.</summary>
public sealed class DataFrameTests
{
    private static readonly int[] s_sizes = [0, 1, 125, 126, 65535, 65536, 1 << 20];

    public static TheoryData<CurlFraming, int> Sizes => [.. from f in Framings from s in s_sizes select (f, s)];

    public static TheoryData<CurlFraming, int, int> Chops =>
        [.. from f in Framings from s in new[] { 0, 1, 125, 126, 300, 65535, 65536 } from c in new[] { 1, 2, 7, 4096 } where c > 2 || s <= 300 select (f, s, c)];

    private static CurlFraming[] Framings => [CurlFraming.Auto, CurlFraming.Libcurl];

    /// <summary>5.2, 5.3: FIN, opcode, the shortest length field, a mask, the payload.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public Task Send_OneMessage_IsOneMaskedMinimalFrame(CurlFraming framing, int size)
    {
        byte[] payload = Wire.Noise(size, seed: size);
        byte[] before = [.. payload];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame frame = await c.ReadFrameAsync();
                Assert.True(frame.Fin);
                Assert.Equal(WireOpcode.Binary, frame.Opcode);
                Assert.Equal(WireRsv.None, frame.Rsv);
                Assert.True(frame.Masked);
                Assert.Equal(size < 126 ? 6 : size < 65536 ? 8 : 14, frame.HeaderLength);
                Assert.Equal(payload, frame.Payload);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await socket.SendAsync(payload, WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
                Assert.Equal(before, payload);
            });
    }

    /// <summary>5.3: the masking key is fresh for every frame.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ManyFrames_EachHasItsOwnMask(CurlFraming framing)
    {
        Assert.SkipWhen(
            framing == CurlFraming.Libcurl && CurlLibrary.Version < new Version(8, 16, 0), "libcurl before 8.16 uses one mask (CVE-2025-10148).");
        return Connections.RunAsync(
            framing,
            async c =>
            {
                HashSet<uint> masks = [];
                for (int i = 0; i < 200; i++)
                {
                    masks.Add((await c.ReadFrameAsync()).MaskKey);
                }

                Assert.True(masks.Count >= 199, $"{masks.Count} masks in 200 frames");
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                for (int i = 0; i < 200; i++)
                {
                    await socket.SendAsync(new byte[20], WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
                }
            });
    }

    /// <summary>5.4: a first frame with the type, continuation frames, FIN on the last.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_Fragments_AreContinuationFrames(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            WireFrame[] frames = [await c.ReadFrameAsync(), await c.ReadFrameAsync(), await c.ReadFrameAsync(), await c.ReadFrameAsync()];
            Assert.Equal([WireOpcode.Text, WireOpcode.Continuation, WireOpcode.Continuation, WireOpcode.Binary], frames.Select(f => f.Opcode));
            Assert.Equal([false, false, true, true], frames.Select(f => f.Fin));
            Assert.Equal(["ab", "", "c", "d"], frames.Select(f => f.Text));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.SendAsync("ab"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await socket.SendAsync("c"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
            await socket.SendAsync("d"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
        });

    /// <summary>5.2: every payload length, however the bytes travel.</summary>
    [Theory]
    [MemberData(nameof(Chops))]
    public Task Receive_OneMessage_ComesWholeHoweverChopped(CurlFraming framing, int size, int chop)
    {
        byte[] payload = Wire.Noise(size, seed: size);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteChoppedAsync(Wire.Concat(Wire.Binary(payload), Wire.Text("next")), chop);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                // One frame that fits the buffer comes in one receive.
                byte[] buffer = new byte[size + 1];
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
                Assert.Equal(new ValueWebSocketReceiveResult(size, WebSocketMessageType.Binary, true), result);
                Assert.Equal(payload, buffer[..size]);
                Assert.Equal("next"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
            });
    }

    /// <summary>5.4: fragments of any size, empty ones too, make one message; the type is the first frame's.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_Fragments_MakeOneMessage(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Frame(WireOpcode.Text, default, fin: false),
                Wire.Frame(WireOpcode.Continuation, "ab"u8, fin: false),
                Wire.Frame(WireOpcode.Continuation, default, fin: false),
                Wire.Frame(WireOpcode.Continuation, "c"u8, fin: true),
                Wire.Frame(WireOpcode.Binary, default, fin: true)));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            (WebSocketMessageType type, byte[] payload) = await socket.ReceiveMessageAsync();
            Assert.Equal(WebSocketMessageType.Text, type);
            Assert.Equal("abc"u8.ToArray(), payload);
            Assert.Equal((WebSocketMessageType.Binary, 0), ((await socket.ReceiveMessageAsync()) is var m ? m.Type : default, 0));
        });

    /// <summary>A buffer smaller than the frame: it is filled, and the frame goes on; one exactly as long ends the message.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_SmallBuffer_IsFilledAndGoesOn(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Text("abcdefgh"));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            byte[] buffer = new byte[3];
            Assert.Equal((3, false), Shape(await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token())));
            Assert.Equal("abc"u8.ToArray(), buffer);
            Assert.Equal((3, false), Shape(await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token())));
            Assert.Equal((2, true), Shape(await socket.ReceiveAsync(buffer.AsMemory(0, 2), Deadline.Token())));
            Assert.Equal("gh"u8.ToArray(), buffer[..2]);
        });

    /// <summary>A zero-byte receive completes when data is there and takes nothing.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_ZeroBytes_SaysThatDataIsThere(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Ping("p"), Wire.Text("abc"), Wire.Text("")));
            Assert.Equal(WireOpcode.Pong, (await c.ReadFrameAsync()).Opcode);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            byte[] buffer = new byte[10];
            Assert.Equal((0, false), Shape(await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())));
            ValueTask<ValueWebSocketReceiveResult> next = socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            Assert.True(next.IsCompleted);
            Assert.Equal((3, true), Shape(await next));
            Assert.Equal((0, false), Shape(await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())));
            Assert.Equal((0, true), Shape(await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token())));
        });

    private static (int Count, bool End) Shape(ValueWebSocketReceiveResult result) => (result.Count, result.EndOfMessage);
}
