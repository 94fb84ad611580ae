using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What a message may cost: fragments, frames, bytes; and that what is not held has no limit unless one is set.</summary>
public sealed class LimitTests
{
    private const int Mebi = 1024 * 1024;

    private static readonly ReceiveWay[] s_ways = Enum.GetValues<ReceiveWay>();

    public static TheoryData<CurlFraming, ReceiveWay> All => [.. from f in s_framings from way in s_ways select (f, way)];

    public static TheoryData<CurlFraming, ReceiveWay> Streaming =>
        [.. from f in s_framings from way in new[] { ReceiveWay.Receive, ReceiveWay.Frames, ReceiveWay.Stream } select (f, way)];

    // Some send a million frames, which one deadline is for: a limit on the machine's speed is none of these tests'.
    private static readonly TimeSpan s_patience = Deadline.Default * 6;

    private static readonly CurlFraming[] s_framings = [CurlFraming.Auto, CurlFraming.Libcurl];

    /// <summary>Whether a frame is seen when its header has come; libcurl's decoder shows it with its first byte.</summary>
    private static bool SeesHeaders(CurlFraming framing) => framing == CurlFraming.Auto && CurlLibrary.Version >= new Version(8, 21, 0);

    [Theory]
    [MemberData(nameof(All))]
    public Task EmptyFragments_WithoutEnd_AreRefusedWith1008(CurlFraming framing, ReceiveWay way) => RefusedAsync(
        framing,
        way,
        Wire.Concat(
            Wire.Frame(WireOpcode.Text, fin: false),
            Repeat(Wire.Frame(WireOpcode.Continuation, fin: false), FrameLimits.MaxEmptyFragments)),
        1008,
        o => o.MaxMessageSize = 10);

    public static TheoryData<CurlFraming, ReceiveWay> Taking => new(
        from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
        from way in Enum.GetValues<ReceiveWay>()
        where way != ReceiveWay.Close
        select (framing, way));

    [Theory]
    [MemberData(nameof(All))]
    public Task Fragments_OneMoreThanMaxFragments_AreRefusedWith1008(CurlFraming framing, ReceiveWay way) => RefusedAsync(
        framing,
        way,
        Wire.Concat(
            Fragments(3),
            Fragments(3),
            Wire.Frame(WireOpcode.Binary, "a"u8, fin: false),
            Repeat(Wire.Frame(WireOpcode.Continuation, "b"u8, fin: false), 3)),
        1008,
        o => o.MaxFragments = 3);

    [Theory]
    [MemberData(nameof(All))]
    public Task Frame_LargerThanMaxFrameSize_IsRefusedWith1009(CurlFraming framing, ReceiveWay way) => RefusedAsync(
        framing,
        way,
        Wire.Concat(Wire.Binary(new byte[100]), Wire.Ping("p"), Announcing(101, withByte: !SeesHeaders(framing))),
        1009,
        o => o.MaxFrameSize = 100);

    /// <summary>
    /// The first byte of such a frame may never come. Closing skips it, whatever its size: nobody gets it, and nothing holds it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Taking))]
    public Task Frame_ThatAnnouncesMoreThanMaxMessageSize_IsRefusedWith1009(CurlFraming framing, ReceiveWay way) => RefusedAsync(
        framing,
        way,
        Wire.Concat(Wire.Binary(new byte[100]), Announcing(long.MaxValue, withByte: !SeesHeaders(framing))),
        1009,
        o => o.MaxMessageSize = 100);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReadMessages_ByDefault_RefusesMoreThan64Mebibytes(CurlFraming framing) => RefusedAsync(
        framing, ReceiveWay.Messages, Announcing((64 * Mebi) + 1, withByte: !SeesHeaders(framing)), 1009);

    /// <summary>Where the limit is none, an array still has one; the exception names the way that has not.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task ReadMessages_MoreThanAnArrayHolds_FailsAndNamesTheStream(CurlFraming framing)
    {
        WebSocketException e = await RefusedAsync(
            framing,
            ReceiveWay.Messages,
            Announcing(Array.MaxLength + 1L, withByte: !SeesHeaders(framing)),
            1009,
            o => o.MaxMessageSize = long.MaxValue);
        Assert.Contains(nameof(CurlWebSocket.OpenMessageReaderAsync), e.Message, StringComparison.Ordinal);
    }

    /// <summary>What holds nothing has no limit: the longest frame that there can be goes through a small buffer.</summary>
    [Theory]
    [MemberData(nameof(Streaming))]
    public Task Receive_AFrameOfAnyLength_StreamsThroughASmallBuffer(CurlFraming framing, ReceiveWay way)
    {
        byte[] payload = Wire.Noise(Mebi, 63);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(
                    Wire.Frame(WireOpcode.Binary, "a"u8, fin: false),
                    Wire.Frame(WireOpcode.Continuation, payload, declaredLength: long.MaxValue)));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                byte[] received = new byte[1 + payload.Length];
                Stream? stream = way == ReceiveWay.Stream ? await socket.OpenMessageReaderAsync(Deadline.Token()) : null;
                for (int filled = 0; filled < received.Length;)
                {
                    Memory<byte> target = new byte[4096];
                    int count = way switch
                    {
                        ReceiveWay.Stream => await stream!.ReadAsync(target, Deadline.Token()),
                        ReceiveWay.Frames => (await socket.ReceiveFrameAsync(target, Deadline.Token())).Count,
                        _ => (await socket.ReceiveAsync(target, Deadline.Token())).Count,
                    };
                    target.Span[..count].CopyTo(received.AsSpan(filled));
                    filled += count;
                }

                Assert.Equal([.. "a"u8, .. payload], received);
                Assert.Equal(WebSocketState.Open, socket.State);
                socket.Abort();
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReadMessages_ManyFragmentsThatCarrySomething_AreOneMessage(CurlFraming framing)
    {
        const int Count = 200_000;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(Fragments(Count), Wire.Close(1000, "")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                {
                    Assert.Equal(Count, message.Payload.Length);
                }
            });
    }

    /// <summary>Compressed blocks of nothing: each frame has bytes, and the message never has one.</summary>
    [Fact]
    public Task CompressedFragments_OfNothingWithoutEnd_AreRefusedWith1008()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        byte[] emptyBlock = [0x00, 0x00, 0x00, 0xff, 0xff];
        return RefusedAsync(
            CurlFraming.Auto,
            ReceiveWay.Messages,
            Wire.Concat(
                Wire.Frame(WireOpcode.Binary, emptyBlock, fin: false, rsv: WireRsv.Rsv1),
                Repeat(Wire.Frame(WireOpcode.Continuation, emptyBlock, fin: false), FrameLimits.MaxEmptyFragments)),
            1008,
            o => o.Deflate = new(),
            compressed: true);
    }

    /// <summary>
    /// A bomb that is streamed is only as large as the application's buffer; one that is put together has the default limit.
    /// </summary>
    [Theory]
    [InlineData(ReceiveWay.Receive)]
    [InlineData(ReceiveWay.Messages)]
    public Task CompressedMessage_LargerThanTheDefaultLimit_IsStreamedButNotPutTogether(ReceiveWay way)
    {
        CompressionTests.SkipWithoutOwnDecoder();
        const int Size = (64 * Mebi) + 1;
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                await server.SendAsync(new byte[Size], WebSocketMessageType.Binary, true, Deadline.Token());
                await server.ReceiveAsync(new byte[200].AsMemory(), Deadline.Token());
                Assert.Equal(
                    way == ReceiveWay.Messages ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.NormalClosure,
                    server.CloseStatus);
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => o.Deflate = new());
                if (way == ReceiveWay.Messages)
                {
                    await Connections.FailsAsync(() => TakeAsync(socket, way), WebSocketError.Faulted);
                    return;
                }

                int received = 0;
                ValueWebSocketReceiveResult result;
                byte[] buffer = new byte[65_536];
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
                    received += result.Count;
                }
                while (!result.EndOfMessage);
                Assert.Equal(Size, received);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            });
    }

    [Fact]
    public void Options_LimitsThatAreNotPositive_AreRefused()
    {
        CurlWebSocketOptions options = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxMessageSize = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxFrameSize = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxFragments = 0);
        Assert.Equal((null, null, null), (options.MaxMessageSize, options.MaxFrameSize, options.MaxFragments));
    }

    /// <summary>The server sends this, and nothing more; the client refuses it with a code, whichever way it takes it.</summary>
    private static async Task<WebSocketException> RefusedAsync(
        CurlFraming framing,
        ReceiveWay way,
        byte[] bytes,
        int code,
        Action<CurlWebSocketOptions>? configure = null,
        bool compressed = false)
    {
        WebSocketException? failure = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = compressed ? "permessage-deflate" : r.Extensions);
                c.Patience = s_patience;
                if (way == ReceiveWay.Close)
                {
                    // Nothing may follow the client's own close frame, so here no code comes.
                    Assert.Equal(1000, (await c.ReadFrameAsync()).CloseCode);
                    await c.WriteAsync(bytes);
                    await c.WaitForEofAsync();
                    return;
                }

                await c.WriteAsync(bytes);
                Assert.Equal(code, (await c.ReadFramesUntilCloseAsync())[^1].CloseCode);
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, framing, configure);
                failure = await Connections.FailsAsync(() => TakeAsync(socket, way), WebSocketError.Faulted);
                Assert.Equal(WebSocketState.Aborted, socket.State);
            });
        return failure!;
    }

    private static async Task TakeAsync(CurlWebSocket socket, ReceiveWay way)
    {
        byte[] buffer = new byte[1000];
        switch (way)
        {
            case ReceiveWay.Messages:
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token(s_patience)))
                {
                    Assert.InRange(message.Payload.Length, 1, 100);
                }

                break;
            case ReceiveWay.Message:
                while (await socket.ReceiveMessageAsync(Deadline.Token()) is { } message)
                {
                    Assert.InRange(message.Payload.Length, 1, 100);
                }

                break;
            case ReceiveWay.Borrowed:
                await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync(Deadline.Token()))
                {
                    Assert.InRange(message.Payload.Length, 1, 100);
                }

                break;
            case ReceiveWay.Close:
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token(s_patience));
                break;
            default:
                while (socket.State == WebSocketState.Open)
                {
                    if (way == ReceiveWay.Frames)
                    {
                        await socket.ReceiveFrameAsync(buffer, Deadline.Token(s_patience));
                    }
                    else if (way == ReceiveWay.Receive)
                    {
                        await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token(s_patience));
                    }
                    else if (await socket.OpenMessageReaderAsync(Deadline.Token(s_patience)) is { } stream)
                    {
                        await stream.CopyToAsync(Stream.Null, Deadline.Token(s_patience));
                    }
                }

                break;
        }
    }

    private static byte[] Announcing(long length, bool withByte) =>
        Wire.Frame(WireOpcode.Binary, new byte[withByte ? 1 : 0], declaredLength: (ulong)length);

    /// <summary>One message of so many fragments of a byte each.</summary>
    private static byte[] Fragments(int count) => Wire.Concat(
        Wire.Frame(WireOpcode.Binary, "a"u8, fin: false),
        Repeat(Wire.Frame(WireOpcode.Continuation, "b"u8, fin: false), count - 2),
        Wire.Frame(WireOpcode.Continuation, "c"u8));

    private static byte[] Repeat(byte[] frame, int count)
    {
        byte[] all = new byte[frame.Length * count];
        for (int i = 0; i < count; i++)
        {
            frame.CopyTo(all, i * frame.Length);
        }

        return all;
    }
}
