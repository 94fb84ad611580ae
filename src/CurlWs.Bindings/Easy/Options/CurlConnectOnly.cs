namespace CurlWs;

/// <summary>
/// Points at which a transfer stops. <see href="https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html">CURLOPT_CONNECT_ONLY(3)</see>.
/// </summary>
public enum CurlConnectOnly
{
    /// <summary>All the way: a whole transfer. The default.</summary>
    Off = 0,

    /// <summary>Connect, with TLS and proxies, then leave the connection to raw sends and receives.</summary>
    Connection = 1,

    /// <summary>Connect and upgrade to WebSocket, then leave the connection to the WebSocket calls. Since libcurl 7.86.</summary>
    WebSocket = 2,
}
