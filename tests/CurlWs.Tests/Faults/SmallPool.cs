using System;
using System.Threading;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>A thread pool of a dozen threads at most, until this is disposed: for tests that count threads, alone.</summary>
/// <remarks>
/// The pool tries out whether it does more with more threads, up to twenty at once, on a busy machine above all. Where it may not, what is
/// counted is what was asked for. Whoever blocks all of them stops everything, deadlines as well: so the limit ends after a deadline, and
/// the pool then has as many more as are blocked.
/// </remarks>
internal sealed class SmallPool : IDisposable
{
    private readonly ManualResetEvent _disposed = new(initialState: false);
    private readonly Thread _thread;
    private readonly int _most;
    private readonly int _mostForIo;

    internal SmallPool()
    {
        ThreadPool.GetMaxThreads(out _most, out _mostForIo);
        ThreadPool.GetMinThreads(out int least, out _);
        Assert.True(ThreadPool.SetMaxThreads(Math.Max(least, 12), _mostForIo));
        _thread = new Thread(End) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _disposed.Set();
        _thread.Join();
        _disposed.Dispose();
    }

    private void End()
    {
        _disposed.WaitOne(Deadline.Default);
        ThreadPool.SetMaxThreads(_most, _mostForIo);
    }
}
