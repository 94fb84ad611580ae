using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// One thread that waits for all transfers and all writable sockets of the process, so that no pool thread ever blocks.
/// </summary>
/// <remarks>
/// <para>The loop: take in what others have added, advance what is ready or due, wait for the rest in <c>curl_multi_poll</c> on a multi
/// handle that holds no transfer. Other threads only add, signal, and wake it up. Everything that it drives is touched by this thread
/// alone until it is finished, so removal needs no handshake.</para>
/// <para>Connections wait elsewhere: on Linux see <see cref="EpollSocket"/>, for reading on other systems <see cref="ReadWait"/>. The thread
/// ends after some seconds without work.</para>
/// </remarks>
internal sealed class CurlPoller
{
    private const int FailSafeMilliseconds = 1000;

    [ThreadStatic]
    private static bool s_isThisThread;

    private readonly int _lingerMilliseconds;
    private readonly object _lock = new();
    private readonly List<PollItem> _incoming = [];
    private readonly List<PollItem> _active = [];
    private curl_waitfd[] _fds = new curl_waitfd[16];
    private CURLM? _wait;
    private int _used;
    private bool _running;

    internal CurlPoller(int lingerMilliseconds = 5000) => _lingerMilliseconds = lingerMilliseconds;

    internal static CurlPoller Shared { get; } = new();

    /// <summary>Whether this is a poller's thread, inside a callback: waiting here for the poller would be waiting for ever.</summary>
    internal static bool IsThisThread => s_isThisThread;

    /// <summary>Whether the thread is there.</summary>
    internal bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>Hands an item over to the poller's thread, which calls it until it is finished.</summary>
    internal void Add(PollItem item)
    {
        item.AttachTo(this);
        lock (_lock)
        {
            if (!_running)
            {
                Start();
            }

            _incoming.Add(item);
        }

        Wake();
    }

    // Both steps can fail for want of a descriptor or of memory: nothing is changed then, and the next one begins anew.
    private void Start()
    {
        CURLM wait = LibCurl.curl_multi_init() ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_multi_init", BackgroundThread.Shortage);
        try
        {
            // Without descriptors an old libcurl makes one that cannot be woken up, and every connect would be a second late.
            CurlErrors.Check(LibCurl.curl_multi_wakeup(wait), "curl_multi_wakeup");

            BackgroundThread.Start(Run, "CurlWs poller");
        }
        catch
        {
            wait.Dispose();
            throw;
        }

        _wait = wait;
        _running = true;
    }

    /// <summary>Makes the poller look at an item that was signalled.</summary>
    internal void Wake()
    {
        // The lock, because a thread that retires disposes the handle.
        lock (_lock)
        {
            if (_running)
            {
                LibCurl.curl_multi_wakeup(_wait);
            }
        }
    }

    private void Run()
    {
        s_isThisThread = true;
        try
        {
            Loop();
        }
        catch (Exception e)
        {
            // Nothing may leave the thread, which would end the process: whoever waits is told, and the next one starts another thread.
            FailAll(e);
        }
    }

    private void FailAll(Exception failure)
    {
        List<PollItem> stranded;
        lock (_lock)
        {
            stranded = [.. _active, .. _incoming];
            _active.Clear();
            _incoming.Clear();
            _running = false;
            _wait!.Dispose();
        }

        stranded.ForEach(item => item.Fail(failure));
    }

    private void Loop()
    {
        long idleSince = Environment.TickCount64;
        while (true)
        {
            lock (_lock)
            {
                _active.AddRange(_incoming);
                _incoming.Clear();
                if (_active.Count > 0)
                {
                    idleSince = Environment.TickCount64;
                }
                else if (Environment.TickCount64 - idleSince >= _lingerMilliseconds)
                {
                    _running = false;
                    _wait!.Dispose();
                    return;
                }
            }

            Wait(Advance());
        }
    }

    /// <summary>Calls what is ready or due, and lays out what to wait for.</summary>
    private int Advance()
    {
        long now = Environment.TickCount64;
        long due = now + Math.Min(FailSafeMilliseconds, _lingerMilliseconds);
        int kept = 0;
        int count = 0;
        for (int i = 0; i < _active.Count; i++)
        {
            PollItem item = _active[i];
            try
            {
                if ((item.Ready || item.Signalled || item.DueAt <= now) && !item.Run())
                {
                    continue;
                }

                item.FirstSlot = count;
                item.SlotCount = item.AddTo(ref _fds, count);
            }
            catch (Exception e)
            {
                // Its own failure, which must not be the others': it is told and forgotten.
                item.Fail(e);
                continue;
            }

            _active[kept++] = item;
            due = Math.Min(due, item.DueAt);
            count += item.SlotCount;
        }

        _active.RemoveRange(kept, _active.Count - kept);
        _used = count;
        return (int)Math.Max(0, due - Environment.TickCount64);
    }

    private void Wait(int timeout)
    {
        Span<curl_waitfd> fds = _fds.AsSpan(0, _used);
        foreach (PollItem item in _active)
        {
            // Signalled after it was advanced: no wait, or its signal would lie there until something else happens.
            if (item.Signalled)
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
