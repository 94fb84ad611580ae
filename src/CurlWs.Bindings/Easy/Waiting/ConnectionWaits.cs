using System;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// Waiting: the door of this folder
//
// Descriptors. libcurl makes, owns and closes each socket that is waited for: with the easy handle, or with the multi handle that the
// connection was made in. Here two are owned, both our own: the epoll (Epoll) and the copy that a lingering close leaves behind
// (SocketLinger). SocketCut ends a connection and leaves its descriptor open. So whatever looks at a descriptor must be gone before libcurl
// closes it, or it looks at the next socket that gets the number: the handle's disposal calls Stop, which returns when nobody looks.
//
// Threads.
//   the caller's       begins and stops waits; ThreadWait blocks it
//   "CurlWs poller"    PollThread, of CurlPoller: transfers and connects (MultiDriver, one for a multi handle) and SocketWait. One for the
//                      process; while libcurl does not return from a call there, a fresh one takes over all but the item it is inside
//   the poller's watch a timer: ends for their callers what is late or canceled while the thread is inside (PollItem.EndLate). It may call
//                      nothing of libcurl
//   "CurlWs sockets"   Epoll.Listeners: tells an EpollSocket what is ready, and runs what comes after the wait, the application's code
//                      too, while another one of them listens; the last one gives that to the thread pool
//   the thread pool    other continuations of all that; ReadWait, by the framework's own loop; the rest of a lingering close
//   the finalizer      ConnectionMulti.Place and EpollSocket of a connection that nobody has disposed
//
// A transfer (Transfer) is claimed from its owner, driven, given back, and published, in this order: whoever awaits it may dispose the
// handle at once. Of the two that may decide its end, the poller's thread and the watch, the first one does (TryClaim).
//
// What disposal races with.
//   a wait that begins      under _lock: it was there before, and is stopped, or finds _stopped
//   a connect that succeeds Begin, under the same lock: no option is set on a number that is another's by now
//   a transfer under way    Abort, and the poller's thread takes the handle out; disposal waits for it, except in a callback on that very
//                           thread, where it goes on after the callback
//   a call without end      its thread is left behind; callers are told by the watch; the handle is freed when the call returns (CallGate)
//   a multi handle's others the last one that leaves frees it (ConnectionMulti.Place)
//
// Locks, in the order in which they are taken: ConnectionWaits, then EpollSocket before Epoll, or MultiDriver before
// CurlPoller. None of them is held in a call on a handle that has a transfer or a connection, nor while the application's code runs.

/// <summary>
/// The waits for one handle's socket: by readiness, in the poller, or on the caller's own thread. One for each direction at a time.
/// </summary>
/// <remarks>
/// Which way a wait goes depends on whose descriptor it is. That of a connection made here (<see cref="Begin"/>) is known, and stays open
/// until the handle is freed: on Linux it waits by <see cref="EpollSocket"/>, elsewhere it reads by <see cref="ReadWait"/> and writes in
/// the poller. A foreign one, which its owner may wait for elsewhere or lend out again, always waits in the poller: epoll and the framework
/// take a descriptor once only.
/// </remarks>
internal sealed class ConnectionWaits
{
    // Under it every wait begins, and is seen gone: whoever closes the descriptor calls Stop first. Pulsed when a wait on a caller's thread
    // ends.
    private readonly object _lock = new();
    private EpollSocket? _epoll;
    private ReadWait? _read;
    private SocketWait? _writeInPoller;
    private SocketWait? _readInPoller;
    private ThreadWait? _readHere;
    private ThreadWait? _writeHere;
    private bool _stopped;

    /// <summary>
    /// The descriptor of a connection that was made here, from then on; libcurl closes it with the handle and not before.
    /// </summary>
    internal curl_socket_t Socket { get; private set; } = LibCurl.CURL_SOCKET_BAD;

    internal bool KnowsSocket => Socket != LibCurl.CURL_SOCKET_BAD;

    /// <summary>A connection was made with the handle.</summary>
    /// <param name="socket">Its descriptor.</param>
    /// <param name="bounded">Whether the system shall hold little for it: see <see cref="ReceiveBound"/>.</param>
    /// <param name="handled">Whether the application was given the socket.</param>
    /// <exception cref="ObjectDisposedException">The handle was disposed meanwhile.</exception>
    internal void Begin(curl_socket_t socket, bool bounded, bool handled)
    {
        lock (_lock)
        {
            DisposedMeanwhile.ThrowIf(_stopped);
            if (bounded)
            {
                // Under the lock: nobody closes the descriptor meanwhile.
                ReceiveBound.Apply(socket, handled);
            }

            Socket = socket;
        }
    }

    /// <summary>Until a connection that was made here can be read.</summary>
    internal ValueTask WaitToReceiveAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            return ByEpoll().WaitToReceiveAsync(cancellationToken);
        }

        lock (_lock)
        {
            DisposedMeanwhile.ThrowIf(_stopped);
            _read ??= new ReadWait(Socket);
            return _read.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Until a connection that was made here can be written.</summary>
    internal ValueTask WaitToSendAsync(CancellationToken cancellationToken) => OperatingSystem.IsLinux()
        ? ByEpoll().WaitToSendAsync(cancellationToken)
        : WaitInPollerAsync(Socket, write: true, cancellationToken);

    /// <summary>Until any descriptor can be read or written.</summary>
    internal ValueTask WaitInPollerAsync(curl_socket_t socket, bool write, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DisposedMeanwhile.ThrowIf(_stopped);
            ref SocketWait? slot = ref write ? ref _writeInPoller : ref _readInPoller;
            if (slot is { Task.IsCompleted: false })
            {
                throw Another(write);
            }

            slot = SocketWait.Start(socket, write, cancellationToken);
            return FinishAsync(slot);
        }
    }

    /// <summary>Until any descriptor can be read or written, blocking the calling thread; false when the time was up first.</summary>
    internal bool BlockUntilReady(curl_socket_t socket, bool write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThreadWait wait = ThreadWait.Rent();
        bool begun = false;
        try
        {
            lock (_lock)
            {
                DisposedMeanwhile.ThrowIf(_stopped);
                ref ThreadWait? slot = ref write ? ref _writeHere : ref _readHere;
                slot = slot is null ? wait : throw Another(write);
                begun = true;
            }

            return wait.Wait(socket, write, timeout, cancellationToken);
        }
        finally
        {
            if (begun)
            {
                EndHere(write);
            }

            wait.Return();
        }
    }

    /// <summary>Whether a read or a write would not block at this moment.</summary>
    internal bool IsReady(curl_socket_t socket, bool write)
    {
        ThreadWait wait = ThreadWait.Rent();
        try
        {
            lock (_lock)
            {
                return !_stopped && wait.Wait(socket, write, TimeSpan.Zero, CancellationToken.None);
            }
        }
        catch (CurlException)
        {
            return false;
        }
        finally
        {
            wait.Return();
        }
    }

    /// <summary>Ends the waits, sees them gone, and lets none begin: only then may libcurl close the descriptor. From any thread.</summary>
    internal void Stop()
    {
        SocketWait?[] inPoller = [];
        try
        {
            lock (_lock)
            {
                _stopped = true;
                inPoller = [_writeInPoller, _readInPoller];
                _epoll?.Dispose();
                _read?.Dispose();
            }
        }
        finally
        {
            foreach (SocketWait? wait in inPoller)
            {
                wait?.Stop();
            }

            StopHere();
        }
    }

    private EpollSocket ByEpoll()
    {
        lock (_lock)
        {
            DisposedMeanwhile.ThrowIf(_stopped);
            return _epoll ??= new EpollSocket((int)(nint)Socket);
        }
    }

    private async ValueTask FinishAsync(SocketWait wait)
    {
        await wait.Task.ConfigureAwait(false);
        DisposedMeanwhile.ThrowIf(_stopped);
    }

    private void EndHere(bool write)
    {
        lock (_lock)
        {
            (write ? ref _writeHere : ref _readHere) = null;
            Monitor.PulseAll(_lock);
        }
    }

    private void StopHere()
    {
        lock (_lock)
        {
            _readHere?.Stop();
            _writeHere?.Stop();
            while (_readHere is not null || _writeHere is not null)
            {
                Monitor.Wait(_lock);
            }
        }
    }

    private static InvalidOperationException Another(bool write) =>
        new($"Another wait for {(write ? "sending" : "receiving")} is under way on this handle.");
}
