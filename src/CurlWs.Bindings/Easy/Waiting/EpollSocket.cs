using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace CurlWs;

/// <summary>
/// Waits for one borrowed descriptor on Linux, for reading and for writing at once. Each wait is armed by itself and fires once, so that
/// bytes which arrive while nobody waits wake no thread; the framework's own event loop wakes for all of them.
/// </summary>
/// <remarks>
/// Nothing is allocated by a wait. One wait for each direction at a time. The descriptor must be open until <see cref="Dispose"/> has
/// returned. While something waits, the object keeps itself alive, and with it whoever waits; while nothing does, an abandoned connection
/// is collected.
/// </remarks>
internal sealed class EpollSocket : IDisposable
{
    private readonly object _lock = new();
    private readonly Direction _read;
    private readonly Direction _write;
    private readonly int _descriptor;
    private readonly long _key;
    private GCHandle _self = GCHandle.Alloc(null);
    private uint _armed;
    private bool _added;
    private bool _disposed;

    internal EpollSocket(int descriptor)
    {
        _descriptor = descriptor;
        _read = new Direction(this, Epoll.In | Epoll.PeerClosed);
        _write = new Direction(this, Epoll.Out);
        _key = Epoll.Register(this);
    }

    // Not Remove: libcurl closes the descriptor, the kernel then forgets it, and the number may be another socket's by now.
    ~EpollSocket()
    {
        Epoll.Unregister(_key);
        _self.Free();
    }

    /// <summary>Completes when a read would not block, which includes that the peer has closed or reset: libcurl then says which.</summary>
    internal ValueTask WaitToReceiveAsync(CancellationToken cancellationToken) => StartAsync(_read, cancellationToken);

    /// <summary>Completes when something can be written, or the connection has failed.</summary>
    internal ValueTask WaitToSendAsync(CancellationToken cancellationToken) => StartAsync(_write, cancellationToken);

    /// <summary>Lets go of the descriptor; pending waits end with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            ObjectDisposedException gone = DisposedMeanwhile.Handle();
            _read.Fail(gone);
            _write.Fail(gone);
            try
            {
                if (_added)
                {
                    // While it has its key, the epoll stays.
                    Epoll.Remove(_descriptor);
                }
            }
            finally
            {
                Epoll.Unregister(_key);
                _self.Free();
                GC.SuppressFinalize(this);
            }
        }
    }

    /// <summary>The kernel's answer. By a thread that listens; the descriptor is disarmed.</summary>
    /// <param name="events">What has happened.</param>
    /// <param name="here">Whether what comes after the wait may run on this thread, before this returns.</param>
    internal void Ready(uint events, bool here)
    {
        bool read;
        bool write;
        lock (_lock)
        {
            _armed = 0;
            read = _read.TryTake(events);
            write = _write.TryTake(events);
            try
            {
                Arm();
            }
            catch (Exception e)
            {
                // The thread serves everybody: it is told to whoever waits here.
                _read.Fail(e);
                _write.Fail(e);
            }

            LetGoWhenIdle();
        }

        // Outside the lock, which whatever comes next may need. Of two, the one that does not wait for the other goes first.
        if (write)
        {
            _write.Complete(here && !read);
        }

        if (read)
        {
            _read.Complete(here);
        }
    }

    /// <summary>The epoll is gone, for a reason that nobody foresaw. By the event thread.</summary>
    internal void Lost(Exception reason)
    {
        lock (_lock)
        {
            _armed = 0;
            _added = false;
            _read.Fail(reason);
            _write.Fail(reason);
            LetGoWhenIdle();
        }
    }

    private ValueTask StartAsync(Direction wait, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        ValueTask task;
        lock (_lock)
        {
            DisposedMeanwhile.ThrowIf(_disposed);
            task = wait.Start(cancellationToken);
            _self.Target = this;
            try
            {
                Arm();
            }
            catch (Exception e)
            {
                wait.Fail(e);
                LetGoWhenIdle();
            }
        }

        // Outside the lock: a token that is canceled by now calls back at once.
        wait.Register();
        return task;
    }

    private void Arm()
    {
        uint wanted = _read.Events | _write.Events;
        if (!_disposed && (wanted & ~_armed) != 0)
        {
            Epoll.Arm(_descriptor, _key, wanted, add: !_added);
            _added = true;
            _armed = wanted;
        }
    }

    private void Cancel(Direction wait)
    {
        lock (_lock)
        {
            wait.Cancel();
            LetGoWhenIdle();
        }
    }

    private void LetGoWhenIdle()
    {
        if (!_disposed && (_read.Events | _write.Events) == 0)
        {
            _self.Target = null;
        }
    }

    /// <summary>One direction. Everything under the socket's lock, except Complete and what the awaiting caller does.</summary>
    private sealed class Direction : IValueTaskSource
    {
        private readonly EpollSocket _socket;
        private readonly uint _events;
        private ManualResetValueTaskSourceCore<bool> _core;
        private CancellationToken _cancellationToken;
        private CancellationTokenRegistration _registration;
        private bool _pending;

        internal Direction(EpollSocket socket, uint events)
        {
            _socket = socket;
            _events = events;
            _core.SetResult(true);
        }

        /// <summary>What it waits for; 0 while it does not.</summary>
        internal uint Events => _pending ? _events : 0;

        internal ValueTask Start(CancellationToken cancellationToken)
        {
            // The second: taken by a thread that listens, which has not come to Complete yet.
            if (_pending || _core.GetStatus(_core.Version) == ValueTaskSourceStatus.Pending)
            {
                throw new InvalidOperationException("Another wait for the same direction is under way on this handle.");
            }

            _core.Reset();
            _core.RunContinuationsAsynchronously = true;
            _cancellationToken = cancellationToken;
            _pending = true;
            return new ValueTask(this, _core.Version);
        }

        internal void Register() =>
            _registration = _cancellationToken.UnsafeRegister(static state => ((Direction)state!).OnCanceled(), this);

        /// <summary>Claims the end of the wait, if these events are one: the caller completes it when the lock is free.</summary>
        internal bool TryTake(uint events)
        {
            bool taken = _pending && (events & (_events | Epoll.Failed)) != 0;
            _pending &= !taken;
            return taken;
        }

        /// <summary>After <see cref="TryTake"/>, without the lock.</summary>
        internal void Complete(bool here)
        {
            _core.RunContinuationsAsynchronously = !here;
            _core.SetResult(true);
        }

        internal void Cancel() => Fail(new OperationCanceledException(_cancellationToken));

        internal void Fail(Exception exception)
        {
            if (_pending)
            {
                _pending = false;
                _core.SetException(exception);
            }
        }

        void IValueTaskSource.GetResult(short token)
        {
            if (token == _core.Version)
            {
                // Waits for a callback that is running: it must not come to the next wait. Which may be there already, if this one was
                // canceled and its caller has come late: then there is nothing of this one any more.
                _registration.Dispose();
                _registration = default;
            }

            _core.GetResult(token);
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void OnCanceled() => _socket.Cancel(this);
    }
}
