using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// What libcurl keeps a pointer to, and so what must live as long as the handle.
public sealed partial class CURL
{
    private static readonly ConcurrentDictionary<nint, CURL> s_keptForForeignOwners = new();

    private Dictionary<CURLoption, Delegate>? _functions;
    private Dictionary<CURLoption, object?>? _data;
    private Dictionary<CURLoption, SafeHandle>? _kept;
    private GCHandle _self;

    /// <summary>This object as the user-data pointer of our native callbacks.</summary>
    /// <remarks>
    /// Weak, or an abandoned handle would never be finalised; tracking resurrection, because libcurl may still call back from the
    /// cleanup that the finaliser runs.
    /// </remarks>
    internal nint Self
    {
        get
        {
            if (!_self.IsAllocated)
            {
                _self = GCHandle.Alloc(this, GCHandleType.WeakTrackResurrection);
            }

            return GCHandle.ToIntPtr(_self);
        }
    }

    internal static CURL FromSelf(nint self) => (CURL)GCHandle.FromIntPtr(self).Target!;

    internal Delegate? Function(CURLoption option) => _functions?.GetValueOrDefault(option);

    internal void SetFunction(CURLoption option, Delegate? function)
    {
        if (function is not null)
        {
            (_functions ??= [])[option] = function;
        }
        else
        {
            _functions?.Remove(option);
        }
    }

    internal object? Data(CURLoption option) => _data?.GetValueOrDefault(option);

    internal void SetData(CURLoption option, object? data) => (_data ??= [])[option] = data;

    /// <summary>Holds <paramref name="memory"/> until the option is set anew, the handle is reset, or it is freed.</summary>
    internal void Keep(CURLoption option, SafeHandle? memory)
    {
        bool added = false;
        memory?.DangerousAddRef(ref added);
        SafeHandle? old = _kept?.GetValueOrDefault(option);
        if (memory is not null)
        {
            (_kept ??= [])[option] = memory;
        }
        else
        {
            _kept?.Remove(option);
        }

        old?.DangerousRelease();
    }

    internal SafeHandle? Kept(CURLoption option) => _kept?.GetValueOrDefault(option);

    /// <summary>After <c>curl_easy_reset</c>: libcurl has forgotten every pointer.</summary>
    internal void ForgetKept()
    {
        _functions = null;
        _data = null;
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

    /// <summary>After <c>curl_easy_duphandle</c>: the copy has the same pointers, so it keeps the same memory, but calls back to itself.</summary>
    internal void ShareKeptWith(CURL copy)
    {
        foreach ((CURLoption option, Delegate function) in _functions ?? [])
        {
            copy.SetFunction(option, function);
            Native.curl_easy_setopt(copy.Raw, Callbacks.DataOption(option), copy.Self);
        }

        foreach ((CURLoption option, object? data) in _data ?? [])
        {
            copy.SetData(option, data);
        }

        foreach ((CURLoption option, SafeHandle memory) in _kept ?? [])
        {
            copy.Keep(option, memory);
            (memory as curl_mime)?.CountCopy();
        }
    }

    private void ReleaseKept()
    {
        ForgetKept();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    /// <summary>The native handle lives on, with our callbacks in it: this object must, too.</summary>
    private void KeepForTheForeignOwner()
    {
        if (_self.IsAllocated || _kept is { Count: > 0 })
        {
            s_keptForForeignOwners[handle] = this;
        }
    }
}
