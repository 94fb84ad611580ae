using System;
using System.Collections.Generic;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// One blocking wait for a connection's socket, on the caller's own thread: it needs no other one, and above all none of the thread pool,
/// which may be what the caller keeps busy.
/// </summary>
/// <remarks>
/// <c>curl_multi_poll</c> on a multi handle that holds no transfer, because it can be woken up, on every system. Whoever closes the
/// descriptor must have seen the wait end: the disposal of the handle does.
/// </remarks>
internal sealed class ThreadWait
{
    private const int MostSpare = 8;

    // If libcurl could make no descriptor for the wakeup, a stop is seen this late.
    private const int FailSafeMilliseconds = 1000;

    /// <summary>
    /// On Windows a socket reports to one event at a time: a wait for the other direction takes it away, and this one must look again.
    /// </summary>
    internal const int WindowsMilliseconds = 25;

    private static readonly Stack<ThreadWait> s_spare = new();

    private readonly CURLM _multi = QuickMulti.Create();
    private readonly bool _canWake;
    private volatile bool _stopped;

    // Without descriptors an old libcurl makes one that cannot be woken up.
    private ThreadWait() => _canWake = LibCurl.curl_multi_wakeup(_multi) == CURLMcode.CURLM_OK;

    /// <summary>One for the caller alone, until it is given back.</summary>
    internal static ThreadWait Rent()
    {
        lock (s_spare)
        {
            if (s_spare.TryPop(out ThreadWait? spare))
            {
                return spare;
            }
        }

        return new ThreadWait();
    }

    internal void Return()
    {
        _stopped = false;
        lock (s_spare)
        {
            if (_canWake && s_spare.Count < MostSpare)
            {
                s_spare.Push(this);
                return;
            }
        }

        _multi.Dispose();
    }

    /// <summary>Blocks until the socket is ready; false when the time was up before.</summary>
    /// <exception cref="ObjectDisposedException">Stopped.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    internal bool Wait(curl_socket_t socket, bool write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long due = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static state => ((ThreadWait)state!).Wake(), this);
        short events = (short)(write ? LibCurl.CURL_WAIT_POLLOUT : LibCurl.CURL_WAIT_POLLIN);
        Span<curl_waitfd> fds = [new() { fd = socket, events = events }];
        int rest = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DisposedMeanwhile.ThrowIf(_stopped);
            long left = Math.Max(0, due - Environment.TickCount64);
            int slice = OperatingSystem.IsWindows() ? WindowsMilliseconds : FailSafeMilliseconds;
            CurlErrors.Check(LibCurl.curl_multi_poll(_multi, fds, (int)Math.Min(left, slice), out _), "curl_multi_poll");
            if (fds[0].revents != 0 && SchannelSend.IsFalseAlarm(socket, write))
            {
                rest = SchannelSend.Rest(rest);
                CurlErrors.Check(LibCurl.curl_multi_poll(_multi, [], (int)Math.Min(left, rest), out _), "curl_multi_poll");
                fds[0].revents = 0;
            }

            if (fds[0].revents != 0 || left == 0)
            {
                // Asked at least once: a limit that passed while the process was suspended does not hide what has come.
                return fds[0].revents != 0;
            }
        }
    }

    /// <summary>Ends the wait. From any thread.</summary>
    internal void Stop()
    {
        _stopped = true;
        Wake();
    }

    private void Wake() => LibCurl.curl_multi_wakeup(_multi);
}
