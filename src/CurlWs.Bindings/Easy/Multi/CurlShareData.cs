using System;

namespace CurlWs;

/// <summary>
/// Kinds of data that a <see cref="CurlShare"/> shares.
/// <see href="https://curl.se/libcurl/c/CURLSHOPT_SHARE.html">CURLSHOPT_SHARE(3)</see>.
/// </summary>
[Flags]
public enum CurlShareData
{
    /// <summary>No data, which the constructor of <see cref="CurlShare"/> refuses.</summary>
    None = 0,

    /// <summary>Cookies: <c>CURL_LOCK_DATA_COOKIE</c>. Switches the cookie engine on for handles that use the share.</summary>
    Cookies = 1,

    /// <summary>Resolved names: <c>CURL_LOCK_DATA_DNS</c>. The handles of one multi handle share these anyway.</summary>
    Dns = 2,

    /// <summary>TLS sessions, which makes the next handshake shorter: <c>CURL_LOCK_DATA_SSL_SESSION</c>.</summary>
    /// <remarks>
    /// libcurl finds a session by the origin and the TLS options, and not by all that a server may know a client by. Seen with 8.22.0: a
    /// session goes to a connection by another proxy or none, with another login at the proxy or the server, another bearer token, network
    /// interface or <c>CURLOPT_CONNECT_TO</c>, and when the file of the roots or of the client certificate was written anew; a resumed
    /// session is not checked against the new roots. With 8.14.1 also for another file of the client's key, another password of it, or
    /// other signature algorithms. Handles that differ in one of these should not share sessions.
    /// </remarks>
    TlsSessions = 4,

    /// <summary>
    /// Open connections: <c>CURL_LOCK_DATA_CONNECT</c>. libcurl does not support it for handles on several threads at once, and this
    /// library refuses it for WebSocket handles.
    /// </summary>
    Connections = 8,

    /// <summary>The public suffix list: <c>CURL_LOCK_DATA_PSL</c>. Needs a libcurl with libpsl.</summary>
    Psl = 16,

    /// <summary>Hosts that want HTTPS only: <c>CURL_LOCK_DATA_HSTS</c>. Since libcurl 7.88.</summary>
    Hsts = 32,
}
