using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Who may use one direction of a connection: one holder, the others in the order in which they came. Taking a free turn is one interlocked
/// operation, and leaving one that nobody waits for is none.
/// </summary>
[SuppressMessage(
    "Reliability", "CA2002", Justification = "Nobody else locks it, and a connection has four: a lock of its own takes 24 bytes each.")]
internal sealed class Turn
{
    private const int Free = 0;
    private const int Held = 1;

    // The queue is made when somebody waits for the first time, and read and changed under a lock on this object only.
    private LinkedList<Waiter>? _waiters;
    private int _state;

    // Whether the queue has somebody: as long as it has, a turn that is left goes to the first one and to nobody else.
    private bool _isWaitedFor;
    private int _entries;

    /// <summary>Takes the turn if it is free and nobody waits for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnter() => !Volatile.Read(ref _isWaitedFor) && TryTake();

    /// <summary>Takes the turn, after everybody who came before.</summary>
    internal ValueTask EnterAsync(CancellationToken cancellationToken) => EnterAsync(cancellationToken, out _);

    /// <summary>Takes the turn, after everybody who came before.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="entry">As long as <see cref="Entries"/> is this, nobody waits behind this place.</param>
    internal ValueTask EnterAsync(CancellationToken cancellationToken, out int entry)
    {
        entry = Entries;
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (TryEnter())
        {
            return ValueTask.CompletedTask;
        }

        Waiter waiter;
        lock (this)
        {
            if (!_isWaitedFor)
            {
                // Whoever leaves writes the state and then looks for waiters, without a fence of its own. This one is for both: either the
                // turn is seen to be free here, or that somebody waits is seen there.
                Volatile.Write(ref _isWaitedFor, true);
                Interlocked.MemoryBarrierProcessWide();
                if (TryTake())
                {
                    _isWaitedFor = false;
                    return ValueTask.CompletedTask;
                }
            }

            waiter = new Waiter(this, cancellationToken);
            waiter.Node = (_waiters ??= new LinkedList<Waiter>()).AddLast(waiter);
            Volatile.Write(ref _entries, entry = _entries + 1);
        }

        // Outside the lock: a token that is canceled already calls back at once.
        waiter.Register();
        return new ValueTask(waiter.Task);
    }

    /// <summary>
    /// Whoever blocks waits here, on its own thread, and is released by the one that leaves the turn: the thread pool has no part in it.
    /// </summary>
    internal static ValueTask WaitIf(bool blocks, ValueTask turn)
    {
        if (blocks && !turn.IsCompletedSuccessfully)
        {
            Blocking.Wait(turn.AsTask());
            return ValueTask.CompletedTask;
        }

        return turn;
    }

    /// <summary>How often somebody had to wait: another number than before when another one has taken a place meanwhile.</summary>
    internal int Entries => Volatile.Read(ref _entries);

    /// <summary>Whether nobody holds the turn or waits for it.</summary>
    internal bool IsFree => Volatile.Read(ref _state) == Free && !Volatile.Read(ref _isWaitedFor);

    /// <summary>Whether somebody waits for the turn.</summary>
    internal bool IsWaitedFor => Volatile.Read(ref _isWaitedFor);

    /// <summary>Gives the turn to the next who waits; false when nobody does, and then the holder still has it.</summary>
    internal bool TryPassOn()
    {
        Waiter? next;
        lock (this)
        {
            next = TakeNext();
        }

        next?.Enter();
        return next is not null;
    }

    /// <summary>Gives the turn to the next who waits, or leaves it free. By whoever holds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        Debug.Assert(_state != Free, "Only a turn that is held can be left.");
        Volatile.Write(ref _state, Free);
        if (Volatile.Read(ref _isWaitedFor))
        {
            HandOver();
        }
    }

    /// <summary>As <see cref="Exit"/>, after something that only its holder may do.</summary>
    internal void ExitFor(Action last)
    {
        try
        {
            last();
        }
        finally
        {
            Exit();
        }
    }

    private bool TryTake() => Interlocked.CompareExchange(ref _state, Held, Free) == Free;

    /// <summary>A turn has been left: to the first who waits, unless somebody else sees to that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HandOver()
    {
        Waiter? next = null;
        lock (this)
        {
            if (_isWaitedFor && TryTake())
            {
                next = TakeNext();
            }
        }

        next?.Enter();
    }

    // Under the lock.
    private Waiter? TakeNext()
    {
        Waiter? next = _waiters?.First?.Value;
        if (next is not null)
        {
            Remove(next);
        }

        return next;
    }

    private void Cancel(Waiter waiter)
    {
        lock (this)
        {
            if (waiter.Node is null)
            {
                return;
            }

            Remove(waiter);
        }

        waiter.GiveUp();
    }

    private void Remove(Waiter waiter)
    {
        _waiters!.Remove(waiter.Node!);
        waiter.Node = null;
        Volatile.Write(ref _isWaitedFor, _waiters.Count > 0);
    }

    private sealed class Waiter(Turn turn, CancellationToken cancellationToken)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private CancellationTokenRegistration _registration;

        /// <summary>The place in the queue, under its lock; null once the turn was got or given up.</summary>
        internal LinkedListNode<Waiter>? Node { get; set; }

        internal void Register()
        {
            _registration = cancellationToken.UnsafeRegister(static state => ((Waiter)state!).Cancel(), this);
            lock (turn)
            {
                if (Node is not null)
                {
                    return;
                }
            }

            // The turn came before the registration was there to be taken back.
            _registration.Unregister();
        }

        internal void Enter()
        {
            // Not Dispose, which would wait for a callback that waits for nothing.
            _registration.Unregister();
            SetResult();
        }

        internal void GiveUp() => TrySetCanceled(cancellationToken);

        private void Cancel() => turn.Cancel(this);
    }
}
