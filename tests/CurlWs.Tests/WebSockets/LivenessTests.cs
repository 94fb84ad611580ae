using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Whether the other side is still there: keep-alive pings and their timeout, and the idle timeout.</summary>
public sealed class LivenessTests
{
    // For an answer of a server that lives in this busy process.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_ServerDoesNotAnswer_AbortsAndSaysWhy(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            WebSocketException e = await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            Assert.Contains("KeepAliveTimeout", e.Message, StringComparison.Ordinal);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o =>
        {
            o.KeepAliveInterval = TimeSpan.FromMilliseconds(20);
            o.KeepAliveTimeout = TimeSpan.FromMilliseconds(100);
        });

    /// <summary>The framework's type aborts here: it sees pongs only while a receive is pending.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_IdleHealthySocketWithoutReceive_StaysOpen(CurlFraming framing)
    {
        Gate enough = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < 20; i++)
                {
                    await c.WriteFrameAsync(WireOpcode.Pong, (await c.ReadFrameAsync()).Payload);
                }

                enough.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await enough.WaitAsync();
                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o =>
            {
                o.KeepAliveInterval = TimeSpan.FromMilliseconds(10);
                o.KeepAliveTimeout = TimeSpan.FromSeconds(5);
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_WithoutTimeout_SendsUnsolicitedPongs(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            WireFrame pong = await c.ReadFrameAsync();
            Assert.Equal((WireOpcode.Pong, 0), (pong.Opcode, pong.Payload.Length));
            await c.WriteCloseAsync(1000, "");
            await c.WaitForEofAsync();
        },
        async socket => Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type),
        o => o.KeepAliveInterval = TimeSpan.FromMilliseconds(10));

    /// <summary>The pong comes while the application is busy with the message that came before it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_PongComesWhileTheApplicationIsBusy_StaysOpen(CurlFraming framing)
    {
        Gate received = new();
        Gate taken = new();
        Gate silent = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await c.WriteTextAsync("work");
                await received.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await taken.WaitAsync();

                // Longer than the timeout of the first, and each answered in time.
                for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < s_patience * 1.5;)
                {
                    await c.WriteFrameAsync(WireOpcode.Pong, (await c.ReadFrameAsync()).Payload);
                }

                silent.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                socket.PongReceived += (_, _) => taken.Open();
                Assert.Equal("work"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                received.Open();
                await silent.WaitAsync();
                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(20), s_patience));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_NothingForTheIdleTimeout_AbortsAndSaysSo(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            long started = Stopwatch.GetTimestamp();
            WebSocketException e = await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(200), Deadline.Default);
            Assert.Contains("IdleTimeout", e.Message, StringComparison.Ordinal);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o => o.IdleTimeout = TimeSpan.FromMilliseconds(200));

    /// <summary>Only a receive that waits is idle. The other connection's time tells that this one's is long over.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task IdleTimeout_NobodyReceives_LeavesTheConnectionOpen(CurlFraming framing)
    {
        Gate echoed = new();
        await using ScriptedServer server = ScriptedServer.Start(
        [
            Scripts.Upgraded(async c =>
            {
                await c.WriteTextAsync((await c.ReadFrameAsync()).Text);
                echoed.Open();
            }),
            Scripts.Upgraded(_ => Task.CompletedTask),
        ]);
        using CurlWebSocket quiet = await Connections.ConnectAsync(
            server.WsUri, framing, o => o.IdleTimeout = TimeSpan.FromMilliseconds(100));
        using CurlWebSocket clock = await Connections.ConnectAsync(
            server.WsUri, framing, o => o.IdleTimeout = TimeSpan.FromMilliseconds(300));
        await Connections.FailsAsync(() => clock.ReceiveWholeAsync(), WebSocketError.Faulted);
        await quiet.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());

        // What has come is no silence, however slow the machine is.
        await echoed.WaitAsync();
        Assert.Equal("still here"u8.ToArray(), (await quiet.ReceiveWholeAsync()).Payload);
    }
}
