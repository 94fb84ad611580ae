using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// What the poller's thread and callbacks tell of the transfer under way.
public sealed partial class CurlEasy : ITransferOwner
{
    // What a callback threw. It surfaces where the transfer was started.
    private ExceptionDispatchInfo? _callbackFailure;

    /// <summary>What a transfer's end means: what a callback threw, what the code says, or null for success.</summary>
    Exception? ITransferOwner.Outcome(CURLcode code)
    {
        ExceptionDispatchInfo? thrown = Interlocked.Exchange(ref _callbackFailure, null);
        return thrown is not null ? thrown.SourceException
            : code == CURLcode.CURLE_OK ? null
            : CurlErrors.Make(code, "curl_easy_perform", TakeErrorText());
    }

    private void ThrowCallbackFailure() => Interlocked.Exchange(ref _callbackFailure, null)?.Throw();

    /// <summary>Keeps what a callback threw; the transfer is told to abort, and the exception surfaces where it was started.</summary>
    internal void FailFromCallback(Exception exception) => _callbackFailure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>Claims the handle for a transfer that the poller's thread drives.</summary>
    void ITransferOwner.Begins(Transfer transfer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            _transfer = _transfer is null ? transfer : throw InUse();

            // Of a transfer that was left behind: it has been told.
            _callbackFailure = null;
        }
    }

    /// <summary>In a callback of the transfer under way: from now on it may take so long.</summary>
    internal void LimitTransfer(TimeSpan limit, string phase) => _transfer?.LimitTo(limit, phase);

    /// <summary>In a callback of the transfer, after code of the app's that may have taken long.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled meanwhile.</exception>
    /// <exception cref="CurlException">It is past its limit.</exception>
    internal void ThrowIfLate()
    {
        if (_transfer?.WhyLate() is { } late)
        {
            throw late;
        }
    }

    /// <summary>
    /// Performs a transfer that leaves no connection as a connect is made: on the poller's thread, in a multi handle of its own that waits
    /// for no name server. Ends by itself, by the token, or after the limit, also where libcurl is inside a call that does not return.
    /// </summary>
    internal async Task PerformOnceAsync(bool blocks, TimeSpan limit, CancellationToken cancellationToken)
    {
        PrepareForMulti();
        Check(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_QUICK_EXIT, 1L), "curl_easy_setopt");
        using ConnectionMulti.Place place = ConnectionMulti.Join(Handle, key: null);
        Transfer transfer = new(Handle, this, staysAdded: false, limit, cancellationToken);
        place.Multi.Driver.Add(transfer);
        if (blocks)
        {
            Blocking.WaitForEnd(transfer.Task);
        }

        await transfer.Task.ConfigureAwait(false);
    }

    void ITransferOwner.Ended(Transfer transfer) => Interlocked.CompareExchange(ref _transfer, null, transfer);
}
