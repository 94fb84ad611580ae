using System;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>One wait until a socket can be written (or read): completes once, by readiness, cancellation or <see cref="Stop"/>.</summary>
/// <remarks>
/// The poller's thread completes it and lets go of the descriptor first. Whoever closes the descriptor must have seen the task end:
/// only then does nobody poll the number, which the system may give to another socket.
/// </remarks>
internal sealed class SocketWait : PollItem
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly curl_socket_t _socket;
    private readonly short _events;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private volatile bool _stopped;

    // While it rests after a false alarm (SchannelSend), in milliseconds; then the descriptor is not waited for.
    private int _rest;

    private SocketWait(curl_socket_t socket, short events, CancellationToken cancellationToken)
    {
        _socket = socket;
        _events = events;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((SocketWait)state!).Signal(), this);
    }

    /// <summary>Ends when the wait has ended and the descriptor is no longer looked at.</summary>
    internal Task Task => _done.Task;

    internal static SocketWait Start(curl_socket_t socket, bool write, CancellationToken cancellationToken, CurlPoller? poller = null)
    {
        int events = write ? LibCurl.CURL_WAIT_POLLOUT : LibCurl.CURL_WAIT_POLLIN;
        SocketWait wait = new(socket, (short)events, cancellationToken);
        try
        {
            (poller ?? CurlPoller.Shared).Add(wait);
        }
        catch
        {
            wait._registration.Unregister();
            throw;
        }

        return wait;
    }

    /// <summary>
    /// Ends the wait as if the socket were ready, and sees it gone: after this the descriptor may be closed. From any thread.
    /// </summary>
    internal void Stop()
    {
        _stopped = true;
        Signal();

        // A callback on the poller's own thread must not wait for that thread, which looks at no descriptor until the callback returns.
        if (CurlPoller.IsThisThread)
        {
            _done.TrySetResult();
        }

        Blocking.WaitForEnd(_done.Task);
    }

    internal override void Fail(Exception failure)
    {
        _registration.Unregister();
        _done.TrySetException(failure);
    }

    internal override int AddTo(ref curl_waitfd[] fds, int start)
    {
        if (_rest > 0)
        {
            return 0;
        }

        EnsureRoom(ref fds, start + 1);
        fds[start] = new curl_waitfd { fd = _socket, events = _events };
        return 1;
    }

    private bool IsReady()
    {
        if (!Ready && _rest == 0)
        {
            return false;
        }

        if (!SchannelSend.IsFalseAlarm(_socket, _events == LibCurl.CURL_WAIT_POLLOUT))
        {
            return true;
        }

        _rest = SchannelSend.Rest(_rest);
        return false;
    }

    private protected override bool Advance()
    {
        if (!IsReady() && !_stopped && !_cancellationToken.IsCancellationRequested)
        {
            if (OperatingSystem.IsWindows())
            {
                DueAt = Environment.TickCount64 + (_rest > 0 ? _rest : ThreadWait.WindowsMilliseconds);
            }

            return true;
        }

        // Not Dispose, which would wait for a callback that is waiting for nothing: Signal takes no lock of ours.
        _registration.Unregister();
        if (_cancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(_cancellationToken);
        }
        else
        {
            _done.TrySetResult();
        }

        return false;
    }
}
