namespace CurlWs;

/// <summary>Versions of HTTP. <see href="https://curl.se/libcurl/c/CURLOPT_HTTP_VERSION.html">CURLOPT_HTTP_VERSION(3)</see>.</summary>
public enum CurlHttpVersion
{
    /// <summary>libcurl decides.</summary>
    Default = 0,

    /// <summary>HTTP 1.0.</summary>
    Http10 = 1,

    /// <summary>HTTP 1.1.</summary>
    Http11 = 2,

    /// <summary>HTTP/2 if the server has it, over TLS and without.</summary>
    Http2 = 3,

    /// <summary>HTTP/2 if the server has it, over TLS only.</summary>
    Http2Tls = 4,

    /// <summary>HTTP/2 without asking first.</summary>
    Http2PriorKnowledge = 5,

    /// <summary>HTTP/3 if the server has it. Since libcurl 7.66.</summary>
    Http3 = 30,

    /// <summary>HTTP/3 and nothing else. Since libcurl 7.88.</summary>
    Http3Only = 31,
}
