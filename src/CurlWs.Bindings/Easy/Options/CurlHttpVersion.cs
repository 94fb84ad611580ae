namespace CurlWs;

/// <summary>
/// Versions of HTTP: those to try, and of an info the one that was used.
/// <see href="https://curl.se/libcurl/c/CURLOPT_HTTP_VERSION.html">CURLOPT_HTTP_VERSION(3)</see>.
/// </summary>
public enum CurlHttpVersion
{
    /// <summary>Leaves the version to libcurl.</summary>
    Default = 0,

    /// <summary>HTTP/1.0 alone.</summary>
    Http10 = 1,

    /// <summary>HTTP/1.1 alone.</summary>
    Http11 = 2,

    /// <summary>HTTP/2 where the server can, with and without TLS, otherwise HTTP/1.1.</summary>
    Http2 = 3,

    /// <summary>HTTP/2 over TLS where the server can, otherwise HTTP/1.1.</summary>
    Http2Tls = 4,

    /// <summary>HTTP/2 at once, without asking the server first.</summary>
    Http2PriorKnowledge = 5,

    /// <summary>HTTP/3 where the server can, otherwise an older version. Since libcurl 7.66.</summary>
    Http3 = 30,

    /// <summary>HTTP/3 alone. Since libcurl 7.88.</summary>
    Http3Only = 31,
}
