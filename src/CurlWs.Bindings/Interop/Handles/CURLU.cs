using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>CURLU *</c>: a parsed URL, made by <see cref="LibCurl.curl_url"/> and freed by <see cref="LibCurl.curl_url_cleanup"/> or
/// <see cref="SafeHandle.Dispose()"/>. An easy handle that uses it (<c>CURLOPT_CURLU</c>) keeps it alive.
/// </summary>
/// <remarks>See <see href="https://curl.se/libcurl/c/libcurl-url.html">libcurl-url(3)</see>. Not for two threads at once.</remarks>
public sealed class CURLU : SafeHandle
{
    internal CURLU(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Raw => handle;

    /// <summary>Whether the handle is there and not cleaned up.</summary>
    public static bool operator true(CURLU? url) => IsAlive(url);

    /// <summary>Whether a handle is null or has been cleaned up: the opposite of <c>true</c>.</summary>
    public static bool operator false(CURLU? url) => !IsAlive(url);

    /// <summary>Whether a handle is null or has been cleaned up: what <c>if (!handle)</c> asks in C.</summary>
    public static bool operator !(CURLU? url) => !IsAlive(url);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static CURLU? operator &(CURLU? left, CURLU? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static CURLU? operator |(CURLU? left, CURLU? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the handle is there and not cleaned up: what <c>if (url)</c> asks.</summary>
    internal static bool IsAlive(CURLU? url) => url is { IsInvalid: false, IsClosed: false };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing && !IsInvalid && !IsClosed)
        {
            HandleLedger.CountFinalized(nameof(CURLU));
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.curl_url_cleanup(handle);
        return true;
    }
}
