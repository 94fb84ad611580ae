#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

public sealed class WebSocketCallsSendTests
{
    [Fact]
    public async Task TrySend_FragmentsWithAPingBetween_ArriveAsSent()
    {
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(async server =>
            {
                Assert.Equal("Text False a", await NextAsync(server));
                Assert.Equal("Ping True p", await NextAsync(server));
                Assert.Equal("Continuation False b", await NextAsync(server));
                Assert.Equal("Continuation True ", await NextAsync(server));
                Assert.Equal("Binary True c", await NextAsync(server));
                Assert.Equal("Close True ", await NextAsync(server));
            }),
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server);
                Send(easy, "a"u8, WebSocketFrameKind.Text | WebSocketFrameKind.Continues);
                Send(easy, "p"u8, WebSocketFrameKind.Ping);
                Send(easy, "b"u8, WebSocketFrameKind.Text | WebSocketFrameKind.Continues);
                Send(easy, "", WebSocketFrameKind.Text);
                Send(easy, "c"u8, WebSocketFrameKind.Binary);
                Send(easy, "", WebSocketFrameKind.Close);
                await server.Connections[0].WaitUntilReadAsync();
            });
    }

    [Fact]
    public async Task TryBeginFrame_PiecesOfAnySize_AreOneFrame()
    {
        byte[] payload = Wire.Noise(10_000);
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(async server =>
            {
                WireFrame frame = await server.ReadFrameAsync();
                Assert.Equal((WireOpcode.Binary, true), (frame.Opcode, frame.Fin));
                Assert.Equal(payload, frame.Payload);
                Assert.Equal("Text True ", await NextAsync(server));
                Assert.Equal("Text True end", await NextAsync(server));
            }),
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server);
                Assert.True(easy.TryBeginFrame(WebSocketFrameKind.Binary, payload.Length));
                Assert.Equal(payload.Length, easy.FrameBytesLeft);
                int at = 0;
                foreach (int size in new[] { 1, 0, 125, 126, 5000, payload.Length - 5252 })
                {
                    WebSocketFrameKind flags = size % 2 == 0 ? WebSocketFrameKind.None : WebSocketFrameKind.Binary;
                    await easy.SendAsync(payload.AsMemory(at, size), flags);
                    at += size;
                    Assert.Equal(payload.Length - at, easy.FrameBytesLeft);
                }

                Assert.True(easy.TryBeginFrame(WebSocketFrameKind.Text, 0));
                Send(easy, "end"u8, WebSocketFrameKind.Text);
            });
    }

    [Fact]
    public async Task TrySend_PeerDoesNotRead_IsFalseOrShortAndGoesOnAfterAWait()
    {
        byte[] payload = Wire.Noise(256 * 1024);
        Gate full = new();
        int frames = 0;
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(async server =>
            {
                await full.WaitAsync();
                for (int i = 0; i <= frames; i++)
                {
                    Assert.Equal(payload, (await server.ReadFrameAsync()).Payload);
                }

                Assert.Equal("Text True end", await NextAsync(server));
            }),
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server, Connections.LimitSendBuffer);
                (frames, ReadOnlyMemory<byte> rest, Task wait) = await easy.FillUpAsync(payload, Deadline.Token());
                Assert.Equal(rest.Length, easy.FrameBytesLeft);
                int sent;
                while (easy.TrySend(rest.Span, WebSocketFrameKind.Binary, out sent))
                {
                    // Room has come since, as in WaitTests; it may be too little for the wait to end.
                    (frames, rest) = sent == rest.Length ? (frames + 1, payload) : (frames, rest[sent..]);
                }

                Assert.Equal(0, sent);
                full.Open();
                await wait;
                await easy.SendAsync(rest, WebSocketFrameKind.Binary);
                Assert.Equal(0, easy.FrameBytesLeft);
                await easy.SendAsync("end"u8.ToArray(), WebSocketFrameKind.Text);
            },
            Narrow);
    }

    [Fact]
    public async Task RawCalls_RawMode_CarryBytesAsTheyAre()
    {
        byte[] bytes = Wire.Frame(WireOpcode.Text, "raw"u8, mask: 0x01020304);
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                Assert.Equal(bytes, await server.ReadBytesAsync(bytes.Length));
                await server.WriteAsync(Wire.Text("back"));
                await server.CloseSendAsync();
                await server.WaitForEofAsync();
            },
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server, e => e.Options.FrameHandling = CurlFrameHandling.RawMode);
                byte[] buffer = new byte[64];
                Assert.False(easy.TryReceiveRaw(buffer, out int received));
                Assert.Equal(0, received);
                Assert.True(easy.TrySendRaw(bytes, out int sent));
                Assert.Equal(bytes.Length, sent);
                List<byte> got = [];
                do
                {
                    while (!easy.TryReceiveRaw(buffer, out received))
                    {
                        await easy.WaitToReceiveAsync(Deadline.Token());
                    }

                    got.AddRange(buffer.Take(received));
                }
                while (received > 0);
                Assert.Equal(Wire.Text("back"), got.ToArray());
            });
    }

    [Fact]
    public async Task TrySend_BeforeAnyConnection_SaysSoAndSpoilsNothing()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = New(server.WsUri);
        Assert.Throws<InvalidOperationException>(() => easy.TrySend("x"u8, WebSocketFrameKind.Text, out _));
        Assert.Throws<InvalidOperationException>(() => easy.TryBeginFrame(WebSocketFrameKind.Text, 3));
        Assert.Throws<InvalidOperationException>(() => easy.TryReceive(new byte[8], out _));
        Assert.Throws<InvalidOperationException>(() => easy.TryPeek(out _));
        Assert.Throws<InvalidOperationException>(() => easy.TrySendRaw("x"u8, out _));
        Assert.Throws<InvalidOperationException>(() => easy.TryReceiveRaw(new byte[8], out _));
        await easy.ConnectAsync(Deadline.Token());
        await easy.SendAsync("x"u8.ToArray(), WebSocketFrameKind.Text);
        Assert.Equal("x"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
    }

    [Fact]
    public async Task StartFrame_InAReadCallback_NamesTheFrameOfTheNextBytes()
    {
        if (!LibcurlVersions.Since(LibcurlVersions.V8_16))
        {
            using CurlEasy old = new();
            Assert.Throws<PlatformNotSupportedException>(() => old.StartFrame(WebSocketFrameKind.Text, 1));
            Assert.Skip($"Read callbacks and curl_ws_start_frame came with libcurl 8.16; loaded is {CurlLibrary.Version}.");
        }

        await BlockingClient.UpgradedAsync(
            async server =>
            {
                Assert.Equal("Text True hello", await NextAsync(server));
                await server.WriteAsync(Wire.Text("answer"));
                await server.CloseSendAsync();
            },
            server => Upload(server));
    }

    private static unsafe void Upload(ScriptedServer server)
    {
        using CurlEasy easy = New(server.WsUri);
        int calls = 0;
        WebSocketFrame? seen = null;
        Session.Set(easy.Handle, LibCurl.CURLOPT_UPLOAD, 1);
        curl_read_callback read = (buffer, size, count, _) =>
        {
            if (calls++ > 0)
            {
                return 0;
            }

            easy.StartFrame(WebSocketFrameKind.Text, 5);
            "hello"u8.CopyTo(new Span<byte>(buffer, 5));
            return 5;
        };
        curl_write_callback write = (buffer, size, count, _) =>
        {
            seen ??= easy.Meta;
            return size * count;
        };
        LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_READFUNCTION, read);
        LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_WRITEFUNCTION, write);
        Assert.Null(easy.Meta);
        easy.Perform();
        Assert.Equal((WebSocketOpcode.Text, 6), (seen!.Value.Opcode, seen.Value.Count));
    }

    private static void Send(CurlEasy easy, ReadOnlySpan<byte> bytes, WebSocketFrameKind flags)
    {
        Assert.True(easy.TrySend(bytes, flags, out int sent));
        Assert.Equal(bytes.Length, sent);
    }

    private static void Send(CurlEasy easy, string nothing, WebSocketFrameKind flags)
    {
        Assert.Empty(nothing);
        Send(easy, default(ReadOnlySpan<byte>), flags);
    }
}
