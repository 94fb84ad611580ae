using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

// Whose native handle it is, and how it ends.
public sealed partial class CurlEasy
{
    // The foreign SafeHandle behind a borrowed handle, referenced while this object lives.
    private readonly SafeHandle? _reference;
    private readonly bool _borrowed;
    private bool _disposed;

    private CurlEasy(CURL handle, SafeHandle? reference, bool borrowed)
    {
        _borrowed = borrowed;
        Handle = handle;
        _reference = reference;
        Options = new CurlEasyOptions(this);
        SetDefaults();
    }

    /// <summary>Whether something else owns the native handle, so that <see cref="Dispose"/> leaves it alone.</summary>
    public bool IsBorrowed => _borrowed;

    /// <summary>
    /// Frees the handle and closes its connection without a closing handshake; a borrowed one is only let go. While a call runs on
    /// another thread, takes effect when that returns.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        StopWaiting();
        Handle.Dispose();
        _ownMulti?.Dispose();
        _reference?.DangerousRelease();
    }
}
