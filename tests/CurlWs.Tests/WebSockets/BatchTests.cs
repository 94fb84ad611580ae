using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Many messages in one call, senders that share a write, and the idle timeout.</summary>
public sealed class BatchTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_ManySizes_EachIsAMessageOfItsOwn(CurlFraming framing)
    {
        ReadOnlyMemory<byte>[] messages = [.. Enumerable.Range(0, 3000).Select(i => (ReadOnlyMemory<byte>)Wire.Noise(i % 1000 == 999 ? 100_000 : i % 97, i))];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                foreach (ReadOnlyMemory<byte> message in messages)
                {
                    WireFrame frame = await c.ReadFrameAsync();
                    Assert.True(frame.Fin);
                    Assert.Equal(WireOpcode.Binary, frame.Opcode);
                    Assert.True(message.Span.SequenceEqual(frame.Payload));
                }

                Assert.Equal("after", (await c.ReadFrameAsync()).Text);
            },
            async socket =>
            {
                await socket.SendMessagesAsync(messages, WebSocketMessageType.Binary, Deadline.Token());
                await socket.SendMessagesAsync(ReadOnlyMemory<ReadOnlyMemory<byte>>.Empty, WebSocketMessageType.Binary, Deadline.Token());
                await socket.SendAsync("after"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_InsideAMessage_IsRefusedAndNothingIsLost(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c => Assert.Equal("begunended", (await c.ReadMessageAsync()).Text),
        async socket =>
        {
            await socket.SendAsync("begun"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            ReadOnlyMemory<byte>[] other = ["other"u8.ToArray()];
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.SendMessagesAsync(other, WebSocketMessageType.Text, Deadline.Token()).AsTask());
            await Assert.ThrowsAsync<ArgumentException>(
                () => socket.SendMessagesAsync(other, WebSocketMessageType.Close, Deadline.Token()).AsTask());
            await socket.SendAsync("ended"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        });

    /// <summary>Once a message has begun no other call could go on with it: cancelling ends the connection, also while the last bytes wait.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, 1_000)]
    [InlineData(CurlFraming.Auto, 64 << 20)]
    [InlineData(CurlFraming.Libcurl, 1_000)]
    [InlineData(CurlFraming.Libcurl, 64 << 20)]
    public Task SendMessages_BlockedAndCancelled_Aborts(CurlFraming framing, int size)
    {
        Gate done = new();
        ReadOnlyMemory<byte>[] one = [new byte[size]];
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                bool cancelled = false;
                while (!cancelled)
                {
                    using CancellationTokenSource cts = new();
                    Task send = socket.SendMessagesAsync(one, WebSocketMessageType.Binary, cts.Token).AsTask();
                    if (!send.IsCompleted)
                    {
                        await cts.CancelAsync();
                    }

                    cancelled = await Record.ExceptionAsync(() => send) is OperationCanceledException;
                }

                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_WhileAStreamWrites_ComeAfterItsMessage(CurlFraming framing)
    {
        ReadOnlyMemory<byte>[] messages = ["one"u8.ToArray(), "two"u8.ToArray()];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal("stream", (await c.ReadMessageAsync()).Text);
                Assert.Equal("one", (await c.ReadMessageAsync()).Text);
                Assert.Equal("two", (await c.ReadMessageAsync()).Text);
            },
            async socket =>
            {
                Task send;
                await using (CurlMessageWriteStream stream = socket.SendStream(WebSocketMessageType.Text))
                {
                    await stream.WriteAsync("stream"u8.ToArray());
                    send = socket.SendMessagesAsync(messages, WebSocketMessageType.Text, Deadline.Token()).AsTask();
                    Assert.False(send.IsCompleted);
                    await stream.CompleteAsync(Deadline.Token());
                }

                await send;
            });
    }

    /// <summary>Nothing may follow a close frame (RFC 6455, section 5.5.1), though the state was Open when the call was made.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_BehindACloseThatWaits_AreNotSent(CurlFraming framing)
    {
        Gate waiting = new();
        ReadOnlyMemory<byte>[] messages = ["late"u8.ToArray()];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await waiting.WaitAsync();
                while (!(await c.ReadFrameAsync()).IsControl)
                {
                }

                await c.CloseSendAsync();
                Assert.Empty(await c.ReadSomeAsync());
            },
            async socket =>
            {
                Task large = socket.SendAsync(new byte[16 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                Task late = socket.SendMessagesAsync(messages, WebSocketMessageType.Binary, Deadline.Token()).AsTask();
                Assert.False(late.IsCompleted);
                waiting.Open();
                await Task.WhenAll(large, close);
                await Connections.FailsAsync(() => late, WebSocketError.InvalidState);
            });
    }

    /// <summary>The type of a message is that of its first fragment.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_LastFragmentOfAnotherType_GoesOnWithTheMessage(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal((WireOpcode.Text, false), Kind(await c.ReadFrameAsync()));
            Assert.Equal((WireOpcode.Continuation, true), Kind(await c.ReadFrameAsync()));
            Assert.Equal((WireOpcode.Binary, true), Kind(await c.ReadFrameAsync()));
        },
        async socket =>
        {
            await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
            await socket.SendAsync("c"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
        });

    /// <summary>Whoever leaves the turn to a waiting sender leaves its bytes too: all must arrive, in each sender's order, pings between.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_FromManyThreads_NothingIsLostOrTorn(CurlFraming framing)
    {
        const int Senders = 8;
        const int Each = 300;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                int[] next = new int[Senders];
                for (int i = 0; i < Senders * Each; i++)
                {
                    WireFrame frame = await c.ReadFrameAsync();
                    if (frame.IsControl)
                    {
                        i--;
                        continue;
                    }

                    int sender = frame.Payload[0];
                    Assert.Equal(next[sender]++, BitConverter.ToInt32(frame.Payload, 1));
                    Assert.Equal(5 + (next[sender] % 50), frame.Payload.Length);
                }

                Assert.All(next, n => Assert.Equal(Each, n));
            },
            socket => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    byte[] payload = new byte[5 + ((i + 1) % 50)];
                    payload[0] = (byte)sender;
                    BitConverter.TryWriteBytes(payload.AsSpan(1), i);
                    await socket.SendAsync(payload, WebSocketMessageType.Binary, true, Deadline.Token());
                    if (i % 50 == 0)
                    {
                        await socket.SendPongAsync(new byte[] { 1 }, Deadline.Token());
                    }
                }
            }))));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_NothingForTheIdleTimeout_AbortsAndSaysSo(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            long started = Stopwatch.GetTimestamp();
            WebSocketException e = await Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted);
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
        using CurlWebSocket quiet = await Connections.ConnectAsync(server.WsUri, framing, o => o.IdleTimeout = TimeSpan.FromMilliseconds(100));
        using CurlWebSocket clock = await Connections.ConnectAsync(server.WsUri, framing, o => o.IdleTimeout = TimeSpan.FromMilliseconds(300));
        await Connections.FailsAsync(() => clock.ReceiveMessageAsync(), WebSocketError.Faulted);
        await quiet.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());

        // What has come is no silence, however slow the machine is.
        await echoed.WaitAsync();
        Assert.Equal("still here"u8.ToArray(), (await quiet.ReceiveMessageAsync()).Payload);
    }

    [Fact]
    public async Task Turn_ManyWaiters_GoInOrderAndTheCancelledGoAway()
    {
        Turn turn = new();
        Assert.True(turn.TryEnter());
        Assert.False(turn.TryEnter());
        using CancellationTokenSource cancelled = new();
        List<int> order = [];
        Task[] waiters = [.. Enumerable.Range(0, 10).Select(i => Take(i, i % 3 == 1 ? cancelled.Token : Deadline.Token()))];
        Assert.True(turn.IsWaitedFor);
        await cancelled.CancelAsync();
        foreach (int i in new[] { 1, 4, 7 })
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiters[i]);
        }

        turn.Exit();
        await Deadline.Within(Task.WhenAll(waiters.Where((_, i) => i % 3 != 1)));
        Assert.Equal([0, 2, 3, 5, 6, 8, 9], order);
        Assert.True(turn.TryEnter());
        Assert.False(turn.TryPassOn());
        turn.Exit();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.EnterAsync(cancelled.Token).AsTask());
        Assert.True(turn.TryEnter());

        async Task Take(int i, CancellationToken token)
        {
            await turn.EnterAsync(token);
            order.Add(i);
            turn.Exit();
        }
    }

    private static (WireOpcode Opcode, bool Fin) Kind(WireFrame frame) => (frame.Opcode, frame.Fin);
}
