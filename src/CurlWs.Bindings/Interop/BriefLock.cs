using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CurlWs.Interop;

/// <summary>
/// A lock that is held for one native call. Entering it is one interlocked operation, leaving it is none. It knows its thread, and a second
/// entry by the same one is its owner's business.
/// </summary>
internal struct BriefLock
{
    private int _owner;

    // Under a lock on the door, which is made when somebody waits for the first time.
    private int _waiting;
    private object? _door;

    /// <summary>Whether the thread with this number is inside.</summary>
    internal readonly bool IsHeldBy(int thread) => _owner == thread;

    /// <summary>Enters if nobody is inside.</summary>
    /// <param name="thread">The caller's <see cref="Environment.CurrentManagedThreadId"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnter(int thread) => Interlocked.CompareExchange(ref _owner, thread, 0) == 0;

    /// <summary>Enters, or waits for so long; -1 for ever.</summary>
    internal bool TryEnter(int thread, int milliseconds) => TryEnter(thread) || TryWait(thread, milliseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        // No fence between the two, to keep calls cheap. Whoever waits makes one for both sides.
        Volatile.Write(ref _owner, 0);
        if (Volatile.Read(ref _waiting) != 0)
        {
            Wake();
        }
    }

    private bool TryWait(int thread, int milliseconds)
    {
        // A call takes about a microsecond.
        SpinWait spin = default;
        while (!spin.NextSpinWillYield)
        {
            spin.SpinOnce();
            if (TryEnter(thread))
            {
                return true;
            }
        }

        if (milliseconds == 0)
        {
            return false;
        }

        object door = LazyInitializer.EnsureInitialized(ref _door, static () => new object());
        long end = Environment.TickCount64 + milliseconds;
        lock (door)
        {
            _waiting++;

            // This is the fence: from here on whoever leaves sees that somebody waits, or has left.
            Interlocked.MemoryBarrierProcessWide();
            try
            {
                while (!TryEnter(thread))
                {
                    long left = milliseconds < 0 ? Timeout.Infinite : end - Environment.TickCount64;
                    if (milliseconds >= 0 && left <= 0)
                    {
                        return false;
                    }

                    Monitor.Wait(door, (int)left);
                }

                return true;
            }
            finally
            {
                _waiting--;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake()
    {
        object door = Volatile.Read(ref _door)!;
        lock (door)
        {
            Monitor.Pulse(door);
        }
    }
}
