#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>The shared poller's waits, over descriptors of the tests' own.</summary>
public sealed class WaitingPollerTests
{
    [Fact]
    public async Task Wait_Writable_EndsAtOnce()
    {
        using WaitingPair pair = new();
        await Deadline.Within(Start(pair, write: true));
    }

    [Fact]
    public async Task Wait_Readable_EndsOnceForEachEvent()
    {
        using WaitingPair pair = new();
        byte[] buffer = new byte[8];
        for (int i = 0; i < 20; i++)
        {
            Task wait = Start(pair);
            Assert.True(await StaysPendingAsync(wait));
            pair.Signal();
            await Deadline.Within(wait);
            Assert.Equal(1, pair.Near.Receive(buffer));
        }
    }

    /// <summary>On Windows a socket reports to one event at a time, and the second wait takes it away from the first.</summary>
    [Fact]
    public async Task Wait_OtherDirectionIsPendingToo_EndsByItsEvent()
    {
        using WaitingPair pair = new();
        pair.Near.Blocking = false;
        SocketWait filled;
        do
        {
            while (pair.Near.Send(new byte[64 * 1024], SocketFlags.None, out SocketError full) > 0 && full == SocketError.Success)
            {
            }

            filled = SocketWait.Start(pair.Near.Handle, write: true, CancellationToken.None);
        }
        while (!await StaysPendingAsync(filled.Task));
        filled.Stop();

        // An event that is missed is seen a second later: so many rounds of that are more than the time that they have together.
        int rounds = (int)(2 * Deadline.Default.TotalSeconds);
        byte[] buffer = new byte[8];
        CancellationToken limit = Deadline.Token();
        for (int i = 0; i < rounds; i++)
        {
            Task read = Start(pair);
            SocketWait write = SocketWait.Start(pair.Near.Handle, write: true, CancellationToken.None);
            Assert.True(await StaysPendingAsync(read));
            pair.Signal();
            await read.WaitAsync(limit);
            Assert.Equal(1, pair.Near.Receive(buffer));
            write.Stop();
        }
    }

    [Fact]
    public async Task Wait_PeerClosed_Ends()
    {
        using WaitingPair pair = new();
        Task wait = Start(pair);
        pair.Far.Dispose();
        await Deadline.Within(wait);
    }

    [Fact]
    public async Task Wait_Canceled_EndsWithTheTokenAndLeavesTheSocketAlone()
    {
        using WaitingPair pair = new();
        using CancellationTokenSource source = new();
        Task wait = Start(pair, token: source.Token);
        Assert.True(await StaysPendingAsync(wait));
        await source.CancelAsync();
        OperationCanceledException canceled = await ThrowsAsync<OperationCanceledException>(() => wait);
        Assert.Equal(source.Token, canceled.CancellationToken);
        pair.Signal();
        await Deadline.Within(Start(pair));
    }

    [Fact]
    public async Task Wait_TokenCanceledBefore_EndsWithIt()
    {
        using WaitingPair pair = new();
        await ThrowsAsync<OperationCanceledException>(() => Start(pair, token: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Stop_Pending_HasEndedWhenItReturns()
    {
        using WaitingPair pair = new();
        SocketWait wait = SocketWait.Start(pair.Near.Handle, write: false, CancellationToken.None);
        Assert.True(await StaysPendingAsync(wait.Task));
        wait.Stop();
        Assert.True(wait.Task.IsCompletedSuccessfully);
        wait.Stop();
    }

    [Fact]
    public async Task Stop_ThenTheDescriptorIsReused_NewWaitSeesOnlyItsOwnEvents()
    {
        int reused = 0;
        nint last = -1;
        for (int round = 0; round < 300; round++)
        {
            using WaitingPair pair = new();
            reused += pair.Near.Handle == last ? 1 : 0;
            last = pair.Near.Handle;
            SocketWait first = SocketWait.Start(last, write: false, CancellationToken.None);
            if (round % 2 == 0)
            {
                Assert.True(await StaysPendingAsync(first.Task));
            }

            first.Stop();
            SocketWait second = SocketWait.Start(last, write: false, CancellationToken.None);
            Assert.True(await StaysPendingAsync(second.Task));
            pair.Signal();
            await Deadline.Within(second.Task);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{reused} of 300 rounds had the descriptor of the round before");
    }

    /// <summary>What nobody foresaw ends the item that threw it, not the process and not the others.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Item_ThrowsOnThePollersThread_IsToldAndTheOthersGoOn(bool inAdvance)
    {
        CurlPoller poller = new(lingerMilliseconds: 20);
        using WaitingPair pair = new();
        SocketWait other = SocketWait.Start(pair.Near.Handle, write: false, CancellationToken.None, poller);
        ThrowingItem item = new(inAdvance);
        poller.Add(item);
        Assert.Equal("unforeseen", (await Deadline.Within(item.Failed.Task)).Message);
        Assert.False(other.Task.IsCompleted);
        pair.Signal();
        await Deadline.Within(other.Task);
    }

    private sealed class ThrowingItem(bool inAdvance) : PollItem
    {
        internal TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal override int AddTo(ref CurlWs.Interop.curl_waitfd[] fds, int start) => throw new InvalidTimeZoneException("unforeseen");

        internal override void Fail(Exception failure) => Failed.SetResult(failure);

        private protected override bool Advance() => inAdvance ? throw new InvalidTimeZoneException("unforeseen") : true;
    }

    [Fact]
    public async Task Retired_NextWait_StartsItAnew()
    {
        CurlPoller poller = new(lingerMilliseconds: 20);
        for (int i = 0; i < 3; i++)
        {
            using WaitingPair pair = new();
            SocketWait wait = SocketWait.Start(pair.Near.Handle, write: false, CancellationToken.None, poller);
            Assert.True(poller.IsRunning);
            pair.Signal();
            await Deadline.Within(wait.Task);
            Assert.True(SpinWait.SpinUntil(() => !poller.IsRunning, Deadline.Default), "The poller's thread did not retire.");
        }
    }

    [Fact]
    public async Task Retiring_WaitsThatComeJustThen_AreNotLost()
    {
        // A linger of nothing: each wait may meet the thread on its way out.
        CurlPoller poller = new(lingerMilliseconds: 0);
        for (int i = 0; i < 500; i++)
        {
            using WaitingPair pair = new();
            await Deadline.Within(SocketWait.Start(pair.Near.Handle, write: true, CancellationToken.None, poller).Task);
        }

        Assert.True(SpinWait.SpinUntil(() => !poller.IsRunning, Deadline.Default), "The poller's thread did not retire.");
    }

    [Fact]
    public async Task StartAndCancel_FromManyThreads_EveryWaitEnds()
    {
        using WaitingPair pair = new();
        await Deadline.Within(Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            using CancellationTokenSource source = new();
            Task wait = Start(pair, token: source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }));
    }

    [Fact]
    public async Task ReadWait_DisposedWhileWaiting_EndsAndLeavesTheDescriptorOpen()
    {
        using WaitingPair pair = new();
        ReadWait wait = new(pair.Near.Handle);
        Task pending = wait.WaitAsync(CancellationToken.None).AsTask();
        wait.Dispose();
        await ThrowsAsync<ObjectDisposedException>(() => pending);
        pair.Signal();
        Assert.Equal(1, pair.Near.Receive(new byte[8], SocketFlags.None));
    }

    [Fact]
    public async Task ReadWait_AfterReset_EndsSoThatLibcurlCanSay()
    {
        using WaitingPair pair = new();
        using ReadWait wait = new(pair.Near.Handle);
        Task pending = wait.WaitAsync(CancellationToken.None).AsTask();
        pair.Far.LingerState = new LingerOption(true, 0);
        pair.Far.Dispose();
        await Deadline.Within(pending);
    }

    private static Task Start(WaitingPair pair, bool write = false, CancellationToken token = default) =>
        SocketWait.Start(pair.Near.Handle, write, token).Task;
}
