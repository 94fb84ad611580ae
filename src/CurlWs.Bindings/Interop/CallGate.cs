using System;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace CurlWs.Interop;

/// <summary>
/// Lets one thread at a time into a handle: libcurl forbids two. A multi handle and the easy handles added to it are one unit and
/// share one gate. The thread that is inside may enter again, which is how a callback calls libcurl.
/// </summary>
/// <remarks>
/// A second thread is refused, not blocked: at this layer a call returns libcurl's own <c>*_RECURSIVE_API_CALL</c>. A handle that
/// is cleaned up while a call runs is released when that call leaves.
/// </remarks>
internal sealed class CallGate
{
    private readonly ConcurrentQueue<Action> _deferred = new();

    // Whether something was ever deferred: cheaper to ask on the way out of every call than the queue.
    private bool _hasDeferred;
    private int _owner;
    private int _depth;
    private int _pendingDepth;

    /// <summary>The first exception that a callback threw and no call has surfaced yet.</summary>
    internal ExceptionDispatchInfo? Pending { get; private set; }

    /// <summary>Whether the current thread is inside.</summary>
    internal bool IsMine => _owner == Environment.CurrentManagedThreadId;

    /// <summary>For the thread that is inside: whether the call was made by a callback of another one.</summary>
    internal bool IsNested => _depth > 1;

    internal bool TryEnter()
    {
        int me = Environment.CurrentManagedThreadId;
        if (_owner == me)
        {
            _depth++;
            return true;
        }

        if (Interlocked.CompareExchange(ref _owner, me, 0) != 0)
        {
            return false;
        }

        _depth = 1;
        return true;
    }

    /// <summary>Leaves; throws what a callback threw on the way.</summary>
    internal void Exit()
    {
        // A call that a later callback makes, such as a getinfo, did not drive the callback that threw.
        ExceptionDispatchInfo? pending = _depth <= _pendingDepth ? Pending : null;
        if (pending is not null)
        {
            Pending = null;
        }

        if (--_depth == 0)
        {
            Volatile.Write(ref _owner, 0);
            if (Volatile.Read(ref _hasDeferred))
            {
                RunDeferred();
            }
        }

        pending?.Throw();
    }

    /// <summary>Keeps a callback's exception for the call that drives it. The first one counts.</summary>
    internal void Fail(Exception exception)
    {
        if (Pending is null)
        {
            Pending = ExceptionDispatchInfo.Capture(exception);
            _pendingDepth = Math.Max(1, _depth);
        }
    }

    /// <summary>Runs <paramref name="action"/> when no call is inside: now, or at the end of the one that is.</summary>
    internal void RunWhenFree(Action action)
    {
        _deferred.Enqueue(action);
        Volatile.Write(ref _hasDeferred, true);

        // Exit writes the owner and then reads the flag without a fence of its own, to keep calls cheap. This is the fence.
        Interlocked.MemoryBarrierProcessWide();
        RunDeferred();
    }

    /// <summary>Throws what a callback threw while no call was inside: during a cleanup.</summary>
    internal void ThrowPending()
    {
        if (Pending is not null && TryEnter())
        {
            Exit();
        }
    }

    private void RunDeferred()
    {
        while (!_deferred.IsEmpty && _owner != Environment.CurrentManagedThreadId && TryEnter())
        {
            try
            {
                while (_deferred.TryDequeue(out Action? action))
                {
                    action();
                }
            }
            finally
            {
                _depth = 0;
                Volatile.Write(ref _owner, 0);
                Interlocked.MemoryBarrier();
            }
        }
    }
}
