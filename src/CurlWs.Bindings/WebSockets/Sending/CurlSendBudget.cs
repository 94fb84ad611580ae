using System;
using System.Collections.Generic;

namespace CurlWs;

/// <summary>
/// A number of bytes that the send queues of many connections share: see <see cref="CurlWebSocketOptions.SendBudget"/>. From any thread.
/// </summary>
public sealed class CurlSendBudget
{
    private readonly object _lock = new();

    // Who waits for room, each once.
    private HashSet<Action>? _waiting;
    private long _used;

    /// <summary>Creates a budget, for the options of as many connections as shall share it.</summary>
    /// <param name="limit">The most bytes that may wait in all the queues together. Each message counts 128 bytes besides its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public CurlSendBudget(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Limit = limit;
    }

    /// <summary>The most bytes that may wait in all the queues together.</summary>
    public long Limit { get; }

    /// <summary>The bytes of the limit that waiting messages take at this moment, with the 128 of each.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    internal bool HasRoomFor(long cost) => Used + cost <= Limit;

    internal bool TryTake(long cost)
    {
        lock (_lock)
        {
            bool fits = _used + cost <= Limit;
            _used += fits ? cost : 0;
            return fits;
        }
    }

    internal void GiveBack(long cost)
    {
        HashSet<Action>? waiting;
        lock (_lock)
        {
            _used -= cost;
            waiting = _waiting;
            _waiting = null;
        }

        // Each looks whether it fits now, and waits anew if not.
        foreach (Action signal in waiting ?? [])
        {
            signal();
        }
    }

    /// <summary>To be called before the look that is followed by a wait.</summary>
    internal void Watch(Action signal)
    {
        lock (_lock)
        {
            (_waiting ??= []).Add(signal);
        }
    }
}
