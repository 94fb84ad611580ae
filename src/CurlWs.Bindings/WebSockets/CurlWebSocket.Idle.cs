using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;

namespace CurlWs;

// The idle timeout: a clock looks now and then for how long the receive under way has been waiting.
public sealed partial class CurlWebSocket
{
    private Timer? _idleTimer;

    // When the wait for bytes began; 0 while nobody waits.
    private long _waitingSince;

    private void StartIdleTimer(TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        // A weak reference: the timer must not keep alive a socket that nobody has any more.
        WeakReference<CurlWebSocket> reference = new(this);
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Max(1, limit.TotalMilliseconds / 4));
        _idleTimer = new Timer(
            _ =>
            {
                if (reference.TryGetTarget(out CurlWebSocket? socket))
                {
                    socket.CheckIdle(limit);
                }
            },
            null,
            period,
            period);
    }

    private void CheckIdle(TimeSpan limit)
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < limit)
        {
            return;
        }

        // What came while the process, or its thread pool, stood still waits in the socket; or the receive has just taken it.
        if (!_easy.IsReady(write: false) && Volatile.Read(ref _waitingSince) == since)
        {
            _endedBecause = $"Nothing came from the server for {limit.InSeconds()} (IdleTimeout).";
            End(WebSocketState.Aborted, Ending.Ended);
        }
    }
}
