using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>CURLSH *</c>: a share handle, made by <see cref="LibCurl.curl_share_init"/> and freed by
/// <see cref="LibCurl.curl_share_cleanup"/> or <see cref="SafeHandle.Dispose()"/>. An easy handle that uses it keeps it alive.
/// </summary>
/// <remarks>See <see href="https://curl.se/libcurl/c/libcurl-share.html">libcurl-share(3)</see>.</remarks>
public sealed class CURLSH : SafeHandle
{
    private readonly bool _owns;
    private GCHandle _self;

    /// <summary>Wraps a share handle that something else made.</summary>
    /// <param name="handle">The address. It must come from the libcurl that this process has loaded.</param>
    /// <param name="ownsHandle">Whether disposing this object frees the native handle.</param>
    public CURLSH(nint handle, bool ownsHandle)
        : base(0, ownsHandle)
    {
        SetHandle(handle);
        _owns = ownsHandle;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Raw => handle;

    internal curl_lock_function? Lock { get; set; }

    internal curl_unlock_function? Unlock { get; set; }

    internal object? UserData { get; set; }

    internal bool HasFunction => Lock is not null || Unlock is not null;

    /// <summary>Which functions are the caller's own, of C: 1 for the lock, 2 for the unlock.</summary>
    internal int Pointers { get; private set; }

    internal bool HasOtherPointer(bool isLock) => (Pointers & (isLock ? 2 : 1)) != 0;

    /// <summary>A function of C's, or none, has taken the place of a managed one.</summary>
    internal void SetPointer(bool isLock, bool set)
    {
        int bit = isLock ? 1 : 2;
        Pointers = set ? Pointers | bit : Pointers & ~bit;
        if (isLock)
        {
            Lock = null;
        }
        else
        {
            Unlock = null;
        }
    }

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

    internal SocketClosers Closers { get; } = new(gate: null);

    /// <summary>An exception of a callback that no easy handle drove; thrown by the call on the share that did.</summary>
    internal ExceptionDispatchInfo? Pending
    {
        get => Closers.Pending;
        set => Closers.Pending = value;
    }

    /// <summary>Whether the handle is there and not cleaned up.</summary>
    public static bool operator true(CURLSH? share) => IsAlive(share);

    /// <summary>Whether a handle is null or has been cleaned up: the opposite of <c>true</c>.</summary>
    public static bool operator false(CURLSH? share) => !IsAlive(share);

    /// <summary>Whether a handle is null or has been cleaned up: what <c>if (!handle)</c> asks in C.</summary>
    public static bool operator !(CURLSH? share) => !IsAlive(share);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static CURLSH? operator &(CURLSH? left, CURLSH? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static CURLSH? operator |(CURLSH? left, CURLSH? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the handle is there and not cleaned up: what <c>if (share)</c> asks.</summary>
    internal static bool IsAlive(CURLSH? share) => share is { IsInvalid: false, IsClosed: false };

    internal static CURLSH FromSelf(nint self) => (CURLSH)GCHandle.FromIntPtr(self).Target!;

    /// <summary>Marks the handle as freed by a <c>curl_share_cleanup</c> that succeeded.</summary>
    internal void Freed()
    {
        FreeSelf();
        Closers.Release();
        SetHandleAsInvalid();
        Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing && _owns && !IsClosed)
        {
            HandleLedger.CountFinalized(nameof(CURLSH));
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CURLSHcode result = Native.curl_share_cleanup(handle);
        FreeSelf();
        Closers.Release();
        return result == CURLSHcode.CURLSHE_OK;
    }

    private void FreeSelf()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }
}
