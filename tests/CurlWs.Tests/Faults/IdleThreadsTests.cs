using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>Idle connections, each with a receive pending, cost no thread.</summary>
[Collection(nameof(StressAlone))]
public sealed class IdleThreadsTests(ITestOutputHelper output)
{
    private const int Count = 500;

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task AnswerPingsPromptly_OnManyConnections_CostsNoThread(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are counted in /proc.");
        using EchoServer server = new();
        using SmallPool pool = new();
        CurlWebSocket[] sockets = new CurlWebSocket[Count];
        try
        {
            // The same work without the option comes first: what the pool adds for connecting so many, it has added then.
            await ConnectAllAsync(promptly: false);
            int before = ProcessCounts.Threads();
            Array.ForEach(sockets, s => s.Dispose());
            int waiting = Epoll.Count;
            await ConnectAllAsync(promptly: true);
            for (CancellationToken late = Deadline.Token(); Epoll.Count < waiting + Count; await Task.Yield())
            {
                Assert.False(late.IsCancellationRequested, "Not all of them wait for pings.");
            }

            Assert.InRange(await ProcessCounts.OwnThreadsAtRest(2), 0, 2);
            Assert.InRange(ProcessCounts.Threads(), 1, before + 16);
            await Deadline.Within(Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => { }))));
        }
        finally
        {
            Array.ForEach(sockets, s => s?.Dispose());
        }

        async Task ConnectAllAsync(bool promptly)
        {
            for (int i = 0; i < Count; i++)
            {
                sockets[i] = await Connections.ConnectAsync(server.Uri, framing, o => o.AnswerPingsPromptly = promptly);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task ReceivesPending_OnManyConnections_BlockNoThread(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are counted in /proc.");
        using EchoServer server = new();
        using (CurlWebSocket warm = await Connections.ConnectAsync(server.Uri, framing))
        {
            await warm.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token());
            await warm.ReceiveWholeAsync();
        }

        int before = ProcessCounts.Threads();
        CurlWebSocket[] sockets = new CurlWebSocket[Count];
        using CancellationTokenSource stop = new();
        try
        {
            for (int i = 0; i < Count; i++)
            {
                sockets[i] = await Connections.ConnectAsync(server.Uri, framing);
            }

            Task[] receives = [.. sockets.Select(s => s.ReceiveAsync(new byte[10].AsMemory(), stop.Token).AsTask())];
            Assert.True(await WebSocketCallsClient.StaysPendingAsync(Task.WhenAny(receives)));
            int during = ProcessCounts.Threads();
            int own = await ProcessCounts.OwnThreadsAtRest(2);
            output.WriteLine(
                $"{Count} idle connections, {framing}, libcurl {CurlLibrary.Version}: {before} threads before, "
                    + $"{during} with them, of ours {own}");
            // One that connects, one that listens to sockets.
            Assert.InRange(own, 0, 2);

            // The pool may add a few for reasons of its own.
            Assert.InRange(during, 1, before + 16);

            // None of the pool's is blocked either: it still runs things at once, and the connections still work.
            await Deadline.Within(Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => { }))));
            await sockets[Count / 2].SendAsync(new byte[3], WebSocketMessageType.Binary, true, Deadline.Token());
            await Deadline.Within(receives[Count / 2]);
            Assert.Equal(1, receives.Count(r => r.IsCompleted));
            await stop.CancelAsync();
            await Deadline.Within(Task.WhenAll(receives.Select(r => r.ContinueWith(static _ => { }, TaskScheduler.Default))));
        }
        finally
        {
            foreach (CurlWebSocket? socket in sockets)
            {
                socket?.Dispose();
            }
        }
    }
}
