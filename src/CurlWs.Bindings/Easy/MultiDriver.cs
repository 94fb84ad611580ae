using System;
using System.Collections.Generic;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Drives the transfers of one multi handle on the poller's thread, from the first one added to the last one ended.</summary>
internal sealed unsafe class MultiDriver(CURLM multi) : PollItem
{
    private const int FailSafeMilliseconds = 200;

    private readonly object _lock = new();
    private readonly List<Transfer> _incoming = [];
    private readonly List<Transfer> _transfers = [];

    // Published only when this thread is done with the handles: whoever awaits may dispose them at once.
    private readonly List<Transfer> _ended = [];
    private bool _attached;
    private bool _refused;
    private Exception? _stray;

    /// <summary>Whether the poller's thread is in charge of the multi handle.</summary>
    internal bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _attached;
            }
        }
    }

    /// <exception cref="InvalidOperationException">Another transfer is under way on the handle.</exception>
    internal void Add(Transfer transfer)
    {
        transfer.Easy.TransferBegins(transfer);
        lock (_lock)
        {
            _incoming.Add(transfer);
            transfer.Register(this);
            if (_attached)
            {
                Signal();
                return;
            }

            _attached = true;
        }

        try
        {
            CurlPoller.Shared.Add(this);
        }
        catch
        {
            Refuse(transfer);
            throw;
        }
    }

    /// <summary>No thread is in charge: neither this transfer nor a later one may wait for it.</summary>
    private void Refuse(Transfer transfer)
    {
        lock (_lock)
        {
            _attached = false;
            _incoming.Remove(transfer);
        }

        transfer.End(failure: null);
        transfer.Easy.TransferEnded(transfer);
    }

    internal override int AddTo(ref curl_waitfd[] fds, int start)
    {
        try
        {
            while (true)
            {
                uint count = 0;
                CURLMcode result;
                fixed (curl_waitfd* p = fds)
                {
                    result = LibCurl.curl_multi_waitfds(multi, p + start, (uint)(fds.Length - start), &count);
                }

                if (result == CURLMcode.CURLM_OK && count <= fds.Length - start)
                {
                    return (int)count;
                }

                if (result is not (CURLMcode.CURLM_OK or CURLMcode.CURLM_OUT_OF_MEMORY))
                {
                    // Another thread is inside, against the rules.
                    TryAgainSoon();
                    return 0;
                }

                // Too little room: libcurl says so by the count, or by CURLM_OUT_OF_MEMORY.
                EnsureRoom(ref fds, start + Math.Max((int)count, fds.Length - start + 16));
            }
        }
        catch (ObjectDisposedException)
        {
            // The next Advance sees it and ends all transfers.
            TryAgainSoon();
            return 0;
        }
    }

    private protected override bool Advance()
    {
        _refused = false;
        try
        {
            TakeIn();
            EndOverdue();
            if (_transfers.Count > 0)
            {
                Perform();
                EndFinished();
            }

            SetDueAt();
        }
        catch (Exception e)
        {
            // Somebody has disposed the multi handle, or a callback that runs while a handle is removed has thrown.
            EndAll(e);
        }

        bool more;
        lock (_lock)
        {
            more = _attached = _transfers.Count > 0 || _incoming.Count > 0;
        }

        foreach (Transfer transfer in _ended)
        {
            transfer.Publish();
        }

        _ended.Clear();
        return more;
    }

    private void TakeIn()
    {
        List<Transfer> added;
        lock (_lock)
        {
            if (_incoming.Count == 0)
            {
                return;
            }

            added = [.. _incoming];
            _incoming.Clear();
        }

        foreach (Transfer transfer in added)
        {
            Exception? refusal = TryAdd(transfer);
            if (refusal is null)
            {
                _transfers.Add(transfer);
            }
            else
            {
                End(transfer, refusal);
            }
        }
    }

    private Exception? TryAdd(Transfer transfer)
    {
        try
        {
            transfer.Easy.Handle.Thrown = null;
            CURLMcode result = LibCurl.curl_multi_add_handle(multi, transfer.Easy.Handle);
            return result switch
            {
                CURLMcode.CURLM_OK => null,
                _ when transfer.Easy.Handle.WasClosed => new ObjectDisposedException(nameof(CurlEasy)),
                CURLMcode.CURLM_ADDED_ALREADY => new InvalidOperationException(
                    "This handle is in another multi handle, of another binding perhaps. Remove it there first: a handle can be in one only."),
                _ => CurlErrors.Make(result, "curl_multi_add_handle"),
            };
        }
        catch (Exception e)
        {
            // Disposed meanwhile, or thrown by a callback.
            return e;
        }
    }

    private void EndOverdue()
    {
        for (int i = _transfers.Count - 1; i >= 0; i--)
        {
            Transfer transfer = _transfers[i];
            bool gone = transfer.IsAborted || transfer.Easy.Handle.WasClosed;
            if (!transfer.IsCancelled && !transfer.IsOverdue && !gone)
            {
                continue;
            }

            bool cancelled = transfer.IsCancelled;
            Exception? failure = cancelled ? null
                : gone ? new ObjectDisposedException(nameof(CurlEasy), "The handle was disposed while the transfer was under way.")
                : transfer.MakeTimeout();
            if (TryRemove(transfer, ref failure))
            {
                // Its disposal has removed it, and libcurl will never tell of it.
                _transfers.RemoveAt(i);
                End(transfer, failure, cancelled && failure is null);
            }
        }
    }

    private void Perform()
    {
        try
        {
            CURLMcode result = LibCurl.curl_multi_perform(multi, out _);
            if (result == CURLMcode.CURLM_RECURSIVE_API_CALL)
            {
                _refused = true;
            }
            else if (result != CURLMcode.CURLM_OK)
            {
                EndAll(CurlErrors.Make(result, "curl_multi_perform"));
            }
        }
        catch (Exception e)
        {
            // Thrown by a callback that was set under C's names; the transfer that it belongs to ends with an error now.
            _stray = e;
        }
    }

    private void EndFinished()
    {
        CURLMsg* message;
        while ((message = LibCurl.curl_multi_info_read(multi, out _)) != null)
        {
            if (message->msg != CURLMSG.CURLMSG_DONE)
            {
                continue;
            }

            CURL_ptr handle = message->easy_handle;
            CURLcode code = message->data.result;
            int index = _transfers.FindIndex(t => handle == t.Easy.Handle);
            if (index < 0)
            {
                continue;
            }

            Transfer transfer = _transfers[index];
            _transfers.RemoveAt(index);
            Exception? failure = transfer.Easy.Outcome(code);
            if (transfer.Easy.Handle.Thrown is { } thrown)
            {
                failure = thrown;
                _stray = ReferenceEquals(thrown, _stray) ? null : _stray;
            }

            if (failure is not null || !transfer.StaysAdded)
            {
                RemoveNow(transfer, ref failure);
            }

            End(transfer, failure);
        }

        EndStray();
    }

    /// <summary>What a callback threw that could not end its transfer itself, such as a debug callback; or one of the multi handle.</summary>
    private void EndStray()
    {
        if (_stray is null)
        {
            return;
        }

        int index = _transfers.FindIndex(t => ReferenceEquals(t.Easy.Handle.Thrown, _stray));
        if (index < 0)
        {
            EndAll(_stray);
        }
        else
        {
            Transfer transfer = _transfers[index];
            _transfers.RemoveAt(index);
            Exception? failure = _stray;
            RemoveNow(transfer, ref failure);
            End(transfer, failure);
        }

        _stray = null;
    }

    private void EndAll(Exception failure)
    {
        foreach (Transfer transfer in _transfers)
        {
            Exception? mine = failure;
            RemoveNow(transfer, ref mine);
            End(transfer, mine);
        }

        _transfers.Clear();
    }

    /// <summary>Removes the handle, unless another thread is inside, against the rules: then it is to be tried again.</summary>
    /// <param name="transfer">Whose.</param>
    /// <param name="failure">Becomes what a callback threw during the removal, such as the one that closes sockets.</param>
    private bool TryRemove(Transfer transfer, ref Exception? failure)
    {
        try
        {
            if (LibCurl.curl_multi_remove_handle(multi, transfer.Easy.Handle) == CURLMcode.CURLM_RECURSIVE_API_CALL)
            {
                _refused = true;
                return false;
            }

            return true;
        }
        catch (Exception e)
        {
            failure ??= e;
            return true;
        }
    }

    private void RemoveNow(Transfer transfer, ref Exception? failure)
    {
        // Whoever is inside is so for one native call.
        SpinWait wait = default;
        while (!TryRemove(transfer, ref failure))
        {
            wait.SpinOnce();
        }
    }

    private void TryAgainSoon() => DueAt = Environment.TickCount64 + 1;

    private void End(Transfer transfer, Exception? failure, bool cancelled = false)
    {
        transfer.End(failure, cancelled);
        _ended.Add(transfer);
    }

    private void SetDueAt()
    {
        long due = long.MaxValue;
        if (_transfers.Count > 0 && LibCurl.curl_multi_timeout(multi, out long timeout) == CURLMcode.CURLM_OK && timeout >= 0)
        {
            due = Environment.TickCount64 + timeout;
        }

        if (_refused)
        {
            due = Math.Min(due, Environment.TickCount64 + 1);
        }

        foreach (Transfer transfer in _transfers)
        {
            due = Math.Min(due, transfer.Deadline);
        }

        // With a SOCKS 4 proxy libcurl 8.22 was seen to stand still once the name was resolved, as if it asked for no call; why is not known.
        DueAt = _transfers.Count == 0 ? due : Math.Min(due, Environment.TickCount64 + FailSafeMilliseconds);
    }
}
