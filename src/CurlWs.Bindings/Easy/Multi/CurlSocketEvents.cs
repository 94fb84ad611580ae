using System;

namespace CurlWs;

/// <summary>What has happened on a socket, for <see cref="CurlMulti.SocketAction"/>: libcurl's <c>CURL_CSELECT_*</c> bits.</summary>
[Flags]
public enum CurlSocketEvents
{
    /// <summary>Not known: libcurl looks itself.</summary>
    None = 0,

    /// <summary>It can be read: <c>CURL_CSELECT_IN</c>.</summary>
    Read = 1,

    /// <summary>It can be written: <c>CURL_CSELECT_OUT</c>.</summary>
    Write = 2,

    /// <summary>It has failed: <c>CURL_CSELECT_ERR</c>.</summary>
    Error = 4,
}
