using System;
using System.Threading;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>A thread pool of which every thread is blocked, until this is disposed.</summary>
/// <remarks>
/// The pool may add no thread meanwhile: each new one would first run the timers that are due, which are before all other items. So nothing
/// runs in the pool but what is blocked; and <see cref="HasRun"/>, which is set by an item behind all of them, tells whether anything could
/// have.
/// </remarks>
internal sealed class StarvedPool : IDisposable
{
    // More than the pool has threads.
    private const int Items = 200;

    private readonly ManualResetEvent _release = new(initialState: false);
    private readonly CountdownEvent _left = new(Items + 1);
    private readonly int _most;
    private readonly int _mostForIo;
    private volatile bool _hasRun;

    internal StarvedPool()
    {
        ThreadPool.GetMaxThreads(out _most, out _mostForIo);
        ThreadPool.GetMinThreads(out int least, out _);
        Assert.True(ThreadPool.SetMaxThreads(least, _mostForIo));
        for (int i = 0; i < Items; i++)
        {
            // Not a wait for a task, for which the pool would add threads at once.
            ThreadPool.UnsafeQueueUserWorkItem(_ => Leave(_release.WaitOne()), null);
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => Leave(_hasRun = true), null);
    }

    /// <summary>Whether something that was queued behind all the blocked items has run.</summary>
    internal bool HasRun => _hasRun;

    public void Dispose()
    {
        _release.Set();
        Assert.True(ThreadPool.SetMaxThreads(_most, _mostForIo));
        _left.Wait();
        _left.Dispose();
        _release.Dispose();
    }

    private void Leave(bool done)
    {
        if (done)
        {
            _left.Signal();
        }
    }
}
