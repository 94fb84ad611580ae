using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>CURL *</c>: an easy handle, made by <see cref="LibCurl.curl_easy_init"/> and freed by
/// <see cref="LibCurl.curl_easy_cleanup"/> or <see cref="SafeHandle.Dispose()"/>. As in C it can stand in a condition:
/// <c>if (curl)</c>, <c>if (!curl)</c>.
/// </summary>
/// <remarks>
/// <para>Owns everything that libcurl keeps a pointer to: callbacks and their data, lists, buffers. One thread at a time: a call
/// while another thread is inside is refused with <c>CURLE_RECURSIVE_API_CALL</c>. After cleanup every call throws
/// <see cref="ObjectDisposedException"/>. See <see href="https://curl.se/libcurl/c/libcurl-easy.html">libcurl-easy(3)</see> and
/// <see href="https://curl.se/libcurl/c/libcurl-thread.html">libcurl-thread(3)</see>.</para>
/// <para>A cleanup while a call runs, on another thread or from a callback, takes effect when that call returns.</para>
/// </remarks>
public sealed partial class CURL : SafeHandle
{
    // Addresses that libcurl hands to callbacks and messages, back to objects.
    private static readonly ConcurrentDictionary<nint, WeakReference<CURL>> s_live = new();

    private readonly bool _owns;
    private readonly WeakReference<CURL> _weak;
    private volatile bool _closed;

    /// <summary>Wraps an easy handle that something else made.</summary>
    /// <param name="handle">The address. It must come from the libcurl that this process has loaded.</param>
    /// <param name="ownsHandle">
    /// Whether disposing this object frees the native handle. If not, callbacks and buffers that were set through this object stay
    /// alive as long as the process, because the native handle may go on using them.
    /// </param>
    public CURL(nint handle, bool ownsHandle)
        : base(0, ownsHandle)
    {
        SetHandle(handle);
        _owns = ownsHandle;
        Gate = OwnGate;
        s_live[handle] = _weak = new WeakReference<CURL>(this);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal CallGate OwnGate { get; } = new();

    /// <summary>The gate that guards this handle: its own, or that of the multi handle it is added to.</summary>
    internal CallGate Gate { get; set; }

    internal CURLM? Multi { get; set; }

    /// <summary>What a callback of this very handle threw: the gate of a multi handle keeps one exception for all its handles.</summary>
    internal Exception? Thrown { get; set; }

    /// <summary>Whether somebody holds a reference on the native handle's owner until this object is let go.</summary>
    internal bool IsReferenced { get; init; }

    /// <summary>Whether the native handle is there until this object, or who made it, has taken it out of a multi handle.</summary>
    internal bool OutlivesMulti => _owns || IsReferenced;

    internal nint Raw => handle;

    internal bool WasClosed => _closed;

    /// <summary>Whether the handle is there and not cleaned up.</summary>
    public static bool operator true(CURL? curl) => IsAlive(curl);

    /// <summary>Whether a handle is null or has been cleaned up: the opposite of <c>true</c>.</summary>
    public static bool operator false(CURL? curl) => !IsAlive(curl);

    /// <summary>Whether a handle is null or has been cleaned up: what <c>if (!handle)</c> asks in C.</summary>
    public static bool operator !(CURL? curl) => !IsAlive(curl);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static CURL? operator &(CURL? left, CURL? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static CURL? operator |(CURL? left, CURL? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the handle is there and not cleaned up: what <c>if (curl)</c> asks.</summary>
    internal static bool IsAlive(CURL? curl) => curl is { IsInvalid: false, WasClosed: false };

    /// <summary>The object for an address that libcurl handed out, or null if none of ours has it.</summary>
    internal static CURL? Find(nint raw) =>
        raw != 0 && s_live.TryGetValue(raw, out WeakReference<CURL>? reference) && reference.TryGetTarget(out CURL? curl) ? curl : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            if (!_closed && _owns)
            {
                HandleLedger.CountFinalized(nameof(CURL));
            }

            base.Dispose(false);
            return;
        }

        if (!_closed)
        {
            _closed = true;
            Gate.RunWhenFree(CloseNow);
            OwnGate.ThrowPending();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.curl_easy_cleanup(handle);
        ForgetAddress();
        ReleaseKept();

        // Still there only by the finalizer: otherwise it has been removed before.
        Multi?.DangerousRelease();
        return true;
    }

    private void CloseNow()
    {
        // Between the request and this moment another thread may have added the handle to a multi handle: then that one's gate counts.
        if (Multi is { Gate.IsMine: false } multi)
        {
            multi.Gate.RunWhenFree(CloseNow);
            return;
        }

        Multi?.Detach(this);
        if (!_owns)
        {
            ForgetAddress();
        }

        base.Dispose(true);
    }

    // By value: once the native handle is gone, a new one may have its address.
    private void ForgetAddress() => s_live.TryRemove(new KeyValuePair<nint, WeakReference<CURL>>(handle, _weak));
}
