#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

public sealed class WebSocketCallsReceiveTests
{
    [Fact]
    public async Task TryReceive_NothingThere_IsFalse()
    {
        await RunAsync(_ => Task.CompletedTask, easy =>
        {
            Assert.False(easy.TryReceive(new byte[16], out WebSocketFrame frame));
            Assert.Equal(default, frame);
            Assert.False(easy.TryPeek(out _));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task TryReceive_FrameLargerThanBuffer_ComesInChunksWithOffsets()
    {
        await RunAsync(server => server.WriteAsync(Wire.Text("0123456789")), async easy =>
        {
            Assert.Equal("Text 0+4 left 6: 0123", await NextAsync(easy, 4));
            Assert.Equal("Text 4+4 left 2: 4567", await NextAsync(easy, 4));
            Assert.Equal("Text 8+2 left 0: 89, message end", await NextAsync(easy, 4));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task TryReceive_FrameInSmallWrites_OffsetsAndBytesLeftAlwaysAddUp(int chunk)
    {
        byte[] payload = Wire.Noise(9000);
        await RunAsync(server => server.WriteChoppedAsync(Wire.Binary(payload), chunk == 1 ? 100 : chunk * 10), async easy =>
        {
            byte[] got = new byte[payload.Length];
            long next = 0;
            while (next < payload.Length)
            {
                (WebSocketFrame frame, byte[] bytes) = await easy.ReceiveAsync(chunk);
                Assert.Equal(next, frame.Offset);
                Assert.Equal(payload.Length, frame.Offset + frame.Count + frame.BytesLeft);
                Assert.Equal(frame.BytesLeft == 0, frame.EndOfMessage);
                bytes.CopyTo(got, next);
                next += bytes.Length;
            }

            Assert.Equal(payload, got);
        });
    }

    [Fact]
    public async Task TryReceive_PingBetweenFragments_IsAFrameOfItsOwn()
    {
        byte[] bytes = Wire.Concat(
            Wire.Frame(WireOpcode.Text, "ab"u8, fin: false), Wire.Ping("p"), Wire.Frame(WireOpcode.Continuation, "cd"u8, fin: false),
            Wire.Pong("q"), Wire.Frame(WireOpcode.Continuation, "ef"u8));
        await RunAsync(server => server.WriteAsync(bytes), async easy =>
        {
            Assert.Equal("Text, Continues 0+2 left 0: ab", await NextAsync(easy));
            Assert.Equal("Ping 0+1 left 0: p", await NextAsync(easy));
            Assert.Equal("Text, Continues 0+2 left 0: cd", await NextAsync(easy));
            Assert.Equal("Pong 0+1 left 0: q", await NextAsync(easy));
            Assert.Equal("Text 0+2 left 0: ef, message end", await NextAsync(easy));
        });
    }

    [Fact]
    public async Task TryReceive_EmptyFrame_IsAChunkOfNoBytesAndNoEnd()
    {
        await RunAsync(server => server.WriteAsync(Wire.Concat(Wire.Text(""), Wire.Text("x"))), async easy =>
        {
            Assert.Equal("Text 0+0 left 0: , message end", await NextAsync(easy));
            Assert.Equal("Text 0+1 left 0: x, message end", await NextAsync(easy));
        });
    }

    [Fact]
    public async Task TryPeek_FrameWithPayload_LeavesItThere()
    {
        await RunAsync(server => server.WriteAsync(Wire.Text("hello")), async easy =>
        {
            WebSocketFrame frame;
            while (!easy.TryPeek(out frame))
            {
                await easy.WaitToReceiveAsync(Deadline.Token());
            }

            Assert.Equal((WebSocketOpcode.Text, 0, 5), (frame.Opcode, frame.Count, frame.BytesLeft));
            Assert.True(easy.TryPeek(out WebSocketFrame again));
            Assert.Equal(frame, again);
            Assert.Equal("Text 0+5 left 0: hello, message end", await NextAsync(easy));
        });
    }

    [Fact]
    public async Task TryPeek_FrameWithoutPayload_TakesIt()
    {
        await RunAsync(server => server.WriteAsync(Wire.Concat(Wire.Ping(), Wire.Text("x"))), async easy =>
        {
            WebSocketFrame frame;
            while (!easy.TryPeek(out frame))
            {
                await easy.WaitToReceiveAsync(Deadline.Token());
            }

            Assert.Equal((WebSocketOpcode.Ping, 0L), (frame.Opcode, frame.BytesLeft));
            Assert.Equal("Text 0+1 left 0: x, message end", await NextAsync(easy));
        });
    }

    [Fact]
    public async Task TryReceive_AfterTheEnd_FailsTheSameWayFromThenOn()
    {
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync(glued: Wire.Text("last"));
                await server.CloseSendAsync();
                await server.WaitForEofAsync();
            },
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server);
                Assert.Equal("Text 0+4 left 0: last, message end", await NextAsync(easy));
                CurlException end = await ThrowsAsync<CurlException>(() => easy.ReceiveAsync());
                Assert.Equal(CurlErrorCode.GotNothing, end.Code);
                Assert.Equal("curl_ws_recv", end.Operation);
                AssertLatched(easy, end);
            });
    }

    [Fact]
    public async Task TryReceive_AfterReset_FailsTheSameWayFromThenOn()
    {
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.ReadFrameAsync();
                server.Reset();
            },
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server);
                await easy.SendAsync("go"u8.ToArray(), WebSocketFrameKind.Text);
                CurlException failure = await ThrowsAsync<CurlException>(() => easy.ReceiveAsync());

                // Wine tells a reset once, which was to the wait for it.
                CurlErrorCode toldBefore = WindowsFacts.IsWine ? CurlErrorCode.GotNothing : CurlErrorCode.ReceiveError;
                Assert.Contains(failure.Code, new[] { CurlErrorCode.ReceiveError, toldBefore });
                AssertLatched(easy, failure);
            });
    }

    /// <summary>A receive hands it on by value: two longs, a count, and what the frame is in what is left of a word.</summary>
    [Fact]
    public void Frame_Size_IsThreeWords()
    {
        Assert.Equal(24, Unsafe.SizeOf<WebSocketFrame>());
        WebSocketFrame none = default;
        Assert.False(none.EndOfMessage);
        Assert.False(none.IsControl);
    }

    internal static void AssertLatched(CurlEasy easy, CurlException first)
    {
        foreach (Action call in new Action[]
        {
            () => easy.TryReceive(new byte[8], out _), () => easy.TryPeek(out _), () => easy.TryReceiveRaw(new byte[8], out _),
            () => easy.TrySend("x"u8, WebSocketFrameKind.Text, out _), () => easy.TryBeginFrame(WebSocketFrameKind.Text, 1),
            () => easy.TrySendRaw("x"u8, out _), () => easy.TryReceive(new byte[8], out _),
        })
        {
            CurlException again = Assert.Throws<CurlException>(call);
            Assert.Equal((first.Code, first.Operation, first.Message), (again.Code, again.Operation, again.Message));
        }
    }

    internal static async Task<string> NextAsync(CurlEasy easy, int size = 65536)
    {
        (WebSocketFrame frame, byte[] bytes) = await easy.ReceiveAsync(size);
        return $"{frame.Opcode}{(frame.IsFinal ? "" : ", Continues")} {frame.Offset}+{frame.Count} "
            + $"left {frame.BytesLeft}: {Encoding.UTF8.GetString(bytes)}"
            + (frame.EndOfMessage ? ", message end" : "");
    }

    private static Task RunAsync(Func<ScriptedConnection, Task> talk, Func<CurlEasy, Task> test) =>
        ScriptedServer.RunAsync(Scripts.Upgraded(talk), async server =>
        {
            using CurlEasy easy = await ConnectAsync(server);
            await test(easy);
        });
}
