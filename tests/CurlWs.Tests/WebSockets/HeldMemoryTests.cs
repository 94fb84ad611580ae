using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>After a large message an idle connection holds no more than after a small one, whichever way it came or went.</summary>
public sealed class HeldMemoryTests
{
    private const int Small = 100;
    private const int Large = 4 * 1024 * 1024;

    private static readonly CurlFraming[] s_framings = [CurlFraming.Auto, CurlFraming.Libcurl];

    public static TheoryData<CurlFraming, bool, ReceiveWay> Ways =>
        [.. from c in Compressions
            from way in Enum.GetValues<ReceiveWay>()
            where way != ReceiveWay.Close
            select (c.Framing, c.Compressed, way)];

    public static TheoryData<CurlFraming, bool, string> SendWays =>
        [.. from c in Compressions from way in new[] { "Send", "Messages", "Stream", "KnownStream" } select (c.Framing, c.Compressed, way)];

    private static IEnumerable<(CurlFraming Framing, bool Compressed)> Compressions =>
        [.. s_framings.Select(f => (f, false)), (CurlFraming.Auto, true)];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Receive_AfterALargeMessage_AnIdleConnectionHoldsNoMore(CurlFraming framing, bool compressed, ReceiveWay way)
    {
        SkipWithout(compressed);
        Gate[] turns = [new(), new(), new()];
        await ScriptedServer.RunAsync(
            async c =>
            {
                using WebSocket server = await AcceptAsync(c, compressed);
                foreach ((int size, Gate turn) in new[] { Small, Large, Small }.Zip(turns))
                {
                    await turn.WaitAsync();
                    await server.SendAsync(Wire.Noise(size, size), WebSocketMessageType.Binary, true, Deadline.Token());
                }

                await c.WaitForEofAsync();
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, framing, o => o.Deflate = compressed ? new() : null);
                IAsyncEnumerator<CurlWebSocketMessage> messages = socket.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator();
                IAsyncEnumerator<CurlBorrowedMessage> borrowed = socket.ReceiveBorrowedMessagesAsync(Deadline.Token()).GetAsyncEnumerator();
                byte[] buffer = new byte[1000];
                Task<int> first = ReceiveAsync(socket, messages, borrowed, way, buffer);
                turns[0].Open();
                Assert.Equal(Small, await first);

                Task<int> second = ReceiveAsync(socket, messages, borrowed, way, buffer);
                long idle = Held.Bytes(socket, messages, borrowed);
                turns[1].Open();
                Assert.Equal(Large, await second);

                Task<int> third = ReceiveAsync(socket, messages, borrowed, way, buffer);
                Assert.InRange(Held.Bytes(socket, messages, borrowed), 0, idle);
                turns[2].Open();
                Assert.Equal(Small, await third);
                socket.Abort();
                Assert.InRange(Held.Bytes(socket), 0, idle);
            });
    }

    [Theory]
    [MemberData(nameof(SendWays))]
    public async Task Send_AfterALargeMessage_AnIdleConnectionHoldsNoMore(CurlFraming framing, bool compressed, string way)
    {
        SkipWithout(compressed);
        await ScriptedServer.RunAsync(
            async c =>
            {
                using WebSocket server = await AcceptAsync(c, compressed);
                byte[] buffer = new byte[65_536];
                try
                {
                    while (true)
                    {
                        await server.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
                    }
                }
                catch (WebSocketException)
                {
                    // The client is done.
                }
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, framing, o => o.Deflate = compressed ? new() : null);
                await SendAsync(socket, way, new byte[Small]);
                long idle = Held.Bytes(socket);
                WeakReference sent = await SendNoiseAsync(socket, way);
                Assert.InRange(Held.Bytes(socket), 0, idle);

                // The thread that completed the send may still be on its way out of it.
                for (CancellationToken late = Deadline.Token(); sent.IsAlive; GC.Collect())
                {
                    Assert.False(late.IsCancellationRequested, "Something still refers to the message that was sent.");
                    await Task.Yield();
                }

                socket.Abort();
            });
    }

    [Theory]
    [InlineData(4096, 8192)]
    [InlineData(1 << 29, 1 << 30)]
    [InlineData(1 << 30, 0x7fffffc7)]
    [InlineData(0x7fffffc6, 0x7fffffc7)]
    public void MessageBuffer_Grows_UpToTheLongestArray(int length, int expected) =>
        Assert.Equal(expected, MessageBuffer.LongerThan(length));

    [Fact]
    public void MessageBuffer_LongestArray_DoesNotGrow() =>
        Assert.Throws<InsufficientMemoryException>(() => MessageBuffer.LongerThan(Array.MaxLength));

    private static void SkipWithout(bool compressed)
    {
        if (compressed)
        {
            CompressionTests.SkipWithoutOwnDecoder();
        }
    }

    private static async Task<WebSocket> AcceptAsync(ScriptedConnection c, bool compressed)
    {
        await c.AcceptUpgradeAsync(r => r.Extensions = compressed ? "permessage-deflate" : r.Extensions);
        return WebSocket.CreateFromStream(
            c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = compressed ? new() : null });
    }

    private static async Task<int> ReceiveAsync(
        CurlWebSocket socket,
        IAsyncEnumerator<CurlWebSocketMessage> messages,
        IAsyncEnumerator<CurlBorrowedMessage> borrowed,
        ReceiveWay way,
        byte[] buffer)
    {
        switch (way)
        {
            case ReceiveWay.Messages:
                await messages.MoveNextAsync();
                return messages.Current.Payload.Length;
            case ReceiveWay.Message:
                return (await socket.ReceiveMessageAsync(Deadline.Token()))!.Payload.Length;
            case ReceiveWay.Borrowed:
                await borrowed.MoveNextAsync();
                return borrowed.Current.Payload.Length;
            case ReceiveWay.Stream:
                Stream stream = (await socket.OpenMessageReaderAsync(Deadline.Token()))!;
                int read = 0;
                for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
                {
                    read += count;
                }

                return read;
            case ReceiveWay.Frames:
                int framed = 0;
                WebSocketFrame frame;
                do
                {
                    frame = await socket.ReceiveFrameAsync(buffer, Deadline.Token());
                    framed += frame.Count;
                }
                while (!frame.EndOfMessage);
                return framed;
            default:
                return (await socket.ReceiveWholeAsync(buffer.Length)).Payload.Length;
        }
    }

    private static async Task<WeakReference> SendNoiseAsync(CurlWebSocket socket, string way)
    {
        byte[] message = Wire.Noise(Large, 5);
        await SendAsync(socket, way, message);
        return new WeakReference(message);
    }

    private static async Task SendAsync(CurlWebSocket socket, string way, byte[] message)
    {
        switch (way)
        {
            case "Messages":
                await socket.SendMessagesAsync(
                    new ReadOnlyMemory<byte>[] { message, message }, WebSocketMessageType.Binary, Deadline.Token());
                break;
            case "Send":
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token());
                break;
            default:
                long? length = way == "KnownStream" ? message.Length : null;
                await using (CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Binary, length))
                {
                    await stream.WriteAsync(message, Deadline.Token());
                    await stream.CompleteAsync(Deadline.Token());
                }

                break;
        }
    }
}
