using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// How long closing may wait for one thing. A limit that is noticed while the socket is ready, or late, tells of a process that stood
/// still, not of the server: then it starts once more. Once only, so that no server can draw it out.
/// </summary>
internal sealed class CloseLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private CancellationTokenSource _source;
    private long _started;
    private long _looked;
    private bool _extended;

    internal CloseLimit(TimeSpan limit, CancellationToken caller)
    {
        _limit = limit;
        Caller = caller;
        _source = Start();
    }

    /// <summary>The caller's own.</summary>
    internal CancellationToken Caller { get; }

    /// <summary>Canceled by the caller, and when the time is up.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether it is the time that is up.</summary>
    internal bool IsUp => _source.IsCancellationRequested && !Caller.IsCancellationRequested;

    /// <summary>Waits for a direction of a connection as long as closing may take.</summary>
    internal async ValueTask WaitAsync(CurlEasy easy, bool write, Func<CancellationToken, ValueTask> wait)
    {
        while (true)
        {
            try
            {
                await wait(Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                Caller.ThrowIfCancellationRequested();
                if (!TryExtend(easy.IsReady(write)))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>After a wait that the limit has ended: whether to wait once more.</summary>
    private bool TryExtend(bool isReady)
    {
        // Ready no more because somebody has used it just now: then it is the clock that tells.
        bool stoodStill = isReady || Stopwatch.GetElapsedTime(_started) > _limit * 1.5;
        if (_extended || !stoodStill || Caller.IsCancellationRequested)
        {
            return false;
        }

        _extended = true;
        _source.Dispose();
        _source = Start();
        return true;
    }

    /// <summary>
    /// For a loop that may find something to do without end: throws when the limit has passed. By the clock, because a busy pool may be
    /// late with the token.
    /// </summary>
    internal void ThrowIfUp()
    {
        Caller.ThrowIfCancellationRequested();
        long before = _looked;
        _looked = Stopwatch.GetTimestamp();
        if (_limit == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(_started, _looked) <= _limit)
        {
            return;
        }

        // No look for half of the time: this loop was not running.
        if (!TryExtend(Stopwatch.GetElapsedTime(before, _looked) >= _limit / 2))
        {
            throw new OperationCanceledException();
        }
    }

    public void Dispose() => _source.Dispose();

    private CancellationTokenSource Start()
    {
        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Caller);
        source.CancelAfter(_limit);
        _started = _looked = Stopwatch.GetTimestamp();
        return source;
    }
}
