using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The queue for the right to send, or to receive.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Turn_ManyWaiters_GoInOrderAndTheCanceledGoAway()
    {
        Turn turn = new();
        Assert.True(turn.TryEnter());
        Assert.False(turn.TryEnter());
        using CancellationTokenSource canceled = new();
        List<int> order = [];
        Task[] waiters = [.. Enumerable.Range(0, 10).Select(i => Take(i, i % 3 == 1 ? canceled.Token : Deadline.Token()))];
        Assert.True(turn.IsWaitedFor);
        await canceled.CancelAsync();
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
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.EnterAsync(canceled.Token).AsTask());
        Assert.True(turn.TryEnter());

        async Task Take(int i, CancellationToken token)
        {
            await turn.EnterAsync(token);
            order.Add(i);
            turn.Exit();
        }
    }
}
