using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Messages that are cut into fragments on their way out.</summary>
public sealed class SendFragmentTests
{
    private const int Size = 1000;

    public static TheoryData<CurlFraming, string> Ways =>
        new(from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
            from way in new[] { "array", "text", "blocking", "batch", "queued" }
            select (framing, way));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Send_LargerThanTheFragmentSize_LeavesInFragmentsOfIt(CurlFraming framing, string way)
    {
        SlowPeer peer = new();
        int[] lengths = [0, 1, Size - 1, Size, Size + 1, 5 * Size, (70 * Size) + 7];
        string[] texts = [.. lengths.Select((length, i) => new string((char)('a' + i), length))];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                peer.Read();
                byte[][] messages = [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];
                if (way == "batch")
                {
                    ReadOnlyMemory<byte>[] batch = [.. messages.Select(m => new ReadOnlyMemory<byte>(m))];
                    await socket.SendMessagesAsync(batch, WebSocketMessageType.Text, Deadline.Token());
                    return;
                }

                for (int i = 0; i < texts.Length; i++)
                {
                    if (way == "text")
                    {
                        await socket.SendAsync(texts[i], Deadline.Token());
                    }
                    else if (way == "blocking")
                    {
                        socket.Send(messages[i], WebSocketMessageType.Text, Deadline.Token());
                    }
                    else
                    {
                        await socket.SendAsync(messages[i], WebSocketMessageType.Text, true, Deadline.Token());
                    }
                }
            },
            o => (o.SendFragmentSize, o.SendQueueLimit) = (Size, way == "queued" ? 1_000_000 : null));
        WireFrame[] frames = [.. peer.Frames.Where(f => !f.IsControl)];
        string[] expected = [.. lengths.SelectMany(length => Enumerable.Range(0, Math.Max(1, (length + Size - 1) / Size)).Select(
            i => $"{(i == 0 ? WireOpcode.Text : WireOpcode.Continuation)} "
                + $"{Math.Min(Size, length - (i * Size))} {(i + 1) * Size >= length}"))];
        Assert.Equal(expected, frames.Select(f => $"{f.Opcode} {f.Payload.Length} {f.Fin}"));
        Assert.Equal(string.Concat(texts), System.Text.Encoding.UTF8.GetString(Wire.Concat([.. frames.Select(f => f.Payload)])));
    }

    /// <summary>A message that has been begun by hand goes on in fragments, as its continuation.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Send_LargePartOfAMessage_GoesOnWithIt(CurlFraming framing)
    {
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                peer.Read();
                await socket.SendAsync(new byte[2500], WebSocketMessageType.Binary, false, Deadline.Token());
                await socket.SendAsync(new byte[1500], WebSocketMessageType.Binary, true, Deadline.Token());
            },
            o => o.SendFragmentSize = Size);
        Assert.Equal(
            ["Binary 1000 False", "Continuation 1000 False", "Continuation 500 False", "Continuation 1000 False", "Continuation 500 True"],
            peer.Frames.Where(f => !f.IsControl).Select(f => $"{f.Opcode} {f.Payload.Length} {f.Fin}"));
    }

    /// <summary>A pong that is asked for while a large message leaves goes between its fragments, and a close comes after it.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, false, false)]
    [InlineData(CurlFraming.Auto, true, false)]
    [InlineData(CurlFraming.Libcurl, false, false)]
    [InlineData(CurlFraming.Libcurl, true, false)]
    [InlineData(CurlFraming.Auto, false, true)]
    public async Task Pong_LargeMessageIsLeaving_GoesBetweenItsFragments(CurlFraming framing, bool queued, bool known)
    {
        const int Length = 4 << 20;
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                Task send = SendAsync(socket);
                Assert.True(socket.BufferedAmount > (known ? -1 : Length / 2));
                Task pong = socket.SendPongAsync("now"u8.ToArray(), Deadline.Token()).AsTask();
                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                peer.Read();
                await Task.WhenAll(send, pong, close);
                await peer.ServerIsDone.WaitAsync();
            },
            o => (o.SendFragmentSize, o.SendQueueLimit) = (65_536, queued ? Length * 2 : null));
        int at = peer.Frames.FindIndex(f => f.Opcode == WireOpcode.Pong);
        int last = peer.Frames.FindIndex(f => !f.IsControl && f.Fin);
        Assert.Equal(peer.Frames.Count - 2, Math.Max(last, at));
        Assert.Equal(Length, peer.Messages.Sum(m => m.Length));
        if (known)
        {
            // Its length was announced: one frame, and nothing can go between.
            Assert.Equal((0, 1), (last, at));
        }
        else
        {
            Assert.InRange(at, 1, last - 8);
        }

        async Task SendAsync(CurlWebSocket socket)
        {
            if (!known)
            {
                await socket.SendAsync(new byte[Length].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token());
                return;
            }

            CurlMessageWriteStream writer = socket.OpenMessageWriter(WebSocketMessageType.Binary, Length);
            await writer.WriteAsync(new byte[Length].AsMemory(), Deadline.Token());
            await writer.CompleteAsync(Deadline.Token());
            await writer.DisposeAsync();
        }
    }

    /// <summary>Also without a compressor's help: the frames of a compressed message are those of its fragments.</summary>
    [Fact]
    public async Task Pong_LargeCompressedMessageIsLeaving_GoesBetween()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        byte[] message = Wire.Noise(4 << 20, seed: 5);
        Gate reads = new();
        List<WireOpcode> opcodes = [];
        await CompressionTests.RunAsync(
            async c =>
            {
                await reads.WaitAsync();
                do
                {
                    opcodes.Add((await c.ReadFrameAsync()).Opcode);
                }
                while (opcodes[^1] != WireOpcode.Close);
            },
            async socket =>
            {
                Task send = socket.SendAsync(message, WebSocketMessageType.Binary, true, Deadline.Token());
                Task pong = socket.SendPongAsync("now"u8.ToArray(), Deadline.Token()).AsTask();
                reads.Open();
                await Task.WhenAll(send, pong);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            },
            o => (o.SendFragmentSize, o.Configure) = (65_536, Connections.LimitSendBuffer));
        Assert.InRange(opcodes.IndexOf(WireOpcode.Pong), 1, opcodes.Count - 10);
    }

    /// <summary>Nothing of the message has left: the send can be cancelled, and the next one is whole.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Cancel_BeforeTheFirstFragment_LeavesTheConnection(CurlFraming framing)
    {
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                Task first = socket.SendAsync(new byte[2 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
                Assert.False(first.IsCompleted);
                using CancellationTokenSource cancel = new();
                Task second = socket.SendAsync(new byte[2 << 20], WebSocketMessageType.Text, true, cancel.Token);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(second));
                Task third = socket.SendAsync(new byte[2500], WebSocketMessageType.Text, true, Deadline.Token());
                peer.Read();
                await Task.WhenAll(first, third);
            },
            o => o.SendFragmentSize = Size);
        Assert.Equal(
            ["Text 1000 False", "Continuation 1000 False", "Continuation 500 True"],
            peer.Frames.Where(f => !f.IsControl).Select(f => $"{f.Opcode} {f.Payload.Length} {f.Fin}").TakeLast(3));
        Assert.Equal((2 << 20) + 2500, peer.Messages.Sum(m => m.Length));
    }

    [Fact]
    public void SendFragmentSize_NotPositive_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurlWebSocketOptions().SendFragmentSize = 0);
}
