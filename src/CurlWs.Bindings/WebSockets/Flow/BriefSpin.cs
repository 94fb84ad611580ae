using System;
using System.Diagnostics;
using System.Threading;

namespace CurlWs;

/// <summary>
/// Whether to look again for some microseconds before a direction of a connection is handed to the event loop. A peer on this machine
/// answers sooner than a thread wakes up; one that is farther away never does, and after its first answers this spins no more.
/// </summary>
/// <remarks>Used under the direction's turn. One thread of the process spins at a time, and none on a single processor.</remarks>
internal struct BriefSpin
{
    // About what it takes to put a thread to sleep and to wake it up through the event loop.
    private const long LimitMicroseconds = 50;

    // So many misses in a row switch it off, until a wait turns out to be short.
    private const int MaxMisses = 4;

    private static readonly bool s_allowed = Environment.ProcessorCount > 1;
    private static int s_spinning;

    private int _misses;
    private long _started;

    /// <summary>Begins; false when waiting is better. After true: <see cref="Continues"/>, and in the end <see cref="Stop"/>.</summary>
    internal bool TryStart()
    {
        if (_misses >= MaxMisses || !s_allowed || Interlocked.CompareExchange(ref s_spinning, 1, 0) != 0)
        {
            return false;
        }

        _started = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>Lets others run; false when the time is up.</summary>
    internal readonly bool Continues()
    {
        Thread.Yield();
        return Stopwatch.GetTimestamp() - _started < LimitMicroseconds * Stopwatch.Frequency / 1_000_000;
    }

    internal void Stop(bool found)
    {
        Volatile.Write(ref s_spinning, 0);
        _misses = found ? 0 : _misses + 1;
    }

    /// <summary>A wait through the event loop took so long.</summary>
    internal void Waited(long since)
    {
        // Short: the peer is near, and the next answer may come within a spin.
        if (Stopwatch.GetTimestamp() - since < 2 * LimitMicroseconds * Stopwatch.Frequency / 1_000_000)
        {
            _misses = 0;
        }
    }
}
