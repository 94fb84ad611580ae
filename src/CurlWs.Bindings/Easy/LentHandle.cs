using System;
using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>
/// The reference that a <see cref="CurlEasy"/> holds on a handle object that somebody else owns. Given back by its disposal; or by the
/// finalizer, when nobody disposes it: then a connection that was made here is ended first, while the native handle is still there.
/// </summary>
internal sealed class LentHandle : IDisposable
{
    private readonly SafeHandle _handle;

    /// <summary>Takes over a reference that was added.</summary>
    internal LentHandle(SafeHandle handle) => _handle = handle;

    ~LentHandle()
    {
        try
        {
            Place?.Dispose();
        }
        catch (Exception)
        {
            // What a callback throws while the connection is closed is lost: no call is there to tell it, and a finalizer's exception ends
            // the process.
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <summary>Where the connection lives that was made with the handle; null while there is none.</summary>
    internal ConnectionMulti.Place? Place { get; set; }

    /// <summary>Whether this handle object is the one that was lent.</summary>
    internal bool Is(SafeHandle handle) => ReferenceEquals(_handle, handle);

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _handle.DangerousRelease();
    }
}
