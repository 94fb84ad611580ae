using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>permessage-deflate through libcurl, against the framework's own server side, and against frames by hand.</summary>
public sealed class CompressionTests
{
    private static readonly int[] s_sizes = [0, 1, 5, 125, 126, 4096, 65_535, 65_536, 65_537, 300_000];

    [Theory]
    [InlineData(15, 15, true, true)]
    [InlineData(15, 15, false, false)]
    [InlineData(9, 10, true, false)]
    [InlineData(12, 9, false, true)]
    public Task Echo_EveryAgreement_MessagesComeBackWhole(int clientBits, int serverBits, bool clientTakeover, bool serverTakeover)
    {
        SkipWithoutOwnDecoder();
        WebSocketDeflateOptions deflate = new()
        {
            ClientMaxWindowBits = clientBits,
            ServerMaxWindowBits = serverBits,
            ClientContextTakeover = clientTakeover,
            ServerContextTakeover = serverTakeover,
        };
        string answer = "permessage-deflate"
            + (clientBits < 15 ? $"; client_max_window_bits={clientBits}" : "") + (
                serverBits < 15 ? $"; server_max_window_bits={serverBits}" : "")
            + (clientTakeover ? "" : "; client_no_context_takeover") + (serverTakeover ? "" : "; server_no_context_takeover");
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = answer);
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = deflate });
                byte[] buffer = new byte[7000];
                while (true)
                {
                    ValueWebSocketReceiveResult result = await server.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                        return;
                    }

                    await server.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, Deadline.Token());
                }
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => o.Deflate = deflate);
                CurlDeflateParameters agreed = socket.Info.Deflate!;
                Assert.Equal(
                    (clientBits, serverBits, clientTakeover, serverTakeover),
                    (agreed.ClientMaxWindowBits, agreed.ServerMaxWindowBits, agreed.ClientContextTakeover, agreed.ServerContextTakeover));
                Random random = new(7692);
                foreach (int size in s_sizes.Concat(s_sizes))
                {
                    byte[] sent = Enumerable.Range(0, size).Select(i => (byte)('a' + (size % 2 == 0 ? i / 7 % 20 : random.Next(26))))
                        .ToArray();
                    WebSocketMessageFlags flags = WebSocketMessageFlags.EndOfMessage
                        | (size == 126 ? WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.None);
                    Task send = socket.SendAsync(sent.AsMemory(), WebSocketMessageType.Text, flags, Deadline.Token()).AsTask();
                    (WebSocketMessageType type, byte[] received) = await socket.ReceiveWholeAsync(bufferSize: 1000 + (size % 777));
                    await send;
                    Assert.Equal(WebSocketMessageType.Text, type);
                    Assert.Equal(Encoding.ASCII.GetString(sent), Encoding.ASCII.GetString(received));
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            });
    }

    [Fact]
    public Task Send_WithAndWithoutCompression_OnlyTheFirstFrameOfACompressedMessageHasTheBit()
    {
        SkipWithoutOwnDecoder();
        return RunAsync(
            async c =>
            {
                WireFrame first = await c.ReadFrameAsync();
                WireFrame last = await c.ReadFrameAsync();
                WireFrame plain = await c.ReadFrameAsync();
                Assert.Equal((WireRsv.Rsv1, WireRsv.None, WireRsv.None), (first.Rsv, last.Rsv, plain.Rsv));
                Assert.Equal(WireOpcode.Continuation, last.Opcode);
                Assert.Equal("plain", plain.Text);
                Assert.NotEqual("hello", first.Text);
            },
            async socket =>
            {
                await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
                await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
                await socket.SendAsync(
                    "plain"u8.ToArray().AsMemory(),
                    WebSocketMessageType.Text,
                    WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression,
                    Deadline.Token());
            });
    }

    /// <summary>Compressed frames that the connection takes in parts: a compressor cannot make them a second time.</summary>
    [Fact]
    public Task Send_ServerReadsLate_CompressedMessagesArriveWhole()
    {
        SkipWithoutOwnDecoder();
        Gate blocked = new();
        ReadOnlyMemory<byte>[] messages = [.. Enumerable.Range(0, 400).Select(i => (ReadOnlyMemory<byte>)Wire.Noise(40_000 + i, seed: i))];
        return RunAsync(
            async c =>
            {
                await blocked.WaitAsync();
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                foreach (ReadOnlyMemory<byte> message in messages)
                {
                    Assert.Equal(message.ToArray(), (await server.ReceiveWholeAsync(bufferSize: 65_536)).Payload);
                }
            },
            async socket =>
            {
                Task send = socket.SendMessagesAsync(messages, WebSocketMessageType.Binary, Deadline.Token()).AsTask();
                Assert.False(send.IsCompleted);
                blocked.Open();
                await send;
            },
            o => o.Configure = easy => Connections.LimitBuffers(easy, send: 65_536));
    }

    /// <summary>RFC 7692, section 7.2.3.1, "Hello" twice: offsets are a message's own.</summary>
    [Fact]
    public Task ReceiveFrame_SecondCompressedMessage_BeginsAtOffsetZero()
    {
        SkipWithoutOwnDecoder();
        byte[] hello = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        return RunAsync(
            c => c.WriteAsync(Wire.Concat(hello, hello)),
            async socket =>
            {
                for (int i = 0; i < 2; i++)
                {
                    WebSocketFrame frame = await socket.ReceiveFrameAsync(new byte[125], Deadline.Token());
                    Assert.Equal((0L, 5), (frame.Offset, frame.Count));
                }
            });
    }

    /// <summary>RFC 7692, section 7.2.3.1: "Hello" in two fragments, with a ping between and one byte a write.</summary>
    [Fact]
    public Task Receive_FragmentsWithAPingBetween_OneMessage()
    {
        SkipWithoutOwnDecoder();
        byte[] wire = Wire.Concat(
            [0x41, 0x03, 0xf2, 0x48, 0xcd],
            Wire.Ping("between"),
            [0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00],
            Wire.Text("plain"));
        return RunAsync(
            async c =>
            {
                await c.WriteChoppedAsync(wire, chunkSize: 1);
                Assert.Equal("between", (await c.ReadFrameAsync()).Text);
            },
            async socket =>
            {
                Assert.Equal("Hello", Encoding.ASCII.GetString((await socket.ReceiveWholeAsync()).Payload));
                Assert.Equal("plain", Encoding.ASCII.GetString((await socket.ReceiveWholeAsync()).Payload));
            });
    }

    [Fact]
    public Task Receive_MoreThanTheCapDecompressed_FailsWith1009()
    {
        SkipWithoutOwnDecoder();
        return RunAsync(
            async c =>
            {
                // 4 MiB of zeros in a few kilobytes.
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                await server.SendAsync(new byte[4 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
                ValueWebSocketReceiveResult close = await server.ReceiveAsync(new byte[200].AsMemory(), Deadline.Token());
                Assert.Equal(WebSocketMessageType.Close, close.MessageType);
                Assert.Equal(WebSocketCloseStatus.MessageTooBig, server.CloseStatus);
            },
            async socket =>
            {
                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
                Assert.Equal(WebSocketState.Aborted, socket.State);
            },
            o => o.MaxMessageSize = 1 << 20);
    }

    [Fact]
    public Task Receive_BytesThatAreNotCompressed_FailsWith1007()
    {
        SkipWithoutOwnDecoder();
        return RunAsync(
            async c =>
            {
                await c.WriteAsync(new byte[] { 0xc2, 0x03, 0xff, 0xff, 0xff });
                Assert.Equal(1007, (await c.ReadFrameAsync()).CloseCode);
            },
            socket => Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted));
    }

    [Fact]
    public Task Connect_ServerDeclines_NothingIsCompressed() => ScriptedServer.RunAsync(
        Scripts.Upgraded(async c => Assert.Equal(WireRsv.None, (await c.ReadFrameAsync()).Rsv)),
        async s =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => o.Deflate = new());
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
        });

    [Fact]
    public async Task Connect_WithLibcurlsFraming_SaysThatItKnowsNoCompression()
    {
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => Connections.ConnectAsync(new Uri("ws://127.0.0.1:1/"), CurlFraming.Libcurl, o => o.Deflate = new()));
        Assert.Contains("compression", e.Message, StringComparison.Ordinal);
    }

    internal static Task RunAsync(
        Func<ScriptedConnection, Task> talk, Func<CurlWebSocket, Task> test, Action<CurlWebSocketOptions>? configure = null) =>
        ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                await talk(c);
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    s.WsUri,
                    CurlFraming.Auto,
                    o =>
                    {
                        o.Deflate = new();
                        configure?.Invoke(o);
                    });
                await test(socket);
            });

    internal static void SkipWithoutOwnDecoder() => Assert.SkipWhen(
        CurlLibrary.Version < new Version(8, 21),
        "The loaded libcurl is too old for this library's own decoder, and with it for compression.");
}
