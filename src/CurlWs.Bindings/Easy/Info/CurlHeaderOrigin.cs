using System;

namespace CurlWs;

/// <summary>
/// Parts of an exchange that have response headers. <see href="https://curl.se/libcurl/c/curl_easy_header.html">curl_easy_header(3)</see>.
/// </summary>
[Flags]
public enum CurlHeaderOrigin
{
    /// <summary>No part of the exchange: a search for headers of this origin finds none.</summary>
    None = 0,

    /// <summary>Header of the server's answer, such as a refused upgrade.</summary>
    Header = 1,

    /// <summary>Header that came behind the body.</summary>
    Trailer = 2,

    /// <summary>Header of a proxy's answer to CONNECT.</summary>
    Connect = 4,

    /// <summary>Header of an answer 1xx, such as the 101 of an upgrade.</summary>
    Informational = 8,

    /// <summary>A pseudo header of HTTP/2 or HTTP/3, such as <c>:status</c>.</summary>
    Pseudo = 16,

    /// <summary>All parts of the exchange, where a search looks by default.</summary>
    Any = Header | Trailer | Connect | Informational | Pseudo,
}
