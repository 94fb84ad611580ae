using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The send queue when it is full: what is dropped, that it is told, and that nothing else is lost.</summary>
public sealed class SendQueueDropTests
{
    private const int Limit = 100_000;

    // Where what does not fit waits, too.
    private const int WithFill = SlowPeer.MoreThanFits + Limit;

    private const int Sends = 400;

    [Theory]
    [InlineData(CurlFraming.Auto, CurlSendQueueFullMode.DropOldest)]
    [InlineData(CurlFraming.Libcurl, CurlSendQueueFullMode.DropOldest)]
    [InlineData(CurlFraming.Auto, CurlSendQueueFullMode.DropNewest)]
    [InlineData(CurlFraming.Libcurl, CurlSendQueueFullMode.DropNewest)]
    public async Task Drop_PeerThatDoesNotRead_LosesTheOldestOrTheNewestAndTellsEach(CurlFraming framing, CurlSendQueueFullMode mode)
    {
        SlowPeer peer = new();
        List<int> told = [];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                int number = 0;
                socket.MessageDropped += (sender, e) =>
                {
                    Assert.Same(socket, sender);
                    Assert.Equal((WebSocketMessageType.Binary, 4096, null), (e.MessageType, e.Length, e.Key));
                    Assert.Equal(mode == CurlSendQueueFullMode.DropOldest ? CurlDropReason.Oldest : CurlDropReason.Newest, e.Reason);
                    told.Add(number);
                };
                for (; number < Sends; number++)
                {
                    Task send = SendQueueTests.SendAsync(socket, number);
                    Assert.True(send.IsCompletedSuccessfully);
                    Assert.InRange(socket.BufferedAmount, 0, Limit + (80 * 1024));
                }

                Assert.NotEmpty(told);
                Assert.Equal((told.Count, told.Count * 4096L), (socket.DroppedMessages, socket.DroppedBytes));
                peer.Read();
                await socket.FlushAsync(Deadline.Token());
            },
            o => (o.SendQueueLimit, o.SendQueueFullMode) = (Limit, mode));
        int[] came = [.. peer.Messages.Select(SlowPeer.NumberOf)];
        Assert.Equal(Sends, came.Length + told.Count);
        Assert.Equal(came.Order(), came);
        if (mode == CurlSendQueueFullMode.DropOldest)
        {
            // The last ones are there, and the gaps begin where the connection was full.
            Assert.Equal(Enumerable.Range(Sends - 20, 20), came[^20..]);
        }
        else
        {
            Assert.Equal(Enumerable.Range(0, Sends).Except(told), came);
        }
    }

    /// <summary>A fragment is never dropped: its message would be torn.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task DropOldest_MessageInFragments_IsNotTorn(CurlFraming framing)
    {
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                Task first = socket.SendAsync("a"u8.ToArray().AsMemory(), WebSocketMessageType.Text, false, Deadline.Token()).AsTask();
                Task second = socket.SendAsync("b"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, Deadline.Token()).AsTask();
                for (int i = 0; i < 200; i++)
                {
                    await SendQueueTests.SendAsync(socket, i);
                }

                Assert.InRange(socket.DroppedMessages, 1, 200);
                Assert.False(first.IsCompleted || second.IsCompleted);
                peer.Read();
                await Task.WhenAll(first, second);
            },
            o => (o.SendQueueLimit, o.SendQueueFullMode) = (WithFill, CurlSendQueueFullMode.DropOldest));
        int at = peer.Frames.FindIndex(f => f.Opcode == WireOpcode.Text);
        Assert.Equal((WireOpcode.Continuation, true), (peer.Frames[at + 1].Opcode, peer.Frames[at + 1].Fin));
    }

    /// <summary>Only the newest of each key leaves, in the place of the first that waited.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SendLatest_SameKeyWaits_IsReplacedInItsPlace(CurlFraming framing)
    {
        SlowPeer peer = new();
        List<string> told = [];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                socket.MessageDropped += (_, e) => told.Add($"{e.Reason} {e.Key} {e.Length}");
                for (int i = 0; i < 1000; i++)
                {
                    await LatestAsync(socket, "a", $"a{i}");
                    await LatestAsync(socket, 7, $"seven{i}");
                }

                await socket.SendAsync("end", Deadline.Token());
                await LatestAsync(socket, "a", "a once more");
                Assert.Equal(1999, socket.DroppedMessages);
            },
            o => o.SendQueueLimit = WithFill);
        Assert.Equal(["Replaced a 2", "Replaced 7 6"], told[..2]);
        Assert.Equal(1999, told.Count);
        Assert.Equal(
            ["a once more", "seven999", "end"],
            peer.Frames.Where(f => f.Opcode == WireOpcode.Text).Select(f => Encoding.UTF8.GetString(f.Payload)));

        static Task LatestAsync(CurlWebSocket socket, object key, string text) =>
            socket.SendLatestAsync(key, Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, Deadline.Token()).AsTask();
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Callback_NoRoom_DecidesForEachMessage(CurlFraming framing)
    {
        SlowPeer peer = new();
        List<CurlSendQueueFullContext> asked = [];
        await peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                while (asked.Count == 0)
                {
                    await socket.SendAsync(new byte[2000].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token());
                }

                await Assert.ThrowsAsync<CurlSendQueueFullException>(() => socket.SendAsync(new string('f', 5000)).AsTask());
                InvalidCastException e = await Assert.ThrowsAsync<InvalidCastException>(
                    () => socket.SendAsync(new byte[6000].AsMemory(), WebSocketMessageType.Binary, true, default).AsTask());
                Assert.Equal("mine", e.Message);
                long dropped = socket.DroppedMessages;
                await socket.SendAsync(new byte[3000].AsMemory(), WebSocketMessageType.Binary, true, default);
                Assert.True(socket.DroppedMessages > dropped);
                Assert.Equal(
                    [(WebSocketMessageType.Text, 5000), (WebSocketMessageType.Binary, 6000), (WebSocketMessageType.Binary, 3000)],
                    asked[^3..].Select(a => (a.MessageType, a.Length)));
                Assert.All(asked, a => Assert.True(a.BufferedAmount > WithFill - (Limit / 2)));
            },
            o => (o.SendQueueLimit, o.SendQueueFullCallback) = (WithFill, message =>
            {
                asked.Add(message);
                return message.Length switch
                {
                    2000 => CurlSendQueueFullMode.DropNewest,
                    3000 => CurlSendQueueFullMode.DropOldest,
                    5000 => CurlSendQueueFullMode.Fail,
                    _ => throw new InvalidCastException("mine"),
                };
            }));
        Assert.Single(peer.Messages, m => m.Length == 3000);
        Assert.DoesNotContain(peer.Messages, m => m.Length is 5000 or 6000);
    }

    /// <summary>What a handler throws comes out of the send, whose message is sent all the same.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task MessageDropped_HandlerThrows_ComesOutOfTheSendAndLosesNothing(CurlFraming framing)
    {
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                await SendQueueTests.SendAsync(socket, -5);
                socket.MessageDropped += (_, _) => throw new InvalidCastException("mine");
                for (int i = 0; socket.DroppedMessages == 0; i++)
                {
                    try
                    {
                        await SendQueueTests.SendAsync(socket, -6 - i);
                    }
                    catch (InvalidCastException e)
                    {
                        Assert.Equal("mine", e.Message);
                        Assert.Equal(1, socket.DroppedMessages);
                    }
                }

                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o => (o.SendQueueLimit, o.SendQueueFullMode) = (WithFill, CurlSendQueueFullMode.DropOldest));
        int[] last = [.. peer.Messages.Select(SlowPeer.NumberOf).Where(n => n < 0)];
        Assert.Equal(Enumerable.Range(0, last.Length).Select(i => -5 - i), last);
    }

    /// <summary>Many connections share what may wait: one that is stuck takes from the others, and gives back.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SharedBudget_OneConnectionIsStuck_TheOthersWaitForWhatItHolds(CurlFraming framing)
    {
        WindowsFacts.RequireSendBuffer();
        CurlSendBudget budget = new(Limit);
        SlowPeer stuck = new();
        SlowPeer other = new();
        await stuck.RunAsync(
            framing,
            async first =>
            {
                while (budget.Used < Limit - 10_000)
                {
                    await SendQueueTests.SendAsync(first, 1);
                }

                await other.RunAsync(
                    framing,
                    async second =>
                    {
                        Task? waits = null;
                        for (int i = 0; waits is not { IsCompleted: false }; i++)
                        {
                            waits = SendQueueTests.SendAsync(second, i);
                        }

                        Assert.InRange(budget.Used, 1, Limit);
                        stuck.Read();
                        await waits;
                        await first.FlushAsync(Deadline.Token());
                        other.Read();
                        await second.FlushAsync(Deadline.Token());
                    },
                    o => o.SendBudget = budget);
            },
            o => o.SendBudget = budget);
        Assert.Equal(0, budget.Used);
        int[] came = [.. other.Messages.Select(SlowPeer.NumberOf)];
        Assert.Equal(Enumerable.Range(0, came.Length), came);
    }

    /// <summary>What is kept for the queue is the same whatever becomes of it: nothing of a budget is left behind.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Budget_AfterDropsReplacementsRefusalsAndTheEnd_IsWhollyGivenBack(CurlFraming framing)
    {
        CurlSendBudget budget = new(Limit);
        SlowPeer peer = new();
        int turn = 0;
        await peer.RunAsync(
            framing,
            async socket =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    byte[] message = new byte[i * 131 % 5000];
                    Exception? e = await Record.ExceptionAsync(() => i % 3 == 0
                        ? socket.SendLatestAsync(i % 21, message, WebSocketMessageType.Binary, Deadline.Token()).AsTask()
                        : socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token()).AsTask());
                    Assert.True(e is null or CurlSendQueueFullException, $"{e}");
                    Assert.InRange(budget.Used, 0, Limit);
                }

                Assert.True(socket.DroppedMessages > 100);
                peer.Read();
                await socket.FlushAsync(Deadline.Token());
                Assert.Equal((0, 0), (budget.Used, socket.BufferedAmount));
            },
            o => (o.SendBudget, o.SendQueueFullCallback) = (budget, _ => (CurlSendQueueFullMode)((++turn % 3) + 1)));
    }
}
