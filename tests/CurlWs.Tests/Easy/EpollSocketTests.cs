using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Waiting by epoll: both directions at once, each ended by itself.</summary>
public sealed class EpollSocketTests
{
    [Fact]
    public async Task Wait_BothDirections_EachEndsByItself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using WaitingPair pair = new();
        using EpollSocket socket = new((int)pair.Near.Handle);
        for (int i = 0; i < 100; i++)
        {
            Task read = socket.WaitToReceiveAsync(CancellationToken.None).AsTask();
            await Deadline.Within(socket.WaitToSendAsync(CancellationToken.None).AsTask());
            Assert.False(read.IsCompleted);
            pair.Signal();
            await Deadline.Within(read);
            Assert.Equal(1, pair.Near.Receive(new byte[8]));
        }
    }

    [Fact]
    public async Task Wait_Canceled_TheNextWaitSeesWhatCameMeanwhile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using WaitingPair pair = new();
        using EpollSocket socket = new((int)pair.Near.Handle);
        for (int i = 0; i < 100; i++)
        {
            using CancellationTokenSource source = new();
            Task read = socket.WaitToReceiveAsync(source.Token).AsTask();
            await Assert.ThrowsAsync<InvalidOperationException>(() => socket.WaitToReceiveAsync(CancellationToken.None).AsTask());
            await source.CancelAsync();
            OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            Assert.Equal(source.Token, e.CancellationToken);
            pair.Signal();
            await Deadline.Within(socket.WaitToReceiveAsync(CancellationToken.None).AsTask());
            Assert.Equal(1, pair.Near.Receive(new byte[8]));
        }
    }

    [Fact]
    public async Task Wait_TokenCanceledAfterItsEnd_LeavesTheNextWaitAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using WaitingPair pair = new();
        using EpollSocket socket = new((int)pair.Near.Handle);
        using CancellationTokenSource source = new();
        pair.Signal();
        await Deadline.Within(socket.WaitToReceiveAsync(source.Token).AsTask());
        Assert.Equal(1, pair.Near.Receive(new byte[8]));
        Task next = socket.WaitToReceiveAsync(CancellationToken.None).AsTask();
        await source.CancelAsync();
        Assert.False(next.IsCompleted);
        pair.Signal();
        await Deadline.Within(next);
    }

    [Fact]
    public async Task Dispose_WhileWaiting_EndsBothAndLeavesTheDescriptorOpen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using WaitingPair pair = new();
        pair.Near.Blocking = false;
        Assert.Throws<SocketException>((Action)(() =>
        {
            while (true)
            {
                pair.Near.Send(new byte[65_536]);
            }
        }));
        EpollSocket socket = new((int)pair.Near.Handle);
        Task read = socket.WaitToReceiveAsync(CancellationToken.None).AsTask();
        Task write = socket.WaitToSendAsync(CancellationToken.None).AsTask();
        socket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(read));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(write));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => socket.WaitToReceiveAsync(CancellationToken.None).AsTask());

        // Another one may wait for it.
        using EpollSocket again = new((int)pair.Near.Handle);
        read = again.WaitToReceiveAsync(CancellationToken.None).AsTask();
        pair.Signal();
        await Deadline.Within(read);
        Assert.Equal(1, pair.Near.Receive(new byte[8]));
    }

    [Fact]
    public async Task Wait_AfterReset_EndsSoThatLibcurlCanSay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using WaitingPair pair = new();
        using EpollSocket socket = new((int)pair.Near.Handle);
        Task read = socket.WaitToReceiveAsync(CancellationToken.None).AsTask();
        pair.Far.LingerState = new LingerOption(true, 0);
        pair.Far.Dispose();
        await Deadline.Within(read);
    }
}
