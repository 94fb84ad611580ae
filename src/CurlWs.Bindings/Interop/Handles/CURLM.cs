using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>CURLM *</c>: a multi handle, made by <see cref="LibCurl.curl_multi_init"/> and freed by
/// <see cref="LibCurl.curl_multi_cleanup"/> or <see cref="SafeHandle.Dispose()"/>, which first removes the easy handles that are
/// still added. <c>if (multi)</c> works as in C.
/// </summary>
/// <remarks>
/// The multi handle and the easy handles added to it are one unit: one thread at a time in all of them; a second one is refused
/// with <c>CURLM_RECURSIVE_API_CALL</c> or <c>CURLE_RECURSIVE_API_CALL</c>. Only <see cref="LibCurl.curl_multi_wakeup"/> may be
/// called from any thread. See <see href="https://curl.se/libcurl/c/libcurl-multi.html">libcurl-multi(3)</see>.
/// </remarks>
public sealed class CURLM : SafeHandle
{
    private readonly bool _owns;
    private readonly Dictionary<CURLMoption, Delegate> _functions = [];
    private readonly HashSet<CURLMoption> _pointers = [];
    private readonly Dictionary<CURLMoption, object?> _data = [];
    private readonly Dictionary<nint, object?> _socketData = [];
    private readonly HashSet<CURL> _added = [];
    private GCHandle _self;
    private volatile bool _closed;

    /// <summary>Wraps a multi handle that something else made.</summary>
    /// <param name="handle">The address. It must come from the libcurl that this process has loaded.</param>
    /// <param name="ownsHandle">Whether disposing this object frees the native handle.</param>
    public CURLM(nint handle, bool ownsHandle)
        : base(0, ownsHandle)
    {
        SetHandle(handle);
        _owns = ownsHandle;
        Closers = new SocketClosers(Gate);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal CallGate Gate { get; } = new();

    internal SocketClosers Closers { get; }

    internal nint Raw => handle;

    internal bool WasClosed => _closed;

    /// <summary>What the native cleanup answered.</summary>
    internal CURLMcode CleanupResult { get; private set; }

    /// <summary>
    /// This object as the user-data pointer of our native callbacks; weak for the reason given at <see cref="CURL.Self"/>.
    /// </summary>
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

    /// <summary>Whether the handle is there and not cleaned up.</summary>
    public static bool operator true(CURLM? multi) => IsAlive(multi);

    /// <summary>Whether a handle is null or has been cleaned up: the opposite of <c>true</c>.</summary>
    public static bool operator false(CURLM? multi) => !IsAlive(multi);

    /// <summary>Whether a handle is null or has been cleaned up: what <c>if (!handle)</c> asks in C.</summary>
    public static bool operator !(CURLM? multi) => !IsAlive(multi);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static CURLM? operator &(CURLM? left, CURLM? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static CURLM? operator |(CURLM? left, CURLM? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the handle is there and not cleaned up: what <c>if (multi)</c> asks.</summary>
    internal static bool IsAlive(CURLM? multi) => multi is { IsInvalid: false, WasClosed: false };

    internal static CURLM FromSelf(nint self) => (CURLM)GCHandle.FromIntPtr(self).Target!;

    /// <summary>Whether no easy handle is in it, and no thread inside.</summary>
    internal bool IsEmpty()
    {
        if (!Gate.TryEnter(brief: true))
        {
            return false;
        }

        bool empty = !_closed && _added.Count == 0;
        Gate.Exit();
        return empty;
    }

    internal Delegate? Function(CURLMoption option) => _functions.GetValueOrDefault(option);

    internal void SetFunction(CURLMoption option, Delegate? function)
    {
        if (function is null)
        {
            _functions.Remove(option);
        }
        else
        {
            _functions[option] = function;
            _pointers.Remove(option);
        }
    }

    /// <summary>Whether the caller has set a function of C's.</summary>
    internal bool HasPointer(CURLMoption option) => _pointers.Contains(option);

    internal void SetPointer(CURLMoption option, nint pointer)
    {
        if (pointer == 0)
        {
            _pointers.Remove(option);
        }
        else
        {
            _pointers.Add(option);
        }
    }

    internal object? Data(CURLMoption option) => _data.GetValueOrDefault(option);

    internal void SetData(CURLMoption option, object? data) => _data[option] = data;

    internal object? SocketData(nint socket) => _socketData.GetValueOrDefault(socket);

    internal void SetSocketData(nint socket, object? data)
    {
        if (data is null)
        {
            _socketData.Remove(socket);
        }
        else
        {
            _socketData[socket] = data;
        }
    }

    /// <summary>After a successful add: from now on the two are one unit behind one gate, and the easy handle is kept alive.</summary>
    /// <remarks>
    /// The native multi handle is kept until the easy handle is gone, whoever frees them: when both are left to the finalizer, that runs in
    /// any order, and libcurl leaves the socket of a used connection open when its multi handle goes first.
    /// </remarks>
    internal void Attached(CURL curl)
    {
        bool kept = false;
        if (curl.OutlivesMulti)
        {
            DangerousAddRef(ref kept);
        }

        _added.Add(curl);
        curl.Multi = this;
        curl.Gate = Gate;
        curl.ShareClosersWith(Closers);
    }

    /// <summary>After a successful removal.</summary>
    internal void Detached(CURL curl)
    {
        _added.Remove(curl);
        curl.Multi = null;
        curl.Gate = curl.OwnGate;
        if (curl.OutlivesMulti)
        {
            DangerousRelease();
        }
    }

    /// <summary>Removes an easy handle that is being freed. The caller is inside the gate.</summary>
    internal void Detach(CURL curl)
    {
        Native.curl_multi_remove_handle(handle, curl.Raw);
        Detached(curl);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            if (!_closed && _owns)
            {
                HandleLedger.CountFinalized(nameof(CURLM));
            }

            base.Dispose(false);
            return;
        }

        if (!_closed)
        {
            _closed = true;
            Gate.RunWhenFree(CloseNow);
            Gate.ThrowPending();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CleanupResult = Native.curl_multi_cleanup(handle);
        Closers.Release();
        if (_self.IsAllocated)
        {
            _self.Free();
        }

        return CleanupResult == CURLMcode.CURLM_OK;
    }

    private void CloseNow()
    {
        foreach (CURL curl in new List<CURL>(_added))
        {
            Detach(curl);
        }

        base.Dispose(true);
    }
}
