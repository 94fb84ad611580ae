using System;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Who drives a <see cref="PollItem"/>.</summary>
internal interface IPollItemOwner
{
    /// <summary>Makes the poller look at an item that was signaled.</summary>
    void Wake();
}

/// <summary>Something that the poller's thread drives until it is finished.</summary>
internal abstract class PollItem
{
    private volatile bool _signaled;
    private volatile bool _leftBehind;
    private IPollItemOwner? _poller;

    /// <summary>When to advance at the latest, in <see cref="Environment.TickCount64"/>.</summary>
    internal long DueAt { get; private protected set; } = long.MaxValue;

    /// <summary>Whether the thread that drives it was left behind inside it.</summary>
    internal bool IsLeftBehind
    {
        get => _leftBehind;
        set => _leftBehind = value;
    }

    /// <summary>Whether another thread wants it to be looked at.</summary>
    internal bool Signaled => _signaled;

    // The poller's own notes: where its descriptors are in the list, and whether one of them is ready.
    internal bool Ready { get; set; }

    internal int FirstSlot { get; set; }

    internal int SlotCount { get; set; }

    /// <summary>Adds what to wait for, from slot <paramref name="start"/> on; returns how many slots.</summary>
    internal abstract int AddTo(ref curl_waitfd[] fds, int start);

    /// <summary>Before it is handed over, each time: it is looked at once, whatever it was left with the last time.</summary>
    internal void AttachTo(IPollItemOwner poller)
    {
        _poller = poller;
        Ready = false;
        _signaled = true;
    }

    internal bool Run()
    {
        // Cleared before the look: a signal that comes during it counts for the next one.
        _signaled = false;
        Interlocked.MemoryBarrier();
        return Advance();
    }

    /// <summary>Has it looked at soon. From any thread.</summary>
    internal void Signal()
    {
        _signaled = true;
        _poller?.Wake();
    }

    /// <summary>Goes as far as it can without blocking; false when finished.</summary>
    private protected abstract bool Advance();

    /// <summary>Ends everything of it with a failure that nobody foresaw. By the poller's thread, which then forgets it.</summary>
    internal abstract void Fail(Exception failure);

    /// <summary>
    /// Ends for whoever waits what is past its limit or canceled, while the poller's thread has long been inside: nothing of libcurl may
    /// be called. From any thread.
    /// </summary>
    internal virtual void EndLate()
    {
    }

    private protected static void EnsureRoom(ref curl_waitfd[] fds, int count)
    {
        if (fds.Length < count)
        {
            Array.Resize(ref fds, Math.Max(count, fds.Length * 2));
        }
    }
}
