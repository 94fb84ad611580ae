using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// What libcurl keeps a pointer to, and so what must live as long as the handle.
public sealed partial class CURL
{
    private static readonly ConcurrentDictionary<CURL, bool> s_keptForForeignOwners = new();

    private Dictionary<CURLoption, SafeHandle>? _kept;
    private List<SocketCloser>? _closers;
    private SocketCloser? _closer;
    private GCHandle _self;

    /// <summary>This object as the user-data pointer of our native callbacks.</summary>
    /// <remarks>
    /// Weak, or an abandoned handle would never be finalized; tracking resurrection, because libcurl may still call back from the
    /// cleanup that the finalizer runs.
    /// </remarks>
    internal nint Self
    {
        get
        {
            if (!_self.IsAllocated)
            {
                _self = GCHandle.Alloc(this, GCHandleType.WeakTrackResurrection);
                KeepForTheForeignOwner();
            }

            return GCHandle.ToIntPtr(_self);
        }
    }

    internal static CURL FromSelf(nint self) => (CURL)GCHandle.FromIntPtr(self).Target!;

    /// <summary>The user data for our native callback, by the option that libcurl has it in.</summary>
    internal nint SelfFor(CURLoption data) => data == CURLoption.CURLOPT_CLOSESOCKETDATA ? _closer!.Self : Self;

    /// <summary>A multi handle or a share may keep this handle's connections, and so needs what they call when they close.</summary>
    internal void ShareClosersWith(SocketClosers? holder)
    {
        foreach (SocketCloser closer in _closers ?? [])
        {
            holder?.Add(closer);
        }
    }

    /// <summary>Holds <paramref name="memory"/> until the option is set anew, the handle is reset, or it is freed.</summary>
    internal void Keep(CURLoption option, SafeHandle? memory)
    {
        bool added = false;
        memory?.DangerousAddRef(ref added);
        SafeHandle? old = _kept?.GetValueOrDefault(option);
        if (memory is not null)
        {
            (_kept ??= [])[option] = memory;
            (memory as curl_mime)?.UsedBy(this);
            ShareClosersWith((memory as CURLSH)?.Closers);
            KeepForTheForeignOwner();
        }
        else
        {
            _kept?.Remove(option);
        }

        old?.DangerousRelease();
    }

    /// <summary>libcurl's own text about the last failure; null where no error buffer was set.</summary>
    internal string? ErrorText => (Kept(CURLoption.CURLOPT_ERRORBUFFER) as PinnedArrayHandle)?.Text;

    internal SafeHandle? Kept(CURLoption option) => _kept?.GetValueOrDefault(option);

    /// <summary>After <c>curl_easy_reset</c>: libcurl has forgotten every pointer.</summary>
    internal void ForgetKept()
    {
        ForgetCallbacks();
        (BodySize, BodyLength, BodySizeIsTold) = (-1, null, false);
        _closer = null;
        Dictionary<CURLoption, SafeHandle>? kept = _kept;
        _kept = null;
        if (kept is not null)
        {
            foreach (SafeHandle memory in kept.Values)
            {
                memory.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// After <c>curl_easy_duphandle</c>: the copy has the same pointers, so it keeps the same memory, but calls back to itself.
    /// </summary>
    internal void ShareKeptWith(CURL copy)
    {
        ShareCallbacksWith(copy);
        (copy.BodySize, copy.BodyLength, copy.BodySizeIsTold) = (BodySize, BodyLength, BodySizeIsTold);
        foreach ((CURLoption option, SafeHandle memory) in _kept ?? [])
        {
            copy.Keep(option, memory);
            (memory as curl_mime)?.CountCopy();
        }
    }

    private void ReleaseKept()
    {
        ForgetKept();
        foreach (SocketCloser closer in _closers ?? [])
        {
            closer.Release();
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private void SetCloser(curl_closesocket_callback? callback)
    {
        _closer = callback is null ? null : new SocketCloser(callback, Data(CURLoption.CURLOPT_CLOSESOCKETDATA), OwnGate);
        if (_closer is not null)
        {
            (_closers ??= []).Add(_closer);
            Multi?.Closers.Add(_closer);
            (Kept(CURLoption.CURLOPT_SHARE) as CURLSH)?.Closers.Add(_closer);
            KeepForTheForeignOwner();
        }
    }

    /// <summary>The native handle lives on, with our callbacks in it: this object must, too.</summary>
    private void KeepForTheForeignOwner()
    {
        if (!_owns)
        {
            s_keptForForeignOwners[this] = true;
        }
    }
}
