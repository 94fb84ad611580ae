using System;
using System.Collections.Generic;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Drives the transfers of one multi handle on the poller's thread, from the first one added to the last one ended.</summary>
internal sealed unsafe partial class MultiDriver(CURLM multi) : PollItem
{
    private const int FailSafeMilliseconds = 200;
    private const int StuckMilliseconds = 50;

    private readonly object _lock = new();
    private readonly List<Transfer> _incoming = [];
    private readonly List<Transfer> _transfers = [];

    // All that have not ended, for whoever looks from outside. Under the lock.
    private readonly List<Transfer> _open = [];

    // Published only when this thread is done with the handles: whoever awaits may dispose them at once.
    private readonly List<Transfer> _ended = [];
    private bool _attached;
    private volatile bool _stopping;
    private bool _networkChanged;
    private TaskCompletionSource? _stopped;
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
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl cannot be driven from outside.</exception>
    internal void Add(Transfer transfer)
    {
        CurlLibrary.RequireMultiWait();
        transfer.Begin();
        lock (_lock)
        {
            _incoming.Add(transfer);
            _open.Add(transfer);
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
        catch (Exception e)
        {
            Strand(transfer, e);
            throw;
        }
    }

    /// <summary>Empties what the multi handle keeps. All of it: the two kinds had one bit before libcurl 8.20.</summary>
    internal static CURLMcode TellNetworkChanged(CURLM multi) =>
        LibCurl.curl_multi_setopt(multi, CURLMoption.CURLMOPT_NETWORK_CHANGED, (long)LibCurl.CURLMNWC_CLEAR_ALL);

    /// <summary>Has the multi handle told of a change of network soon; false when the caller is in charge of it.</summary>
    internal bool TryTellNetworkChanged()
    {
        lock (_lock)
        {
            _networkChanged = _attached;
            if (!_attached)
            {
                return false;
            }
        }

        Signal();
        return true;
    }

    /// <summary>
    /// Ends all transfers with <see cref="ObjectDisposedException"/>, and waits for it unless this is the poller's own thread.
    /// </summary>
    internal void Stop()
    {
        Task ended;
        lock (_lock)
        {
            if (!_attached)
            {
                return;
            }

            _stopping = true;
            _stopped ??= new TaskCompletionSource();
            ended = _stopped.Task;
        }

        Signal();
        if (!CurlPoller.IsThisThread)
        {
            ended.GetAwaiter().GetResult();
        }
    }

    /// <summary>The poller could not be had: those who came meanwhile, and count on this one, are told as well.</summary>
    private void Strand(Transfer first, Exception failure)
    {
        List<Transfer> stranded;
        lock (_lock)
        {
            stranded = [.. _incoming];
            _incoming.Clear();
            _open.RemoveAll(stranded.Contains);
            _attached = false;
        }

        foreach (Transfer transfer in stranded)
        {
            transfer.End(failure);
            if (ReferenceEquals(transfer, first))
            {
                transfer.LetGo();
            }
            else
            {
                transfer.Publish();
            }
        }
    }

    internal override void Fail(Exception failure)
    {
        TakeIn();
        EndAll(failure);
        lock (_lock)
        {
            _networkChanged = false;
        }

        Finish();
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
            TellNetworkChanged();
            TakeIn();
            if (_stopping)
            {
                throw DisposedMeanwhile.Multi();
            }

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

        return Finish();
    }

    /// <summary>Publishes what has ended; false when nothing is left.</summary>
    private bool Finish()
    {
        bool more;
        TaskCompletionSource? stopped = null;
        lock (_lock)
        {
            more = _attached = _transfers.Count > 0 || _incoming.Count > 0 || _networkChanged;
            if (!more)
            {
                (stopped, _stopped) = (_stopped, null);
                _stopping = false;
            }
        }

        foreach (Transfer transfer in _ended)
        {
            transfer.Publish();
        }

        _ended.Clear();
        stopped?.TrySetResult();
        return more;
    }

    // Before those are taken in that were added after the change.
    private void TellNetworkChanged()
    {
        bool tells;
        lock (_lock)
        {
            (tells, _networkChanged) = (_networkChanged, false);
        }

        if (tells && TellNetworkChanged(multi) == CURLMcode.CURLM_RECURSIVE_API_CALL)
        {
            // Another thread is inside, against the rules.
            lock (_lock)
            {
                _refused = _networkChanged = true;
            }
        }
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
            Exception? refusal = TryAdd(transfer, out bool again);
            if (again && !transfer.IsLate)
            {
                lock (_lock)
                {
                    _incoming.Add(transfer);
                }
            }
            else if (again)
            {
                End(transfer, transfer.Lateness(), transfer.IsCanceled);
            }
            else if (refusal is null)
            {
                _transfers.Add(transfer);
            }
            else
            {
                End(transfer, refusal);
            }
        }
    }

    /// <param name="transfer">Which.</param>
    /// <param name="again">Whether another connection of the multi handle is inside a call that does not return: to be tried again.</param>
    private Exception? TryAdd(Transfer transfer, out bool again)
    {
        again = false;
        try
        {
            transfer.Handle.Thrown = null;
            CURLMcode result = LibCurl.curl_multi_add_handle(multi, transfer.Handle);
            again = result == CURLMcode.CURLM_RECURSIVE_API_CALL && multi.Gate.LetsThreadsWait;
            _refused |= again;
            return result switch
            {
                CURLMcode.CURLM_OK => null,
                _ when transfer.Handle.WasClosed => DisposedMeanwhile.BeforeTransfer(),
                CURLMcode.CURLM_ADDED_ALREADY => new InvalidOperationException(
                    "This handle is in another multi handle, of another binding perhaps. Remove it there first: a handle can be in one "
                    + "only."),
                _ => CurlErrors.Make(result, "curl_multi_add_handle"),
            };
        }
        catch (Exception e)
        {
            // Disposed meanwhile, or thrown by a callback.
            return e;
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

    private void TryAgainSoon() => DueAt = Soon;

    private long Soon => Environment.TickCount64 + (multi.Gate.IsStuck ? StuckMilliseconds : 1);

    private void SetDueAt()
    {
        long due = long.MaxValue;
        if (_transfers.Count > 0 && LibCurl.curl_multi_timeout(multi, out long timeout) == CURLMcode.CURLM_OK && timeout >= 0)
        {
            due = Environment.TickCount64 + timeout;
        }

        if (_refused)
        {
            due = Math.Min(due, Soon);
        }

        foreach (Transfer transfer in _transfers)
        {
            due = Math.Min(due, transfer.Deadline);
        }

        // With a SOCKS 4 proxy libcurl 8.22 was seen to stand still once the name was resolved, as if it asked for no call; why is not
        // known.
        DueAt = _transfers.Count == 0 ? due : Math.Min(due, Environment.TickCount64 + FailSafeMilliseconds);
    }
}
