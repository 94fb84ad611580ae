using System;
using System.Collections.Generic;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Whose thread a <see cref="PollThread"/> is. Called by that thread.</summary>
internal interface IPollThreadOwner
{
    /// <summary>What has come since; false when the thread has been without work for long and ends.</summary>
    bool TakeIn(PollThread thread, List<PollItem> active);

    /// <summary>
    /// Has the timer run while a thread is inside an item. At each entry: the timer is touched only when it stands still.
    /// </summary>
    void EnsureWatched();

    /// <summary>A thread that was left behind has come out of its item, which the one in charge goes on with. It ends.</summary>
    void Return(PollThread thread, PollItem item, bool stays, Exception? failure);

    /// <summary>A thread ends by a failure of its own.</summary>
    void Failed(PollThread thread, Exception failure);
}

/// <summary>One thread of the poller, and what it drives: alone, until it is finished or the thread is left behind.</summary>
internal sealed class PollThread
{
    private const int FailSafeMilliseconds = 1000;
    private const int Free = 0;
    private const int Inside = 1;
    private const int Left = 2;

    [ThreadStatic]
    private static bool s_isThisThread;

    private readonly IPollThreadOwner _poller;
    private readonly CURLM _wait;
    private readonly int _slice;
    private readonly List<PollItem> _active = [];
    private curl_waitfd[] _fds = new curl_waitfd[16];
    private int _used;

    // Where the loop over _active is. Written before Inside is, and read by whoever changes Inside to Left: from then on the thread does
    // not touch the list any more.
    private int _kept;
    private int _index;
    private int _state;
    private int _visits;

    // Of the watch alone.
    private int _lookedAt;
    private int _looks;

    /// <summary>Starts it. Both steps can fail for want of a descriptor or of memory: nothing is changed then.</summary>
    internal PollThread(IPollThreadOwner poller, int lingerMilliseconds)
    {
        _poller = poller;
        _slice = Math.Min(FailSafeMilliseconds, lingerMilliseconds);
        _wait = QuickMulti.Create();
        try
        {
            // Without descriptors an old libcurl makes one that cannot be woken up, and every connect would be a second late.
            CurlErrors.Check(LibCurl.curl_multi_wakeup(_wait), "curl_multi_wakeup");

            BackgroundThread.Start(Run, "CurlWs poller");
        }
        catch
        {
            _wait.Dispose();
            throw;
        }
    }

    /// <summary>Whether the current thread is one, inside a callback: waiting here for the poller would be waiting for ever.</summary>
    internal static bool IsThisThread => s_isThisThread;

    internal bool IsInside => Volatile.Read(ref _state) == Inside;

    /// <summary>What it is or was inside last.</summary>
    internal PollItem Item => _active[_index];

    /// <summary>Ends its wait. Under the poller's lock, because a thread that retires disposes the handle.</summary>
    internal void Wake() => LibCurl.curl_multi_wakeup(_wait);

    /// <summary>
    /// How often in a row the watch has found it inside the same visit: not a time, which also passes while the process is stopped.
    /// </summary>
    internal int Look()
    {
        int visit = Volatile.Read(ref _visits);
        _looks = IsInside && visit == _lookedAt ? _looks + 1 : IsInside ? 1 : 0;
        _lookedAt = visit;
        return _looks;
    }

    /// <summary>Takes away all items but the one that it is inside; null when it has come out just now.</summary>
    internal List<PollItem>? LeaveBehind()
    {
        if (Interlocked.CompareExchange(ref _state, Left, Inside) != Inside)
        {
            return null;
        }

        List<PollItem> others = _active.GetRange(0, _kept);
        others.AddRange(_active[(_index + 1)..]);
        return others;
    }

    /// <summary>Everything that it drives, when it has failed.</summary>
    internal List<PollItem> TakeAll() => [.. _active];

    /// <summary>Lets go of what it waits with. By the thread itself, as its last step.</summary>
    internal void Dispose() => _wait.Dispose();

    private void Run()
    {
        s_isThisThread = true;
        try
        {
            while (_poller.TakeIn(this, _active) && TryAdvance(out int timeout))
            {
                Wait(timeout);
            }
        }
        catch (Exception e)
        {
            // Nothing may leave the thread, which would end the process: whoever waits is told, and the next one starts another thread.
            _poller.Failed(this, e);
        }
    }

    /// <summary>Calls what is ready or due, and lays out what to wait for; false when the thread was left behind on the way.</summary>
    private bool TryAdvance(out int timeout)
    {
        long now = Environment.TickCount64;
        long due = now + _slice;
        int kept = 0;
        int count = 0;
        timeout = 0;
        for (int i = 0; i < _active.Count; i++)
        {
            PollItem item = _active[i];
            bool stays = true;
            Exception? failure = null;
            (_kept, _index) = (kept, i);
            Enter();
            try
            {
                if (item.Ready || item.Signaled || item.DueAt <= now)
                {
                    stays = item.Run();
                }

                if (stays)
                {
                    item.FirstSlot = count;
                    item.SlotCount = item.AddTo(ref _fds, count);
                }
            }
            catch (Exception e)
            {
                // Its own failure, which must not be the others': it is told and forgotten.
                failure = e;
            }

            if (Interlocked.CompareExchange(ref _state, Free, Inside) != Inside)
            {
                _poller.Return(this, item, stays, failure);
                return false;
            }

            if (failure is not null)
            {
                item.Fail(failure);
            }
            else if (stays)
            {
                _active[kept++] = item;
                due = Math.Min(due, item.DueAt);
                count += item.SlotCount;
            }
        }

        _active.RemoveRange(kept, _active.Count - kept);
        _used = count;
        timeout = (int)Math.Max(0, due - Environment.TickCount64);
        return true;
    }

    private void Enter()
    {
        Volatile.Write(ref _visits, _visits + 1);
        Interlocked.Exchange(ref _state, Inside);
        _poller.EnsureWatched();
    }

    private void Wait(int timeout)
    {
        Span<curl_waitfd> fds = _fds.AsSpan(0, _used);
        foreach (PollItem item in _active)
        {
            // Signaled after it was advanced: no wait, or its signal would lie there until something else happens.
            if (item.Signaled)
            {
                timeout = 0;
            }
        }

        CURLMcode result = LibCurl.curl_multi_poll(_wait, fds, timeout, out _);
        foreach (PollItem item in _active)
        {
            item.Ready = result != CURLMcode.CURLM_OK || AnyReady(fds.Slice(item.FirstSlot, item.SlotCount));
        }
    }

    private static bool AnyReady(ReadOnlySpan<curl_waitfd> fds)
    {
        foreach (ref readonly curl_waitfd fd in fds)
        {
            if (fd.revents != 0)
            {
                return true;
            }
        }

        return false;
    }
}
