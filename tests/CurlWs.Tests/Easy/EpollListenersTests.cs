using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Faults;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What comes after a wait runs on the thread that has listened, and whatever it does there stalls nobody.</summary>
[Collection(nameof(StressAlone))]
public sealed class EpollListenersTests
{
    private const string Listening = "CurlWs sockets";

    private static bool IsListening => Thread.CurrentThread.Name == Listening;

    [Fact]
    public async Task Wait_MessagesCome_GoesOnOnTheListeningThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        Assert.True(await Deadline.Within(OnListeningThread(static () => IsListening)));
    }

    [Fact]
    public async Task Continuation_Blocks_OthersGoOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        Task blocked = OnListeningThread(() =>
        {
            entered.Set();
            return release.Wait(Deadline.Default);
        });
        Assert.True(entered.Wait(Deadline.Default, Deadline.Token()));
        try
        {
            await Deadline.Within(Task.WhenAll(Enumerable.Range(0, 20).Select(static _ => Task.Run(static () => WaitOftenAsync(100)))));
            Assert.False(blocked.IsCompleted);
        }
        finally
        {
            release.Set();
        }

        await Deadline.Within(blocked);
    }

    [Fact]
    public async Task Continuations_ManyBlock_ThreadsAreBoundedAndGoAway()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are counted in /proc.");
        using SemaphoreSlim entered = new(0);
        using ManualResetEventSlim release = new();
        Task[] blocked = [.. Enumerable.Range(0, Epoll.Listeners.MostThreads + 4).Select(_ => Task.Run(async () =>
        {
            await WaitOftenAsync(50).ConfigureAwait(false);
            entered.Release();
            release.Wait(Deadline.Default);
        }))];
        try
        {
            for (int i = 0; i < blocked.Length; i++)
            {
                Assert.True(await entered.WaitAsync(Deadline.Default, Deadline.Token()));
            }

            await Deadline.Within(Task.Run(static () => WaitOftenAsync(100)));
            Assert.InRange(Threads(), 1, Epoll.Listeners.MostThreads);
        }
        finally
        {
            release.Set();
        }

        await Deadline.Within(Task.WhenAll(blocked));
        for (CancellationToken late = Deadline.Token(); Threads() > 1; await Task.Yield())
        {
            Assert.False(late.IsCancellationRequested, "The follower stays.");
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Continuation_WaitsForAnotherConnectionsMessage_GetsIt(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        using EchoServer server = new();
        using CurlWebSocket other = await Connections.ConnectAsync(server.Uri, framing);
        int count = await Deadline.Within(OnListeningThread(() =>
        {
            Task<ValueWebSocketReceiveResult> received = other.ReceiveAsync(new byte[8].AsMemory(), Deadline.Token()).AsTask();
            other.SendAsync(new byte[3], WebSocketMessageType.Binary, true, Deadline.Token()).GetAwaiter().GetResult();
            return received.GetAwaiter().GetResult().Count;
        }));
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Wait_WithSynchronizationContext_GoesOnThere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        MarkingContext context = new();
        await Deadline.Within(Task.Run(async () =>
        {
            using WaitingPair pair = new();
            using EpollSocket socket = new((int)pair.Near.Handle);
            for (int i = 0; i < 200; i++)
            {
                TaskCompletionSource<bool> goesOnThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
                SynchronizationContext.SetSynchronizationContext(context);
#pragma warning disable CA2012 // Consumed once, in its continuation.
                ValueTaskAwaiter wait = socket.WaitToReceiveAsync(CancellationToken.None).GetAwaiter();
#pragma warning restore CA2012
                wait.OnCompleted(() =>
                {
                    wait.GetResult();
                    goesOnThere.SetResult(context.IsHere && !IsListening);
                });
                pair.Signal();
                Assert.True(await goesOnThere.Task.ConfigureAwait(false));
                pair.Near.Receive(new byte[8]);
            }
        }));
        Assert.Equal(200, context.Posts);
    }

    /// <summary>What the application leaves on the thread is not there for the next one.</summary>
    [Fact]
    public async Task Continuation_LeavesThingsOnTheThread_TheNextFindsNone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        AsyncLocal<int> local = new();
        for (int i = 0; i < 20; i++)
        {
            Assert.True(await Deadline.Within(OnListeningThread(
                () =>
                {
                    bool clean = local.Value == 0 && SynchronizationContext.Current is null && Thread.CurrentThread.IsBackground;
                    local.Value = 1;
                    SynchronizationContext.SetSynchronizationContext(new MarkingContext());
                    Thread.CurrentThread.IsBackground = false;
                    return clean;
                })));
        }
    }

    [Fact]
    public async Task Waits_OneAfterTheOther_TakeNoMoreOfTheStack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has epoll.");
        long most = await Deadline.Within(Task.Run(static async () =>
        {
            using WaitingPair pair = new();
            using EpollSocket socket = new((int)pair.Near.Handle);
            byte[] one = new byte[8];
            long top = 0, most = 0;
            int thread = 0;
            for (int i = 0; i < 100_000; i++)
            {
                ValueTask wait = socket.WaitToReceiveAsync(CancellationToken.None);
                pair.Signal();
                await wait.ConfigureAwait(false);
                pair.Near.Receive(one);
                if (IsListening)
                {
                    long here = StackPointer();
                    top = thread == Environment.CurrentManagedThreadId ? Math.Max(top, here) : here;
                    thread = Environment.CurrentManagedThreadId;
                    most = Math.Max(most, top - here);
                }
            }

            return most;
        }));
        Assert.InRange(most, 0, 16_384);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe long StackPointer()
    {
        int here;
        return (long)&here;
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(static t =>
    {
        try
        {
            return File.ReadAllText(t + "/comm").Trim() == Listening;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    });

    private static async Task WaitOftenAsync(int times)
    {
        using WaitingPair pair = new();
        using EpollSocket socket = new((int)pair.Near.Handle);
        for (int i = 0; i < times; i++)
        {
            ValueTask wait = socket.WaitToReceiveAsync(CancellationToken.None);
            pair.Signal();
            await wait.ConfigureAwait(false);
            pair.Near.Receive(new byte[8]);
        }
    }

    /// <summary>Runs it as a bare continuation of a wait, on the thread that has listened.</summary>
    private static Task<T> OnListeningThread<T>(Func<T> run)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WaitingPair pair = new();
        EpollSocket socket = new((int)pair.Near.Handle);
        Begin();
        return result.Task;

        void Begin()
        {
#pragma warning disable CA2012 // Consumed once, in its continuation.
            ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter wait =
                socket.WaitToReceiveAsync(CancellationToken.None).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            wait.UnsafeOnCompleted(() =>
            {
                wait.GetResult();
                pair.Near.Receive(new byte[8]);
                if (!IsListening)
                {
                    // The first ones, which have found one thread only.
                    Begin();
                    return;
                }

                socket.Dispose();
                pair.Dispose();
                try
                {
                    result.SetResult(run());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            });
            pair.Signal();
        }
    }

    private sealed class MarkingContext : SynchronizationContext
    {
        private int _posts;

        internal int Posts => Volatile.Read(ref _posts);

        internal bool IsHere => Current == this;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                SetSynchronizationContext(this);
                try
                {
                    d(state);
                }
                finally
                {
                    SetSynchronizationContext(null);
                }
            });
        }
    }
}
