using System;
using System.Collections.Generic;
using System.IO.Compression;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>How much work compression takes, and what is worth it; and messages that are compressed once for many connections.</summary>
public sealed class CompressionTuningTests
{
    private static readonly byte[] s_text = Deflate.Samples.Text(3000);

    [Fact]
    public async Task Threshold_SmallerMessage_LeavesAsItIs()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        List<WireFrame> frames = await SendAsync(
            async socket =>
            {
                foreach (int length in new[] { 99, 100, 0, 3000 })
                {
                    await socket.SendAsync(s_text.AsMemory(0, length), WebSocketMessageType.Binary, true, Deadline.Token());
                }

                await socket.SendAsync(s_text.AsMemory(0, 5), WebSocketMessageType.Binary, false, Deadline.Token());
                await socket.SendAsync(s_text.AsMemory(5, 5), WebSocketMessageType.Binary, true, Deadline.Token());
                await socket.SendAsync("small", Deadline.Token());
            },
            o => o.DeflateThreshold = 100);
        Assert.Equal([false, true, false, true, true, false, false], frames.Select(f => f.Rsv == WireRsv.Rsv1));
        Assert.Equal([99, 0, 5], new[] { 0, 2, 6 }.Select(i => frames[i].Payload.Length));
    }

    [Fact]
    public async Task Level_More_MakesSmallerMessages()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        byte[] message = Deflate.Samples.Text(60_000);
        List<int> sizes = [];
        foreach (CompressionLevel level in new[] { CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize })
        {
            List<WireFrame> frames = await SendAsync(
                socket => socket.SendAsync(message, WebSocketMessageType.Binary, true, Deadline.Token()), o => o.DeflateLevel = level);
            sizes.Add(frames.Sum(f => f.Payload.Length));
        }

        Assert.True(sizes[0] > sizes[1] && sizes[1] >= sizes[2], string.Join(", ", sizes));
    }

    /// <summary>After 32 KiB that do not shrink the next MiB leaves as it is; what shrinks is always compressed.</summary>
    [Fact]
    public async Task Adaptive_MessagesThatDoNotShrink_LeaveAsTheyAreForAWhile()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        const int Size = 16 * 1024;
        List<WireFrame> frames = await SendAsync(
            async socket =>
            {
                for (int i = 0; i < 2 + 64 + 2; i++)
                {
                    await socket.SendAsync(Wire.Noise(Size, seed: i), WebSocketMessageType.Binary, true, Deadline.Token());
                }

                for (int i = 0; i < 70; i++)
                {
                    await socket.SendAsync(new byte[Size], WebSocketMessageType.Binary, true, Deadline.Token());
                }
            },
            o => o.DeflateAdaptive = true);
        string expected = $"11{new string('0', 64)}11{new string('0', 64)}111111";
        Assert.Equal(expected, string.Concat(frames.Select(f => f.Rsv == WireRsv.Rsv1 ? '1' : '0')));
    }

    /// <summary>However it is tuned, the framework's own server understands what comes, also behind prepared messages.</summary>
    [Theory]
    [InlineData(15, true, CompressionLevel.Optimal)]
    [InlineData(15, true, CompressionLevel.Fastest)]
    [InlineData(15, true, CompressionLevel.SmallestSize)]
    [InlineData(15, false, CompressionLevel.Fastest)]
    [InlineData(15, false, CompressionLevel.Optimal)]
    [InlineData(9, true, CompressionLevel.Optimal)]
    [InlineData(9, false, CompressionLevel.Optimal)]
    public async Task Send_EveryTuningWithPreparedMessagesBetween_IsUnderstood(int windowBits, bool takeover, CompressionLevel level)
    {
        CompressionTests.SkipWithoutOwnDecoder();
        WebSocketDeflateOptions deflate = new() { ClientMaxWindowBits = windowBits, ClientContextTakeover = takeover };
        string answer = "permessage-deflate" + (windowBits < 15 ? $"; client_max_window_bits={windowBits}" : "")
            + (takeover ? "" : "; client_no_context_takeover");
        Random random = new(7);
        byte[][] messages = [.. Enumerable.Range(0, 60).Select(_ => Deflate.Samples.Next(random)), [], Deflate.Samples.Text(200_000), []];
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = answer);
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = deflate });
                for (int i = 0; i < messages.Length * 2; i++)
                {
                    Assert.Equal(messages[i / 2], (await server.ReceiveWholeAsync()).Payload);
                }
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    s.WsUri, CurlFraming.Auto, o => (o.Deflate, o.DeflateLevel, o.SendFragmentSize) = (deflate, level, 10_000));
                for (int i = 0; i < messages.Length; i++)
                {
                    CurlPreparedMessage prepared = new(messages[i], WebSocketMessageType.Binary);
                    await (i % 3 == 0
                        ? socket.SendAsync(prepared, Deadline.Token())
                        : socket.SendAsync(messages[i].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token()));
                    await (i % 3 == 1
                        ? socket.SendAsync(prepared, Deadline.Token())
                        : socket.SendAsync(messages[i].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token()));
                }

                await socket.FlushAsync(Deadline.Token());
            });
    }

    /// <summary>Compressed once, with a mask of its own for each connection.</summary>
    [Fact]
    public async Task Prepared_SentToSeveral_IsCompressedOnceAndMaskedForEach()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        CurlPreparedMessage message = new(System.Text.Encoding.UTF8.GetString(s_text));
        Assert.Equal((WebSocketMessageType.Text, s_text.Length), (message.MessageType, message.Payload.Length));
        byte[]? compressed = message.Compressed(15, CompressionLevel.Optimal);
        Assert.Same(compressed, message.Compressed(15, CompressionLevel.Optimal));
        List<WireFrame> frames = [];
        for (int i = 0; i < 3; i++)
        {
            frames.AddRange(await SendAsync(socket => socket.SendAsync(message, Deadline.Token()).AsTask()));
        }

        Assert.All(frames, f => Assert.Equal((WireOpcode.Text, true, WireRsv.Rsv1), (f.Opcode, f.Fin, f.Rsv)));
        Assert.All(frames, f => Assert.Equal(compressed, f.Payload));
        Assert.Equal(3, frames.Select(f => f.MaskKey).Distinct().Count());
        CurlPreparedMessage noise = new(Wire.Noise(500, seed: 1), WebSocketMessageType.Binary);
        Assert.Equal(WireRsv.None, (await SendAsync(socket => socket.SendAsync(noise, Deadline.Token()).AsTask()))[0].Rsv);
        Assert.Equal(
            WireRsv.None,
            (await SendAsync(socket => socket.SendAsync(message, Deadline.Token()).AsTask(), o => o.DeflateThreshold = 5000))[0].Rsv);
    }

    [Theory]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    public async Task Prepared_WithoutCompression_WaitsInTheQueueAndStaysOutsideOtherMessages(CurlFraming framing, bool queued)
    {
        SlowPeer peer = new();
        CurlPreparedMessage message = new(new byte[100_000], WebSocketMessageType.Binary);
        await peer.RunAsync(
            framing,
            async socket =>
            {
                Task[] sends = [.. Enumerable.Range(0, 50).Select(_ => socket.SendAsync(message, Deadline.Token()).AsTask())];
                Assert.Equal(queued, sends[^1].IsCompleted);
                Task begin = socket.SendAsync(new byte[1].AsMemory(), WebSocketMessageType.Text, false, Deadline.Token()).AsTask();
                Task inside = socket.SendAsync(message, Deadline.Token()).AsTask();
                Task end = socket.SendAsync(new byte[1].AsMemory(), WebSocketMessageType.Text, true, Deadline.Token()).AsTask();
                peer.Read();
                await Task.WhenAll([.. sends, begin, end]);
                await Assert.ThrowsAsync<InvalidOperationException>(() => inside);
            },
            o => o.SendQueueLimit = queued ? 100 * 100_128 : null);
        Assert.Equal([.. Enumerable.Repeat(100_000, 50), 1, 1], peer.Messages.Select(m => m.Length));
    }

    [Fact]
    public void Prepared_WhatCannotBeSent_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new CurlPreparedMessage([], WebSocketMessageType.Close));
        Assert.Throws<ArgumentNullException>(() => new CurlPreparedMessage(null!));
        Assert.Throws<ArgumentException>(() => new CurlPreparedMessage("\ud800"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurlWebSocketOptions().DeflateThreshold = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurlWebSocketOptions().DeflateLevel = CompressionLevel.NoCompression);
    }

    private static async Task<List<WireFrame>> SendAsync(Func<CurlWebSocket, Task> send, Action<CurlWebSocketOptions>? configure = null)
    {
        List<WireFrame> frames = [];
        await CompressionTests.RunAsync(
            async c =>
            {
                while (frames.Count == 0 || frames[^1].Opcode != WireOpcode.Close)
                {
                    frames.Add(await c.ReadFrameAsync());
                }

                await c.WriteAsync(Wire.Frame(WireOpcode.Close, frames[^1].Payload));
            },
            async socket =>
            {
                await send(socket);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            },
            configure);
        return frames[..^1];
    }
}
