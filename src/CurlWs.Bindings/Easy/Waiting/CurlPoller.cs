using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// One thread that waits for all transfers and all writable sockets of the process, so that no pool thread ever blocks.
/// </summary>
/// <remarks>
/// <para>The loop (<see cref="PollThread"/>): take in what others have added, advance what is ready or due, wait for the rest in
/// <c>curl_multi_poll</c> on a multi handle that holds no transfer. Other threads only add, signal, and wake it up. Everything that it
/// drives is touched by this thread alone until it is finished, so removal needs no handshake.</para>
/// <para>What a peer sends may keep libcurl inside one call for ever. So a timer watches the thread while it is inside an item: limits and
/// tokens of that item are kept from outside (<see cref="PollItem.EndLate"/>), and after <see cref="LooksUntilLeft"/> looks the thread is
/// left behind with it, and a fresh one goes on with all others. It hands its item back when the call returns.</para>
/// <para>Connections wait elsewhere: on Linux see <see cref="EpollSocket"/>, for reading on other systems <see cref="ReadWait"/>. The
/// thread ends after some seconds without work.</para>
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The timer stands still while nothing is watched, and is then the collector's.")]
internal sealed class CurlPoller : IPollItemOwner, IPollThreadOwner
{
    /// <summary>How many threads may be left behind at once. Then nothing new is taken until one of them comes back.</summary>
    internal const int MostLeftBehind = 16;

    private const int LooksUntilLate = 3;
    private const int LooksUntilLeft = 5;

    private readonly int _lingerMilliseconds;
    private readonly int _lookMilliseconds;
    private readonly object _lock = new();
    private readonly List<PollItem> _incoming = [];
    private readonly List<PollThread> _leftBehind = [];
    private readonly Timer _watch;
    private PollThread? _thread;
    private long _idleSince;
    private int _watching;
    private long _everLeftBehind;

    internal CurlPoller(int lingerMilliseconds = 5000, int lookMilliseconds = 100)
    {
        _lookMilliseconds = lookMilliseconds;
        _lingerMilliseconds = lingerMilliseconds;
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _watch = new Timer(static poller => ((CurlPoller)poller!).Watch(), this, Timeout.Infinite, Timeout.Infinite);
    }

    internal static CurlPoller Shared { get; } = new();

    /// <summary>Whether this is a poller's thread, inside a callback: waiting here for the poller would be waiting for ever.</summary>
    internal static bool IsThisThread => PollThread.IsThisThread;

    /// <summary>How many threads are left behind now, each inside one call of libcurl.</summary>
    internal int LeftBehind
    {
        get
        {
            lock (_lock)
            {
                return _leftBehind.Count;
            }
        }
    }

    /// <summary>How many were left behind since the process began.</summary>
    internal long EverLeftBehind => Interlocked.Read(ref _everLeftBehind);

    /// <summary>Whether the thread is there.</summary>
    internal bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _thread is not null;
            }
        }
    }

    /// <summary>Hands an item over to the poller's thread, which calls it until it is finished.</summary>
    /// <exception cref="CurlException">So many threads are left behind that no other is started.</exception>
    internal void Add(PollItem item)
    {
        item.AttachTo(this);
        lock (_lock)
        {
            if (_thread is null)
            {
                Start();
            }

            _incoming.Add(item);
        }

        Wake();
    }

    /// <inheritdoc/>
    public void Wake()
    {
        lock (_lock)
        {
            _thread?.Wake();
        }
    }

    /// <inheritdoc/>
    public bool TakeIn(PollThread thread, List<PollItem> active)
    {
        lock (_lock)
        {
            active.AddRange(_incoming);
            _incoming.Clear();
            if (active.Count > 0)
            {
                _idleSince = Environment.TickCount64;
            }
            else if (Environment.TickCount64 - _idleSince >= _lingerMilliseconds)
            {
                _thread = null;
                thread.Dispose();
                return false;
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public void Failed(PollThread thread, Exception failure)
    {
        List<PollItem> stranded;
        lock (_lock)
        {
            if (!ReferenceEquals(_thread, thread))
            {
                return;
            }

            stranded = [.. thread.TakeAll(), .. _incoming];
            _incoming.Clear();
            _thread = null;
            thread.Dispose();
        }

        stranded.ForEach(item => item.Fail(failure));
    }

    /// <inheritdoc/>
    public void Return(PollThread thread, PollItem item, bool stays, Exception? failure)
    {
        lock (_lock)
        {
            _leftBehind.Remove(thread);
            item.IsLeftBehind = false;
            thread.Dispose();
        }

        try
        {
            if (stays && failure is null)
            {
                Add(item);
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (failure is not null)
        {
            item.Fail(failure);
        }
    }

    /// <inheritdoc/>
    public void EnsureWatched()
    {
        if (Volatile.Read(ref _watching) == 0 && Interlocked.Exchange(ref _watching, 1) == 0)
        {
            _watch.Change(_lookMilliseconds, Timeout.Infinite);
        }
    }

    private void Start()
    {
        _thread = _leftBehind.Count < MostLeftBehind ? new PollThread(this, _lingerMilliseconds) : throw Full();
        _idleSince = Environment.TickCount64;
    }

    private static Exception Full()
    {
        string count = MostLeftBehind.ToString(CultureInfo.InvariantCulture);
        return CurlErrors.Make(
            CURLcode.CURLE_FAILED_INIT,
            "curl_multi_perform",
            $"{count} threads of this process are each inside a call of libcurl that does not return, because of what a peer sends or of a "
            + "callback that blocks. No other transfer is begun until one of them has come back");
    }

    private void Watch()
    {
        List<PollItem> late = [];
        List<PollItem> stranded = [];
        Exception? failure = null;
        lock (_lock)
        {
            int looks = _thread?.Look() ?? 0;
            if (looks >= LooksUntilLeft)
            {
                failure = LeaveBehind(_thread!, stranded);
            }
            else if (looks >= LooksUntilLate)
            {
                late.Add(_thread!.Item);
            }

            late.AddRange(_leftBehind.ConvertAll(thread => thread.Item));
            Rewatch(late.Count > 0);
        }

        late.ForEach(item => item.EndLate());
        stranded.ForEach(item => item.Fail(failure!));
    }

    /// <summary>Under the lock, and before anything that may fail: the watch goes on.</summary>
    private void Rewatch(bool needed)
    {
        if (!needed)
        {
            // A thread that enters from here on starts it; one that entered before is seen.
            Interlocked.Exchange(ref _watching, 0);
            needed = _thread is { IsInside: true } && Interlocked.Exchange(ref _watching, 1) == 0;
        }

        if (needed)
        {
            _watch.Change(_lookMilliseconds, Timeout.Infinite);
        }
    }

    /// <summary>A fresh thread takes over what the stuck one drives beside its item. Under the lock.</summary>
    /// <returns>Why none could; then what is added to <paramref name="stranded"/> is to be told.</returns>
    private Exception? LeaveBehind(PollThread stuck, List<PollItem> stranded)
    {
        if (stuck.LeaveBehind() is not { } others)
        {
            return null;
        }

        stuck.Item.IsLeftBehind = true;
        _leftBehind.Add(stuck);
        _thread = null;

        // The one place that knows of it: whoever wants to be told is told from here.
        Interlocked.Increment(ref _everLeftBehind);
        others.AddRange(_incoming);
        _incoming.Clear();
        if (others.Count == 0)
        {
            return null;
        }

        try
        {
            Start();
            others.ForEach(item => item.AttachTo(this));
            _incoming.AddRange(others);
            _thread!.Wake();
            return null;
        }
        catch (Exception e)
        {
            stranded.AddRange(others);
            return e;
        }
    }
}
