using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Text and JSON both ways, without an encoding of the application's.</summary>
public sealed partial class TextTests
{
    // Around the three forms of a header, what fits into the send buffer, and more than that; of one to four bytes a character.
    private static readonly string[] s_texts =
    [
        .. from length in new[] { 0, 1, 41, 42, 125, 126, 20_000, 21_845, 65_522, 65_523, 65_535, 65_536, 200_000 }
        from rune in new[] { "a", "é", "€", "😀" }
        select string.Concat(Enumerable.Repeat(rune, length)),
    ];

    public static TheoryData<CurlFraming, bool> Clients => new()
    {
        { CurlFraming.Auto, false }, { CurlFraming.Auto, true }, { CurlFraming.Libcurl, false }, { CurlFraming.Libcurl, true },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public Task Send_TextsOfEveryLength_AreOneFrameOfTextEach(CurlFraming framing, bool blocks) => Connections.RunAsync(
        framing,
        async c =>
        {
            foreach (string text in s_texts)
            {
                WireFrame frame = await c.ReadFrameAsync();
                Assert.Equal((WireOpcode.Text, true, true), (frame.Opcode, frame.Fin, frame.Masked));
                Assert.True(text == frame.Text, $"{text.Length} characters, {frame.Payload.Length} bytes");
            }

            await c.WaitForEofAsync();
        },
        async socket =>
        {
            foreach (string text in s_texts)
            {
                if (blocks)
                {
                    await Task.Run(() => socket.Send(text, Deadline.Token()));
                }
                else if (text.Length % 2 == 0)
                {
                    await socket.SendAsync(text, Deadline.Token());
                }
                else
                {
                    await socket.SendAsync(text.AsSpan(), Deadline.Token());
                }
            }
        });

    [Fact]
    public Task Send_Compressed_ArrivesWhole()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                foreach (string text in s_texts)
                {
                    (WebSocketMessageType type, byte[] payload) = await server.ReceiveWholeAsync(65_536);
                    Assert.Equal(WebSocketMessageType.Text, type);
                    Assert.True(text == Encoding.UTF8.GetString(payload), $"{text.Length}");
                    await server.SendAsync(payload, type, true, Deadline.Token());
                }

                await c.WaitForEofAsync();
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => o.Deflate = new());
                foreach (string text in s_texts)
                {
                    await socket.SendAsync(text, Deadline.Token());
                    Assert.True(text == await socket.ReceiveTextAsync(Deadline.Token()), $"{text.Length}");
                }

                socket.Abort();
            });
    }

    /// <summary>
    /// More than the connection takes, while the server does not read: what follows waits, keeps its order, and arrives whole.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ServerReadsLate_TextsArriveWholeAndInOrder(CurlFraming framing)
    {
        const int Count = 3000;
        Gate full = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await full.WaitAsync();
                for (int i = 0; i < Count; i++)
                {
                    Assert.Equal(TextOf(i), (await c.ReadFrameAsync()).Text);
                }

                await c.WaitForEofAsync();
            },
            async socket =>
            {
                List<char[]> memory = [];
                List<Task> sends = [];
                for (int i = 0; i < Count; i++)
                {
                    char[] text = TextOf(i).ToCharArray();
                    sends.Add(socket.SendAsync(text, Deadline.Token()).AsTask());

                    // Encoded already: the memory may be used again.
                    text.AsSpan().Fill('x');
                    memory.Add(text);
                }

                Assert.Contains(sends, s => !s.IsCompleted);
                full.Open();
                await Task.WhenAll(sends);
            },
            o => o.Configure = easy => Connections.LimitSendBuffer(easy),
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });

        static string TextOf(int i) => $"{i} {new string('é', i)}";
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_WhatIsNoText_IsRefusedAndNothingIsSent(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("a", (await c.ReadFrameAsync()).Text);
            Assert.Equal("b", (await c.ReadFrameAsync()).Text);
            Assert.Equal("next", (await c.ReadFrameAsync()).Text);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await Assert.ThrowsAsync<ArgumentNullException>("text", () => socket.SendAsync((string)null!, Deadline.Token()).AsTask());
            await Assert.ThrowsAsync<ArgumentException>("text", () => socket.SendAsync("cut \ud83d", Deadline.Token()).AsTask());
            Assert.Throws<ArgumentException>("text", () => socket.Send("\ude00 cut", Deadline.Token()));
            CancellationToken canceled = new(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.SendAsync("canceled", canceled).AsTask());
            await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await Assert.ThrowsAsync<InvalidOperationException>(() => socket.SendAsync("into a message", Deadline.Token()).AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.SendJsonAsync(new Quote("into", 1), Json.Default.Quote, Deadline.Token()).AsTask());
            await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
            await socket.SendAsync("next", Deadline.Token());
        });

    [Theory]
    [InlineData("abc", 4)]
    [InlineData("abcd", 3)]
    [InlineData("ab\ud83d", 5)]
    public void Encode_TextThatHasChangedSinceItWasMeasured_IsRefused(string text, int length) =>
        Assert.Throws<InvalidOperationException>(() => WireText.Encode(text, new byte[length]));

    /// <summary>Binary is not text: it stays for whoever takes it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveText_TextsAndABinaryMessage_LosesNothing(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Text("€"), Wire.Text(""), Wire.Binary(new byte[5000]), Wire.Binary([]), Wire.Text("last"), Wire.Close(1000, "")));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Assert.Equal("€", await socket.ReceiveTextAsync(Deadline.Token()));
            Assert.Equal("", await socket.ReceiveTextAsync(Deadline.Token()));
            foreach (int size in new[] { 5000, 0 })
            {
                for (int i = 0; i < 2; i++)
                {
                    await Assert.ThrowsAsync<InvalidOperationException>(() => socket.ReceiveTextAsync(Deadline.Token()).AsTask());
                }

                Assert.Equal(size, (await socket.ReceiveMessageAsync(Deadline.Token()))!.Payload.Length);
            }

            Assert.Equal("last", await socket.ReceiveTextAsync(Deadline.Token()));
            Assert.Null(await socket.ReceiveTextAsync(Deadline.Token()));
        });

    /// <summary>A server that is trusted is not checked, but for the reason of its close frame.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveText_NotUtf8WithoutTheCheck_ComesAsItIs(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Text, [0x61, 0xff, 0x62]));
            await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Text, [0xc3], fin: false));
            await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Continuation, "b"u8));
            await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Close, [0x03, 0xe8, 0xff]));
            Assert.Equal(1007, (await c.ReadFramesUntilCloseAsync())[^1].CloseCode);
        },
        async socket =>
        {
            Assert.Equal("a\ufffdb", await socket.ReceiveTextAsync(Deadline.Token()));
            Assert.Equal([0xc3, 0x62], (await socket.ReceiveMessageAsync(Deadline.Token()))!.Payload.ToArray());
            await Connections.FailsAsync(() => socket.ReceiveTextAsync(Deadline.Token()).AsTask(), WebSocketError.Faulted);
        },
        o => o.ValidateUtf8 = false);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveText_NotUtf8_FailsTheConnectionWith1007(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Frame(WireOpcode.Text, [0x61, 0xff]));
            Assert.Equal(1007, (await c.ReadFramesUntilCloseAsync())[^1].CloseCode);
        },
        socket => Connections.FailsAsync(() => socket.ReceiveTextAsync(Deadline.Token()).AsTask(), WebSocketError.Faulted));

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveText_LargerThanMaxMessageSize_FailsTheConnectionWith1009(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Text("\"0123456\""), Wire.Text("0123456789")));
            Assert.Equal(1009, (await c.ReadFramesUntilCloseAsync())[^1].CloseCode);
        },
        async socket =>
        {
            Assert.Equal("0123456", await socket.ReceiveJsonAsync(Json.Default.String, Deadline.Token()));
            await Connections.FailsAsync(
                () => socket.ReceiveJsonAsync(Json.Default.String, Deadline.Token()).AsTask(), WebSocketError.Faulted);
        },
        o => o.MaxMessageSize = 9);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Json_BothWays_IsOneMessageOfText(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            foreach (int size in new[] { 3, 300_000 })
            {
                WireFrame frame = await c.ReadFrameAsync();
                Assert.Equal((WireOpcode.Text, true), (frame.Opcode, frame.Fin));
                Assert.Equal($$"""{"name":"{{new string('x', size)}}","price":1.5}""", frame.Text);
                await c.WriteAsync(Wire.Text(frame.Text));
            }

            Assert.Equal("null", (await c.ReadFrameAsync()).Text);
            await c.WriteAsync(Wire.Concat(
                Wire.Text("null"), Wire.Text("{"), Wire.Text("3"), Wire.Binary("""{"name":"binary","price":2}"""u8.ToArray()),
                Wire.Text("7"),
                Wire.Close(1000, "")));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            foreach (int size in new[] { 3, 300_000 })
            {
                Quote quote = new(new string('x', size), 1.5m);
                await socket.SendJsonAsync(quote, Json.Default.Quote, Deadline.Token());
                Assert.Equal(quote, await socket.ReceiveJsonAsync(Json.Default.Quote, Deadline.Token()));
            }

            await socket.SendJsonAsync(null, Json.Default.Quote!, Deadline.Token());
            for (int i = 0; i < 3; i++)
            {
                // Each is consumed, and the connection stays.
                await Assert.ThrowsAsync<JsonException>(() => socket.ReceiveJsonAsync(Json.Default.Quote, Deadline.Token()).AsTask());
            }

            Assert.Equal(new Quote("binary", 2), await socket.ReceiveJsonAsync(Json.Default.Quote, Deadline.Token()));
            Assert.Equal(7, (await socket.ReceiveMessageAsync(Deadline.Token()))!.GetJson(Json.Default.Int32));
            Assert.Null(await socket.ReceiveJsonAsync(Json.Default.Quote, Deadline.Token()));
        });

    [Fact]
    public void PooledBytes_MoreThanItHas_KeepsWhatIsWritten()
    {
        using PooledBytes bytes = new();
        byte[] expected = Wire.Noise(300_000, 3);
        for (int i = 0; i < expected.Length; i += 100)
        {
            expected.AsSpan(i, 100).CopyTo(bytes.GetSpan(100));
            bytes.Advance(100);
        }

        Assert.False(bytes.GetMemory(500_000).IsEmpty);
        byte[] array = bytes.Detach(out int written);
        Assert.Equal(expected, array.AsSpan(0, written).ToArray());
    }

    internal sealed record Quote(string Name, decimal Price);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Quote))]
    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class Json : JsonSerializerContext;
}
