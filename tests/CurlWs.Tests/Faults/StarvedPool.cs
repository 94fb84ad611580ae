using System;
using System.Threading;

namespace CurlWs.Tests.Faults;

/// <summary>A thread pool of which every thread is blocked, until this is disposed.</summary>
/// <remarks>
/// The pool adds a thread now and then, which takes the next of the blocked items: so <see cref="HasRun"/>, which is set by an item behind
/// all of them, tells whether anything could have run in the pool meanwhile.
/// </remarks>
internal sealed class StarvedPool : IDisposable
{
    // More than the pool adds threads within a test's deadline: it adds about two a second.
    private const int Items = 200;

    private readonly ManualResetEvent _release = new(initialState: false);
    private readonly CountdownEvent _left = new(Items + 1);
    private volatile bool _hasRun;

    internal StarvedPool()
    {
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
