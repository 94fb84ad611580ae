namespace CurlWs;

/// <summary>
/// Points at which a transfer stops. <see href="https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html">CURLOPT_CONNECT_ONLY(3)</see>.
/// </summary>
public enum CurlConnectOnly
{
    /// <summary>Runs a whole transfer. The default.</summary>
    Off = 0,

    /// <summary>Connects, with TLS and proxies, then leaves the connection to raw sends and receives.</summary>
    Connection = 1,

    /// <summary>Connects and upgrades to WebSocket, then leaves the connection to the WebSocket calls. Since libcurl 7.86.</summary>
    WebSocket = 2,
}
