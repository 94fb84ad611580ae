using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>A poller's thread that does not come out of an item keeps that item, and nothing else.</summary>
public sealed class StuckPollerTests
{
    private readonly CurlPoller _poller = new(lingerMilliseconds: 50, lookMilliseconds: 20);

    [Fact]
    public async Task Item_DoesNotReturn_OthersGoOnAndItIsHandedBack()
    {
        using WaitingPair before = new();
        using WaitingPair after = new();
        SocketWait early = SocketWait.Start(before.Near.Handle, write: false, CancellationToken.None, _poller);
        StuckItem stuck = new();
        _poller.Add(stuck);
        await Deadline.Within(stuck.Entered);
        SocketWait late = SocketWait.Start(after.Near.Handle, write: false, CancellationToken.None, _poller);
        before.Signal();
        after.Signal();
        await Deadline.Within(early.Task);
        await Deadline.Within(late.Task);
        Assert.True(stuck.IsLeftBehind);
        Assert.Equal((1, 1), (_poller.LeftBehind, _poller.EverLeftBehind));
        Assert.True(stuck.LookedAt > 0);
        stuck.Release();
        await Deadline.Within(stuck.Finished);
        await EndsAsync();
        Assert.False(stuck.IsLeftBehind);
    }

    [Fact]
    public async Task Items_ThatDoNotReturn_LeaveBoundedThreadsBehind()
    {
        List<StuckItem> stuck = [];
        try
        {
            for (int i = 0; i < CurlPoller.MostLeftBehind; i++)
            {
                StuckItem item = new();
                stuck.Add(item);
                _poller.Add(item);
                await Deadline.Within(item.Entered);
            }

            // The last one is seen as stuck some looks later than it has entered.
            Assert.True(SpinWait.SpinUntil(() => _poller.LeftBehind == CurlPoller.MostLeftBehind, Deadline.Default));
            CurlException full = Assert.Throws<CurlException>(() => _poller.Add(new StuckItem()));
            Assert.Contains("16 threads", full.Message, StringComparison.Ordinal);

            stuck[3].Release();
            await Deadline.Within(stuck[3].Finished);
            using WaitingPair pair = new();
            await Deadline.Within(SocketWait.Start(pair.Near.Handle, write: true, CancellationToken.None, _poller).Task);
        }
        finally
        {
            stuck.ForEach(item => item.Release());
        }

        await EndsAsync();
    }

    [Fact]
    public async Task Item_ThrowsAfterItWasLeftBehind_IsTold()
    {
        StuckItem stuck = new() { Thrown = new InvalidTimeZoneException("unforeseen") };
        _poller.Add(stuck);
        Assert.True(SpinWait.SpinUntil(() => _poller.LeftBehind == 1, Deadline.Default));
        stuck.Release();
        Assert.Equal("unforeseen", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Deadline.Within(stuck.Finished))).Message);
        await EndsAsync();
    }

    private async Task EndsAsync()
    {
        await Task.Yield();
        Assert.True(
            SpinWait.SpinUntil(() => _poller.LeftBehind == 0 && !_poller.IsRunning, Deadline.Default), "A thread did not come back.");
    }

    private sealed class StuckItem : PollItem
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gate = new();
        private int _looks;
        private bool _returned;

        internal Task Entered => _entered.Task;

        internal Task Finished => _finished.Task;

        internal int LookedAt => Volatile.Read(ref _looks);

        internal Exception? Thrown { get; init; }

        internal void Release() => _gate.TrySetResult();

        internal override int AddTo(ref curl_waitfd[] fds, int start) => 0;

        internal override void Fail(Exception failure) => _finished.TrySetException(failure);

        internal override void EndLate() => Interlocked.Increment(ref _looks);

        private protected override bool Advance()
        {
            _entered.TrySetResult();
            _gate.Task.Wait();
            if (Thrown is not null)
            {
                throw Thrown;
            }

            // Once more, by the thread that it is handed back to.
            bool again = !_returned;
            _returned = true;
            if (!again)
            {
                _finished.TrySetResult();
            }
            else
            {
                Signal();
            }

            return again;
        }
    }
}
