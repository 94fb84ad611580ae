using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// How transfers end: by themselves, by a limit or a token, by disposal, by a failure of all.
internal sealed unsafe partial class MultiDriver
{
    internal override void EndLate()
    {
        List<Transfer> open;
        TaskCompletionSource? stopped = null;
        bool stopping;
        lock (_lock)
        {
            open = [.. _open];
            stopping = _stopping;
            stopped = _stopped;
        }

        open.ForEach(transfer => transfer.LeaveBehindIfLate(stopping));
        stopped?.TrySetResult();
    }

    private void EndOverdue()
    {
        for (int i = _transfers.Count - 1; i >= 0; i--)
        {
            Transfer transfer = _transfers[i];
            if (!transfer.IsLate)
            {
                continue;
            }

            bool canceled = transfer.IsCanceled;
            Exception? failure = transfer.Lateness();
            if (TryRemove(transfer, ref failure))
            {
                // Its disposal has removed it, and libcurl will never tell of it.
                _transfers.RemoveAt(i);
                End(transfer, failure, canceled && failure is null);
            }
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
            int index = _transfers.FindIndex(t => handle == t.Handle);
            if (index < 0)
            {
                continue;
            }

            Transfer transfer = _transfers[index];
            _transfers.RemoveAt(index);
            Exception? failure = transfer.Outcome(code);
            if (transfer.Handle.Thrown is { } thrown)
            {
                failure = thrown;
                _stray = ReferenceEquals(thrown, _stray) ? null : _stray;
            }

            if (failure is not null || !transfer.StaysAdded || !transfer.TryClaim())
            {
                RemoveNow(transfer, ref failure);
            }

            End(transfer, failure);
        }

        EndStray();
    }

    /// <summary>
    /// What a callback threw that could not end its transfer itself, such as a debug callback; or one of the multi handle.
    /// </summary>
    private void EndStray()
    {
        if (_stray is null)
        {
            return;
        }

        int index = _transfers.FindIndex(t => ReferenceEquals(t.Handle.Thrown, _stray));
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
            if (LibCurl.curl_multi_remove_handle(multi, transfer.Handle) == CURLMcode.CURLM_RECURSIVE_API_CALL)
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

    private void End(Transfer transfer, Exception? failure, bool canceled = false)
    {
        transfer.End(failure, canceled);
        _ended.Add(transfer);
        lock (_lock)
        {
            _open.Remove(transfer);
        }
    }
}
