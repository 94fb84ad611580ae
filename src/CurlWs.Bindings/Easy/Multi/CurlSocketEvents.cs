using System;

namespace CurlWs;

/// <summary>Events of a socket, for <see cref="CurlMulti.HandleSocket"/>: libcurl's <c>CURL_CSELECT_*</c> bits.</summary>
[Flags]
public enum CurlSocketEvents
{
    /// <summary>Not known: libcurl looks itself.</summary>
    None = 0,

    /// <summary>The socket is readable: <c>CURL_CSELECT_IN</c>.</summary>
    Read = 1,

    /// <summary>The socket is writable: <c>CURL_CSELECT_OUT</c>.</summary>
    Write = 2,

    /// <summary>The socket has failed: <c>CURL_CSELECT_ERR</c>.</summary>
    Error = 4,
}
