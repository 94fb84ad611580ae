using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The send queue: what it holds, what waits for room, what is refused, and what is told of it.</summary>
public sealed class SendQueueTests
{
    private const int Overhead = 128;

    /// <summary>Without a queue nothing is refused, and what waits is seen.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task BufferedAmount_SendsThatWaitWithoutAQueue_AreCountedUntilTheyAreWritten(CurlFraming framing)
    {
        const int Count = 50;
        SlowPeer peer = new();
        await peer.RunAsync(framing, async socket =>
        {
            Assert.Equal(0, socket.BufferedAmount);
            Task[] sends = [.. Enumerable.Range(0, Count).Select(
                i => socket.SendAsync(SlowPeer.Numbered(i, 65_536), WebSocketMessageType.Binary, true, Deadline.Token()))];
            Assert.InRange(socket.BufferedAmount, (Count - 20) * 65_536, (Count + 1) * 65_536);
            ValueTask flush = socket.FlushAsync(Deadline.Token());
            Assert.False(flush.IsCompleted);
            peer.Read();
            await Task.WhenAll(sends);
            await flush;
            Assert.Equal(0, socket.BufferedAmount);
            await socket.WaitForSendRoomAsync(1 << 30, Deadline.Token());
            Assert.Equal((0, 0), (socket.DroppedMessages, socket.DroppedBytes));
        });
        Assert.Equal(Enumerable.Range(0, Count), peer.Messages.Select(SlowPeer.NumberOf));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Fail_TwentyThousandSendsOf64KiBToAPeerThatDoesNotRead_AreRefusedBeyondTheLimit(CurlFraming framing)
    {
        const int Limit = 1 << 20;
        SlowPeer peer = new();
        List<int> accepted = [];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                byte[] message = new byte[65_536];
                long most = 0;
                CurlSendQueueFullException? refused = null;
                for (int i = 0; i < 20_000; i++)
                {
                    BitConverter.TryWriteBytes(message, i);
                    ValueTask send = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
                    Assert.True(send.IsCompleted);
                    try
                    {
                        await send;
                        accepted.Add(i);
                    }
                    catch (CurlSendQueueFullException e)
                    {
                        refused = e;
                    }

                    most = Math.Max(most, socket.BufferedAmount);
                }

                Assert.NotNull(refused);
                Assert.InRange(refused.BufferedAmount, Limit / 2, Limit + (256 * 1024));
                Assert.Contains("1048576", refused.Message, StringComparison.Ordinal);
                Assert.InRange(most, Limit / 2, Limit + (256 * 1024));
                Assert.InRange(accepted.Count, 10, 200);
                Assert.Equal(WebSocketState.Open, socket.State);
                peer.Read();
                await socket.FlushAsync(Deadline.Token());
                Assert.Equal(0, socket.BufferedAmount);
                await socket.SendAsync(SlowPeer.Numbered(-1, 8), WebSocketMessageType.Binary, true, Deadline.Token());
            },
            o => (o.SendQueueLimit, o.SendQueueFullMode) = (Limit, CurlSendQueueFullMode.Fail));
        Assert.Equal([.. accepted, -1], peer.Messages.Select(SlowPeer.NumberOf));
    }

    /// <summary>A fragment is no whole message, so it is not held; but it is refused as well.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Fail_FragmentsAndBatches_AreRefusedToo(CurlFraming framing)
    {
        const int Length = SlowPeer.MoreThanFits;
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                await Assert.ThrowsAsync<CurlSendQueueFullException>(
                    () => socket.SendMessagesAsync(new ReadOnlyMemory<byte>[] { new byte[Length] }, WebSocketMessageType.Binary).AsTask());
                await Assert.ThrowsAsync<CurlSendQueueFullException>(
                    () => socket.SendAsync(new string('x', Length)).AsTask());
                await Assert.ThrowsAsync<CurlSendQueueFullException>(
                    () => socket.SendAsync(new byte[Length].AsMemory(), WebSocketMessageType.Binary, false, default).AsTask());
            },
            o => (o.SendQueueLimit, o.SendQueueFullMode) = (Length + 50_000, CurlSendQueueFullMode.Fail));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Wait_NoRoom_SendsWaitInOrderAndACancelledOneLeavesTheConnection(CurlFraming framing)
    {
        SlowPeer peer = new();
        int filled = 0;
        await peer.RunAsync(
            framing,
            async socket =>
            {
                filled = await SlowPeer.FillAsync(socket);
                using CancellationTokenSource cancel = new();
                List<Task> waiting = [];
                long before = socket.BufferedAmount;
                while (waiting.Count(t => !t.IsCompleted) < 3)
                {
                    waiting.Add(SendAsync(socket, filled++));
                }

                Assert.True(socket.BufferedAmount >= before + (3 * 4096));
                Task cancelled = SendAsync(socket, -1, cancel.Token);
                Task behind = SendAsync(socket, filled++);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(cancelled));
                Assert.False(behind.IsCompleted);
                using CancellationTokenSource never = new();
                Task noRoom = socket.WaitForSendRoomAsync(4096, never.Token).AsTask();
                Assert.False(noRoom.IsCompleted);
                await never.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(noRoom));
                Task room = socket.WaitForSendRoomAsync(10 * 4096, Deadline.Token()).AsTask();
                Assert.False(room.IsCompleted);
                peer.Read();
                await Task.WhenAll([.. waiting, behind, room]);
                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o => o.SendQueueLimit = SlowPeer.MoreThanFits + (12 * (4096 + Overhead)));
        Assert.Equal(Enumerable.Range(0, filled), peer.Messages.Select(SlowPeer.NumberOf));
    }

    /// <summary>A message that the queue can never hold goes from the caller's memory, in its place.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Wait_MessageLargerThanTheLimit_IsSentInItsPlaceAndNotHeld(CurlFraming framing)
    {
        SlowPeer peer = new();
        int filled = 0;
        await peer.RunAsync(
            framing,
            async socket =>
            {
                filled = await SlowPeer.FillAsync(socket);
                byte[] message = SlowPeer.Numbered(filled++, 2 * SlowPeer.MoreThanFits);
                Task large = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, default).AsTask();
                Task behind = SendAsync(socket, filled++);
                Assert.False(large.IsCompleted);
                Assert.True(socket.BufferedAmount > 2 * SlowPeer.MoreThanFits);
                peer.Read();
                await large;
                await behind;
            },
            o => (o.SendQueueLimit, o.SendFragmentSize) = (SlowPeer.MoreThanFits + 40_000, null));
        Assert.Equal(Enumerable.Range(0, filled), peer.Messages.Select(SlowPeer.NumberOf));
    }

    /// <summary>What goes through the queue and what goes beside it leaves in the order of the calls, and no message is torn.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Order_AllWaysToSend_IsThatOfTheCalls(CurlFraming framing)
    {
        WindowsFacts.RequireSendBuffer();
        const int Rounds = 30;
        SlowPeer peer = new();
        List<string> expected = [];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                List<Task> sends = [];
                byte[] Next(int round, string way)
                {
                    expected.Add($"{round} {way}");
                    return System.Text.Encoding.UTF8.GetBytes($"{round} {way}".PadRight(500 + (round * 97 % 9000)));
                }

                for (int round = 0; round < Rounds; round++)
                {
                    ReadOnlyMemory<byte> whole = Next(round, "whole");
                    sends.Add(socket.SendAsync(whole, WebSocketMessageType.Text, true, Deadline.Token()).AsTask());
                    sends.Add(socket.SendAsync(System.Text.Encoding.UTF8.GetString(Next(round, "text")), Deadline.Token()).AsTask());
                    ReadOnlyMemory<byte>[] batch = [Next(round, "first"), Next(round, "second")];
                    sends.Add(socket.SendMessagesAsync(batch, WebSocketMessageType.Text, Deadline.Token()).AsTask());
                    byte[] parts = Next(round, "parts");
                    sends.Add(socket.SendAsync(parts.AsMemory(0, 100), WebSocketMessageType.Text, false, Deadline.Token()).AsTask());
                    sends.Add(socket.SendAsync(parts.AsMemory(100), WebSocketMessageType.Text, true, Deadline.Token()).AsTask());
                    sends.Add(socket.SendLatestAsync(round, Next(round, "latest"), WebSocketMessageType.Text, Deadline.Token()).AsTask());
                    if (round == Rounds / 2)
                    {
                        byte[] streamed = Next(round, "streamed");
                        CurlMessageWriteStream writer = socket.OpenMessageWriter(WebSocketMessageType.Text);
                        sends.Add(Task.Run(async () =>
                        {
                            await writer.WriteAsync(streamed.AsMemory(0, 50), Deadline.Token());
                            await writer.WriteAsync(streamed.AsMemory(50), Deadline.Token());
                            await writer.CompleteAsync(Deadline.Token());
                            await writer.DisposeAsync();
                        }));
                    }
                }

                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                peer.Read();
                await Task.WhenAll(sends);
                await close;
                await peer.ServerIsDone.WaitAsync();
            },
            o => o.SendQueueLimit = 40_000);
        Assert.Equal(expected, Whole(peer.Frames).Select(m => System.Text.Encoding.UTF8.GetString(m).TrimEnd()));
    }

    /// <summary>Control frames have a lane of their own: they leave between the messages of a queue that is never empty.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Pong_QueueIsFull_LeavesBeforeTheMessagesThatWait(CurlFraming framing)
    {
        SlowPeer peer = new();
        int sent = 0;
        await peer.RunAsync(
            framing,
            async socket =>
            {
                sent = await SlowPeer.FillAsync(socket);
                for (int i = 0; i < 50; i++)
                {
                    await SendAsync(socket, sent++);
                }

                Task pong = socket.SendPongAsync("now"u8.ToArray(), Deadline.Token()).AsTask();
                peer.Read();
                await pong;
            },
            o => o.SendQueueLimit = 2 * SlowPeer.MoreThanFits);
        int at = peer.Frames.FindIndex(f => f.Opcode == WireOpcode.Pong);
        Assert.InRange(at, 1, sent - 40);
        Assert.Equal(Enumerable.Range(0, sent), peer.Messages.Select(SlowPeer.NumberOf));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Abort_SendsWaitForRoom_EndAndTheRestIsSeen(CurlFraming framing)
    {
        CurlSendBudget budget = new(SlowPeer.MoreThanFits + 100_000);
        Gate done = new();
        return Connections.RunAsync(
            framing,
            _ => done.WaitAsync(),
            async socket =>
            {
                int held = await SlowPeer.FillAsync(socket);
                List<Task> waiting = [];
                while (waiting.Count(t => !t.IsCompleted) < 3)
                {
                    waiting.Add(SendAsync(socket, 0));
                }

                held += waiting.Count - 3;

                Task flush = socket.FlushAsync(Deadline.Token()).AsTask();
                Task room = socket.WaitForSendRoomAsync(1000, Deadline.Token()).AsTask();
                Assert.InRange(budget.Used, budget.Limit - 10_000, budget.Limit);
                long queued = budget.Used - (held * Overhead);
                long waits = socket.BufferedAmount;
                socket.Abort();
                foreach (Task task in waiting.Where(t => !t.IsCompleted).Concat([flush, room]))
                {
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(task));
                }

                // The queue's part has never left. The three were never in it; what the encoder had counts until it is given back.
                Assert.InRange(socket.BufferedAmount, queued, waits - (3 * 4096));
                await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(socket, 0));
                await Deadline.Within(Task.Run(() => SpinWait.SpinUntil(() => budget.Used == 0)));
                done.Open();
            },
            o => (o.Configure, o.SendBudget) = (Connections.LimitSendBuffer, budget),
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    [Fact]
    public async Task SendLatest_WithoutAQueue_IsRefused()
    {
        SlowPeer peer = new();
        await peer.RunAsync(CurlFraming.Auto, async socket =>
        {
            InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.SendLatestAsync("key", new byte[1], WebSocketMessageType.Binary).AsTask());
            Assert.Contains("SendQueueLimit", e.Message, StringComparison.Ordinal);
        });
    }

    internal static Task SendAsync(CurlWebSocket socket, int number, CancellationToken cancellationToken = default) =>
        socket.SendAsync(SlowPeer.Numbered(number, 4096).AsMemory(), WebSocketMessageType.Binary, true, cancellationToken).AsTask();

    private static IEnumerable<byte[]> Whole(IEnumerable<WireFrame> frames)
    {
        List<byte> message = [];
        foreach (WireFrame frame in frames.Where(f => !f.IsControl))
        {
            message.AddRange(frame.Payload);
            if (frame.Fin)
            {
                yield return [.. message];
                message.Clear();
            }
        }
    }
}
