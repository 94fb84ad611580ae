namespace CurlWs;

/// <summary>Kinds of proxy. <see href="https://curl.se/libcurl/c/CURLOPT_PROXYTYPE.html">CURLOPT_PROXYTYPE(3)</see>.</summary>
public enum CurlProxyType
{
    /// <summary>HTTP.</summary>
    Http = 0,

    /// <summary>HTTP 1.0.</summary>
    Http10 = 1,

    /// <summary>HTTP over TLS. Since libcurl 7.52.</summary>
    Https = 2,

    /// <summary>HTTP/2 over TLS, where the proxy has it. Since libcurl 8.1.</summary>
    Https2 = 3,

    /// <summary>SOCKS 4: names are resolved here.</summary>
    Socks4 = 4,

    /// <summary>SOCKS 5: names are resolved here.</summary>
    Socks5 = 5,

    /// <summary>SOCKS 4a: the proxy resolves names.</summary>
    Socks4a = 6,

    /// <summary>SOCKS 5: the proxy resolves names.</summary>
    Socks5Hostname = 7,

    /// <summary>HTTP/3, where libcurl was built with it. Since libcurl 8.21.</summary>
    Https3 = 8,
}
