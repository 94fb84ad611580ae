using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// Whose native handle it is, and how it ends. Taking over others' handles is in CurlEasy.Ownership.Foreign.cs.
public sealed partial class CurlEasy
{
    // The foreign SafeHandle behind a borrowed handle, referenced while this object lives.
    private readonly LentHandle? _lent;

    // What ConnectAsync has set, and a borrowed handle must not keep.
    private bool _configured;
    private bool _protocolsChanged;

    private CurlEasy(CURL handle, SafeHandle? reference, bool borrowed)
    {
        IsBorrowed = borrowed;
        Handle = handle;
        _lent = reference is null ? null : new LentHandle(reference);
        Options = new CurlEasyOptions(this);
        SetDefaults();
    }

    /// <summary>What becomes of the connection's socket when this is disposed.</summary>
    internal SocketEnd SocketEnd { get; set; }

    /// <summary>Whether something else owns the native handle, so that <see cref="Dispose"/> leaves it alone.</summary>
    public bool IsBorrowed { get; }

    /// <summary>
    /// Frees the handle and closes its connection without a closing handshake; a borrowed one is only let go, ready for its owner's next
    /// transfer. While a call runs on another thread, takes effect when that returns; a transfer of <see cref="CurlMulti.PerformAsync"/>
    /// that is under way ends with <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (!TryDispose())
        {
            return;
        }

        try
        {
            _waits.Stop();
            CutIfStuck();
        }
        finally
        {
            EndTransferThenFree();
        }
    }

    /// <summary>
    /// Has a transfer on the poller's thread taken out, then frees the handle: at once, or when the callback around this call has returned.
    /// </summary>
    private void EndTransferThenFree()
    {
        if (_transfer is not { } transfer)
        {
            Free();
            return;
        }

        transfer.Abort();
        if (CurlPoller.IsThisThread)
        {
            _ = transfer.Task.ContinueWith(
                _ => Free(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }

        Blocking.WaitForEnd(transfer.Task);
        Free();
    }

    private void Free()
    {
        CallGate gate = Handle.Gate;
        try
        {
            FreeHandle();
        }
        finally
        {
            if (_lent is not null)
            {
                // Not before a call that another thread has inside returns: it works on the foreign handle.
                gate.RunWhenFree(_lent.Dispose);
            }
        }
    }

    private void FreeHandle()
    {
        if (IsBorrowed)
        {
            LetGo();
            return;
        }

        ConnectionMulti.Place? place = _place;
        CallGate gate = Handle.Gate;
        SocketLinger? linger = null;
        bool lingers = SocketEnd != SocketEnd.Cut && IsConnected;
        try
        {
            if (lingers)
            {
                // In front of the cleanup and behind it, also when a call that another thread has inside puts it off. By the descriptor
                // that is known: the handle counts as closed by then, and a refusal would surface in the call of another connection.
                gate.RunWhenFree(() => linger = SocketLinger.Begin(_waits.Socket, SocketEnd));
            }
        }
        finally
        {
            try
            {
                // Throws what a callback has thrown.
                Handle.Dispose();
            }
            finally
            {
                place?.Dispose();
                if (lingers)
                {
                    gate.RunWhenFree(() => linger?.Finish());
                }
            }
        }
    }

    private void LetGo()
    {
        try
        {
            // Throws what a callback has thrown.
            _place?.Dispose();
        }
        finally
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        if (_configured && CURL.IsAlive(Handle))
        {
            // What ConnectAsync set, back to libcurl's defaults, or the owner's next transfer would stop after connecting.
            LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_CONNECT_ONLY, 0L);
            LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_WS_OPTIONS, 0L);
            LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_QUICK_EXIT, 0L);
            if (_protocolsChanged)
            {
                LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_PROTOCOLS_STR, (string?)null);
            }
        }

        // What was lent may be an object of this library, which the caller goes on using: it is not ours to dispose.
        if (_lent?.Is(Handle) != true)
        {
            Handle.Dispose();
        }
    }
}
