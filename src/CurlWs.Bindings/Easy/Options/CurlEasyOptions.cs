using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// The options of a <see cref="CurlEasy"/>, typed. A property that was never set is null and means libcurl's default; setting null goes
/// back to it.
/// </summary>
/// <remarks>
/// Thread rule: as for the handle. A value that libcurl refuses is a <see cref="CurlException"/>, whose text never holds the value.
/// </remarks>
public sealed partial class CurlEasyOptions
{
    private readonly CurlEasy _easy;
    private readonly Dictionary<CURLoption, object?> _values = [];

    internal CurlEasyOptions(CurlEasy easy) => _easy = easy;

    /// <summary>
    /// Address of the transfer: <c>ws</c>, <c>wss</c>, <c>http</c> or <c>https</c>. A name that is not ASCII is sent in its IDNA form. No
    /// default. libcurl writes the path's escapes in capitals, and 8.14.1 leaves out a <c>?</c> at the end: <see cref="RequestTarget"/>
    /// sends them as they are. <see href="https://curl.se/libcurl/c/CURLOPT_URL.html">CURLOPT_URL(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character, which only a Uri made without canonicalization can have.</exception>
    public Uri? Uri
    {
        get => Get<Uri>(CURLoption.CURLOPT_URL);
        set => SetUri(CURLoption.CURLOPT_URL, value);
    }

    /// <summary>
    /// Point at which the transfer stops. Default <see cref="CurlConnectOnly.Off"/>; <see cref="CurlEasy.ConnectAsync"/> sets it.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html">CURLOPT_CONNECT_ONLY(3)</see>, since libcurl 7.15.2.
    /// </summary>
    public CurlConnectOnly ConnectOnly
    {
        get => Get<CurlConnectOnly?>(CURLoption.CURLOPT_CONNECT_ONLY) ?? CurlConnectOnly.Off;
        set => SetNumber(CURLoption.CURLOPT_CONNECT_ONLY, value, (long)value);
    }

    /// <summary>
    /// Handling of frames. Default <see cref="CurlFrameHandling.None"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_WS_OPTIONS.html">CURLOPT_WS_OPTIONS(3)</see>, since libcurl 7.86.
    /// </summary>
    public CurlFrameHandling FrameHandling
    {
        get => Get<CurlFrameHandling?>(CURLoption.CURLOPT_WS_OPTIONS) ?? CurlFrameHandling.None;
        set => SetNumber(CURLoption.CURLOPT_WS_OPTIONS, value, (long)value);
    }

    /// <summary>
    /// The most that a whole transfer may take, or connecting and the upgrade of a WebSocket connection. Resolution: milliseconds.
    /// Default none for transfers, 300 seconds for <see cref="CurlEasy.ConnectAsync"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TIMEOUT_MS.html">CURLOPT_TIMEOUT_MS(3)</see>, since libcurl 7.16.2.
    /// </summary>
    public TimeSpan? Timeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_TIMEOUT_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_TIMEOUT_MS, value, fallback: 0);
    }

    /// <summary>
    /// Close the connection after the transfer. Default no. Not for WebSocket connections: it breaks the first send.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_FORBID_REUSE.html">CURLOPT_FORBID_REUSE(3)</see>, since libcurl 7.7.
    /// </summary>
    public bool? ForbidReuse
    {
        get => Get<bool?>(CURLoption.CURLOPT_FORBID_REUSE);
        set => SetBoolean(CURLoption.CURLOPT_FORBID_REUSE, value, fallback: false);
    }

    /// <summary>After a reset: nothing is set.</summary>
    internal void Forget() => _values.Clear();

    /// <summary>What connections must have in common to share a multi handle.</summary>
    internal MultiKey MultiKey(CachedRoots? roots) => new(Uri, _values, roots);

    /// <summary>The roots that a multi handle keeps of such a connection for later ones; null for none.</summary>
    internal CachedRoots? CachedRoots() => CurlWs.CachedRoots.Of(Uri, _values);

    /// <summary>What connections must have in common to resume each other's TLS sessions; null where none may be resumed.</summary>
    internal string? TlsSessionKey() => CurlWs.TlsSessionKey.Of(Uri, _values);

    internal void CopyTo(CurlEasyOptions other)
    {
        foreach ((CURLoption option, object? value) in _values)
        {
            other._values[option] = value;
        }
    }
}
