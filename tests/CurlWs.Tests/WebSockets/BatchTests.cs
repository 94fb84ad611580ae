using System;
using System.Collections.Generic;
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
            WebSocketException e = await Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted);
            Assert.Contains("IdleTimeout", e.Message, StringComparison.Ordinal);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o => o.IdleTimeout = TimeSpan.FromMilliseconds(200));

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
}
