namespace CurlWs;

/// <summary>
/// Protocols to speak to a <see cref="CurlEasyOptions.Proxy"/> whose address has no scheme, for <see cref="CurlEasyOptions.ProxyType"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYTYPE.html">CURLOPT_PROXYTYPE(3)</see>.
/// </summary>
public enum CurlProxyType
{
    /// <summary>HTTP proxy, spoken to in HTTP/1.1.</summary>
    Http = 0,

    /// <summary>HTTP proxy, spoken to in HTTP/1.0 for CONNECT.</summary>
    Http10 = 1,

    /// <summary>HTTP proxy over TLS, spoken to in HTTP/1.1. Since libcurl 7.52.</summary>
    Https = 2,

    /// <summary>HTTP proxy over TLS, spoken to in HTTP/2 where the proxy can. Since libcurl 8.1.</summary>
    Https2 = 3,

    /// <summary>SOCKS 4 proxy; libcurl resolves the server's name.</summary>
    Socks4 = 4,

    /// <summary>SOCKS 5 proxy; libcurl resolves the server's name.</summary>
    Socks5 = 5,

    /// <summary>SOCKS 4a proxy, which resolves the server's name.</summary>
    Socks4a = 6,

    /// <summary>SOCKS 5 proxy, which resolves the server's name.</summary>
    Socks5Hostname = 7,

    /// <summary>HTTP proxy over QUIC, spoken to in HTTP/3, where libcurl was built with that. Since libcurl 8.21.</summary>
    Https3 = 8,
}
