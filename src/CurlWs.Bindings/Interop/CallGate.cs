using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace CurlWs.Interop;

/// <summary>
/// Lets one thread at a time into a handle: libcurl forbids two. A multi handle and the easy handles added to it are one unit and
/// share one gate. The thread that is inside may enter again, which is how a callback calls libcurl.
/// </summary>
/// <remarks>
/// A second thread is refused, not blocked: at this layer a call returns libcurl's own <c>*_RECURSIVE_API_CALL</c>. The gate of a multi
/// handle that connections share without knowing of each other is the exception (<see cref="LetThreadsWait"/>). A handle that is
/// cleaned up while a call runs is released when that call leaves.
/// </remarks>
internal sealed class CallGate
{
    // Made when something is deferred for the first time.
    private ConcurrentQueue<Action>? _deferred;

    // How long a thread waits for one that is inside, where threads wait. No call should take so long; what a peer sends can make one last
    // for ever.
    private const int BriefMilliseconds = 250;
    private const int StuckMilliseconds = 10;
    private const int PatientMilliseconds = 5000;

    // Whoever is inside holds it.
    private BriefLock _lock;
    private volatile bool _isStuck;

    // The calls that callbacks of the call that is inside have made, and are in.
    private int _nested;
    private int _pendingDepth;

    /// <summary>The first exception that a callback threw and no call has surfaced yet.</summary>
    internal ExceptionDispatchInfo? Pending { get; private set; }

    /// <summary>Whether the current thread is inside.</summary>
    internal bool IsMine => _lock.IsHeldBy(Environment.CurrentManagedThreadId);

    /// <summary>For the thread that is inside: whether the call was made by a callback of another one.</summary>
    internal bool IsNested => _nested > 0;

    /// <summary>Whether a second thread waits.</summary>
    internal bool LetsThreadsWait { get; private set; }

    /// <summary>Whether somebody has waited in vain for the thread that is inside.</summary>
    internal bool IsStuck => _isStuck;

    /// <summary>From now on a second thread waits for the first to leave. Before the gate is known to other threads.</summary>
    internal void LetThreadsWait() => LetsThreadsWait = true;

    /// <summary>Enters; false when another thread is inside and, where threads wait, does not leave.</summary>
    /// <param name="brief">Whether the caller can come back later, and rather does so than wait for long.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnter(bool brief = false)
    {
        int me = Environment.CurrentManagedThreadId;
        return _lock.TryEnter(me) || TryEnterHeld(me, brief);
    }

    /// <summary>Leaves; throws what a callback threw on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        if (_nested > 0 || Pending is not null || _isStuck)
        {
            ExitUnusual();
            return;
        }

        _lock.Exit();
        if (Volatile.Read(ref _deferred) is not null)
        {
            RunDeferred(pending: null);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEnterHeld(int me, bool brief)
    {
        if (_lock.IsHeldBy(me))
        {
            _nested++;
            return true;
        }

        if (!LetsThreadsWait)
        {
            return false;
        }

        bool entered = _lock.TryEnter(me, !brief ? PatientMilliseconds : _isStuck ? StuckMilliseconds : BriefMilliseconds);
        _isStuck = !entered;
        return entered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExitUnusual()
    {
        // A call that a later callback makes, such as a getinfo, did not drive the callback that threw.
        ExceptionDispatchInfo? pending = _nested + 1 <= _pendingDepth ? Pending : null;
        if (pending is not null)
        {
            Pending = null;
        }

        if (_nested > 0)
        {
            _nested--;
            pending?.Throw();
            return;
        }

        _isStuck = false;
        _lock.Exit();
        RunDeferred(pending);
    }

    /// <summary>Keeps a callback's exception for the call that drives it. The first one counts.</summary>
    internal void Fail(Exception exception)
    {
        if (Pending is null)
        {
            Pending = ExceptionDispatchInfo.Capture(exception);
            _pendingDepth = _nested + 1;
        }
    }

    /// <summary>Runs <paramref name="action"/> when no call is inside: now, or at the end of the one that is.</summary>
    internal void RunWhenFree(Action action)
    {
        Exception? thrown = null;
        int me = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref _deferred) is null && !_lock.IsHeldBy(me) && _lock.TryEnter(me))
        {
            // Mostly nobody is inside. What others put off meanwhile finds the gate taken, and is run here.
            Run(action, ref thrown);
            _lock.Exit();
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _deferred) is { } meanwhile)
            {
                RunDeferred(meanwhile, ref thrown);
            }

            Captured(thrown)?.Throw();
            return;
        }

        ConcurrentQueue<Action> deferred = LazyInitializer.EnsureInitialized(ref _deferred, static () => new ConcurrentQueue<Action>());
        deferred.Enqueue(action);

        // Exit leaves the lock and then looks for the queue without a fence of its own, to keep calls cheap. This is the fence.
        Interlocked.MemoryBarrierProcessWide();
        RunDeferred(deferred, ref thrown);
        Captured(thrown)?.Throw();
    }

    /// <summary>Throws what a callback threw while no call was inside: during a cleanup.</summary>
    internal void ThrowPending()
    {
        if (Pending is not null && TryEnter())
        {
            Exit();
        }
    }

    private static ExceptionDispatchInfo? Captured(Exception? exception) =>
        exception is null ? null : ExceptionDispatchInfo.Capture(exception);

    /// <summary>After the exit: runs what waits for it, and throws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunDeferred(ExceptionDispatchInfo? pending)
    {
        if (Volatile.Read(ref _deferred) is { } deferred)
        {
            Exception? thrown = null;
            RunDeferred(deferred, ref thrown);
            pending ??= Captured(thrown);
        }

        pending?.Throw();
    }

    /// <summary>Each of them runs, whatever another one throws: they free what nobody else frees.</summary>
    private void RunDeferred(ConcurrentQueue<Action> deferred, ref Exception? thrown)
    {
        // Inside, so that a call from here or from a callback does not leave for this.
        int me = Environment.CurrentManagedThreadId;
        while (!deferred.IsEmpty && !_lock.IsHeldBy(me) && _lock.TryEnter(me))
        {
            try
            {
                while (deferred.TryDequeue(out Action? action))
                {
                    Run(action, ref thrown);
                }
            }
            finally
            {
                _lock.Exit();
                Interlocked.MemoryBarrier();
            }
        }
    }

    private static void Run(Action action, ref Exception? thrown)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            thrown ??= e;
        }
    }
}
