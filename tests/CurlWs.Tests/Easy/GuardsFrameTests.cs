#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>In pairs: what libcurl silently sends under C's names, and <see cref="CurlEasy"/> throwing before it happens.</summary>
public sealed class GuardsFrameTests
{
    [Fact]
    public async Task OtherFrameWhileOneIsOpen_CName_PingBecomesPayload()
    {
        await BlockingClient.UpgradedAsync(
            async server => Assert.Equal("Text True abcxdefgh", await NextAsync(server)),
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                Assert.Equal((CURLE_OK, 3), session.Send(CURLWS_TEXT | CURLWS_OFFSET, "abc"u8, 9));
                Assert.Equal((CURLE_OK, 1), session.Send(CURLWS_PING, "x"u8));
                Assert.Equal((CURLE_OK, 5), session.Send(CURLWS_TEXT, "defgh"u8));
            });
    }

    [Fact]
    public async Task OtherFrameWhileOneIsOpen_CurlEasy_Throws()
    {
        await TalkAsync(
            async server =>
            {
                Assert.Equal("Text True abcdefghi", await NextAsync(server));
                Assert.Equal("Ping True x", await NextAsync(server));
            },
            easy =>
            {
                Assert.True(easy.TryBeginFrame(WebSocketFrameKind.Text, 9));
                Send(easy, "abc");
                Throws(() => easy.TrySend("x"u8, WebSocketFrameKind.Ping, out _));
                Throws(() => easy.TrySend("x"u8, WebSocketFrameKind.Close, out _));
                Throws(() => easy.TrySend("x"u8, WebSocketFrameKind.Text | WebSocketFrameKind.Continues, out _));
                Throws(() => easy.TryBeginFrame(WebSocketFrameKind.Text, 9));
                Throws(() => easy.TrySend("defghij"u8, WebSocketFrameKind.None, out _));
                Assert.Equal(6, easy.FrameBytesLeft);
                Send(easy, "defghi");
                Assert.True(easy.TrySend("x"u8, WebSocketFrameKind.Ping, out _));
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task OtherTypeWithinAMessage_CName_EndsTheMessageSilently()
    {
        await BlockingClient.UpgradedAsync(
            async server =>
            {
                Assert.Equal("Text False ab", await NextAsync(server));
                Assert.Equal("Continuation True cd", await NextAsync(server));
            },
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                Assert.Equal((CURLE_OK, 2), session.Send(CURLWS_TEXT | CURLWS_CONT, "ab"u8));
                Assert.Equal((CURLE_OK, 2), session.Send(CURLWS_BINARY, "cd"u8));
            });
    }

    [Fact]
    public async Task OtherTypeWithinAMessage_CurlEasy_Throws()
    {
        await TalkAsync(
            async server =>
            {
                Assert.Equal("Text False ab", await NextAsync(server));
                Assert.Equal("Ping True ", await NextAsync(server));
                Assert.Equal("Continuation True cd", await NextAsync(server));
            },
            easy =>
            {
                Assert.True(easy.TrySend("ab"u8, WebSocketFrameKind.Text | WebSocketFrameKind.Continues, out _));
                Throws(() => easy.TrySend("cd"u8, WebSocketFrameKind.Binary, out _));
                Throws(() => easy.TryBeginFrame(WebSocketFrameKind.Binary, 2));
                Assert.True(easy.TrySend(default, WebSocketFrameKind.Ping, out _));
                Assert.True(easy.TrySend("cd"u8, WebSocketFrameKind.Text, out _));
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task LargerRemainder_CName_BytesOfAnOlderBufferAreSent()
    {
        // A program that takes a short send for a whole one goes on with the next piece of its frame: libcurl sends the old rest in
        // place of the new piece's first bytes, and says OK.
        byte[] old = [.. Enumerable.Repeat((byte)'o', 1 << 20)];
        byte[] next = [.. Enumerable.Repeat((byte)'n', 1 << 20)];
        Gate full = new();
        int lost = 0;
        await BlockingClient.UpgradedAsync(
            async server =>
            {
                await full.WaitAsync();
                byte[] payload = (await server.ReadFrameAsync()).Payload;
                Assert.True(lost > 0);
                Assert.Equal(old.Length, Array.LastIndexOf(payload, (byte)'o') + 1);
                Assert.Equal(next.Length, payload.Length - old.Length);
            },
            server =>
            {
                using Session session = ConnectNarrow(server);
                (CURLcode code, int sent) = session.Send(CURLWS_BINARY | CURLWS_OFFSET, old, old.Length + next.Length);
                Assert.Equal(CURLE_OK, code);
                Assert.InRange(sent, 1, old.Length - 1);
                lost = old.Length - sent;
                full.Open();

                // All of "next" is accepted, but its first bytes went nowhere: the frame still wants as many.
                session.SendAll(CURLWS_BINARY, next);
                Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, session.Send(CURLWS_BINARY, next.AsSpan(0, lost + 1)).Code);
                session.SendAll(CURLWS_BINARY, next.AsSpan(0, lost));
            },
            Narrow);
    }

    [Fact]
    public async Task SmallerRemainder_CName_FailsAndTheFrameStaysOpen()
    {
        byte[] payload = Wire.Noise(1 << 20);
        Gate refused = new();
        await BlockingClient.UpgradedAsync(
            server => refused.WaitAsync(),
            server =>
            {
                using Session session = ConnectNarrow(server);
                (CURLcode code, int sent) = session.Send(CURLWS_BINARY, payload);
                Assert.Equal(CURLE_OK, code);
                Assert.InRange(sent, 1, payload.Length - 1);
                Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, session.Send(CURLWS_BINARY, payload.AsSpan(sent + 1)).Code);
                Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, session.Send(CURLWS_BINARY, payload.AsSpan(sent - 1)).Code);
                refused.Open();
            },
            Narrow);
    }

    [Fact]
    public async Task WrongRemainder_CurlEasy_ThrowsAndTheFrameArrivesWhole()
    {
        byte[] payload = Wire.Noise(1 << 20);
        Gate full = new();
        await TalkAsync(
            async server =>
            {
                await full.WaitAsync();
                Assert.Equal(payload, (await server.ReadFrameAsync()).Payload);
            },
            async easy =>
            {
                Assert.True(easy.TrySend(payload, WebSocketFrameKind.Binary, out int sent));
                Assert.InRange(sent, 1, payload.Length - 1);
                Throws(() => easy.TrySend(payload.AsSpan(sent + 1), WebSocketFrameKind.Binary, out _));
                Throws(() => easy.TrySend(payload.AsSpan(sent - 1), WebSocketFrameKind.Binary, out _));
                Throws(() => easy.TrySend(payload.AsSpan(sent), WebSocketFrameKind.Text, out _));
                Throws(() => easy.TrySend("x"u8, WebSocketFrameKind.Ping, out _));
                Throws(() => easy.TryBeginFrame(WebSocketFrameKind.Binary, 1));
                full.Open();
                await easy.SendAsync(payload.AsMemory(sent), WebSocketFrameKind.None);
            },
            Narrow);
    }

    [Fact]
    public async Task TwoThreads_CName_OneFrameTakesTheOthersBytes()
    {
        await BlockingClient.UpgradedAsync(
            async server => Assert.Equal("Text True abcxyz", await NextAsync(server)),
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                Assert.Equal((CURLE_OK, 3), session.Send(CURLWS_TEXT | CURLWS_OFFSET, "abc"u8, 6));
                Task<(CURLcode, int)> other = Task.Run(() => session.Send(CURLWS_BINARY, "xyz"u8));
                Assert.Equal((CURLE_OK, 3), other.GetAwaiter().GetResult());
            });
    }

    [Fact]
    public async Task TwoThreads_CurlEasy_SecondIsRefused()
    {
        await TalkAsync(
            async server =>
            {
                Assert.Equal("Text True abcdef", await NextAsync(server));
                Assert.Equal("Binary True xyz", await NextAsync(server));
            },
            async easy =>
            {
                Assert.True(easy.TryBeginFrame(WebSocketFrameKind.Text, 6));
                Send(easy, "abc");
                await Task.Run(() => Throws(() => easy.TrySend("xyz"u8, WebSocketFrameKind.Binary, out _)));
                Send(easy, "def");
                Assert.True(await Task.Run(() => easy.TrySend("xyz"u8, WebSocketFrameKind.Binary, out _)));
            });
    }

    [Fact]
    public async Task ManyThreads_CurlEasy_EveryFrameArrivesWhole()
    {
        WindowsFacts.RequireSendBuffer();
        const int Threads = 8;
        const int Each = 200;
        await TalkAsync(
            async server =>
            {
                Dictionary<string, int> next = [];
                for (int i = 0; i < Threads * Each; i++)
                {
                    string[] words = (await server.ReadFrameAsync()).Text.Split(' ');
                    Assert.Equal(next.GetValueOrDefault(words[0]).ToString(System.Globalization.CultureInfo.InvariantCulture), words[1]);
                    next[words[0]] = next.GetValueOrDefault(words[0]) + 1;
                }
            },
            easy => Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => BlockingClient.OnOwnThreadAsync(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    byte[] message = Encoding.UTF8.GetBytes($"{thread} {i} {new string('.', 50)}");
                    Assert.True(easy.TrySend(message, WebSocketFrameKind.Text, out int sent));
                    Assert.Equal(message.Length, sent);
                }
            }))));
    }

    [Fact]
    public async Task AfterAFailure_CName_ReadsOnInTheGarbage()
    {
        await BlockingClient.RunAsync(
            Violation,
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                Assert.Equal(CURLE_RECV_ERROR, session.RecvNext().Code);
                (CURLcode code, byte[] data, curl_ws_frame meta) = session.Recv();
                Assert.Equal((CURLE_OK, "hi", CURLWS_TEXT), (code, Encoding.UTF8.GetString(data), meta.flags));
            });
    }

    [Fact]
    public async Task AfterAFailure_CurlEasy_FailsTheSameWayAndAsksLibcurlNoMore()
    {
        await ScriptedServer.RunAsync(
            Violation,
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server);
                CurlException failure = await ThrowsAsync<CurlException>(() => easy.ReceiveAsync());
                Assert.Equal(CurlErrorCode.ReceiveError, failure.Code);
                WebSocketCallsReceiveTests.AssertLatched(easy, failure);

                // libcurl itself would have answered differently by now: it was not asked again.
                Assert.Equal(CURLE_OK, curl_ws_recv(easy.Handle, new byte[64], out _, out _));
            });
    }

    // A masked frame, which is illegal from a server. Its masking key reads like a text frame with "hi" in it.
    private static async Task Violation(ScriptedConnection server)
    {
        await server.AcceptUpgradeAsync();
        await server.WriteAsync(Wire.Frame(WireOpcode.Text, "secret"u8, mask: 0x81026869));
        await server.WaitForEofAsync();
    }

    private static Task TalkAsync(Func<ScriptedConnection, Task> talk, Func<CurlEasy, Task> test, ScriptedServerOptions? options = null) =>
        ScriptedServer.RunAsync(
            Scripts.Upgraded(talk),
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server, options == Narrow ? Connections.LimitSendBuffer : null);
                await test(easy);
            },
            options);

    private static Session ConnectNarrow(ScriptedServer server) => Session.Connect(server, curl =>
    {
        Session.NoAutoPong(curl);
        Session.LimitSendBuffer(curl);
    });

    private static void Send(CurlEasy easy, string text)
    {
        Assert.True(easy.TrySend(Encoding.UTF8.GetBytes(text), WebSocketFrameKind.None, out int sent));
        Assert.Equal(text.Length, sent);
    }

    private static void Throws(Action call) => Assert.Throws<InvalidOperationException>(call);
}
