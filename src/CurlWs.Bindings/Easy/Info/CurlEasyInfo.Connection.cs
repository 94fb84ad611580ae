using System.Collections.Generic;
using System.Net;

namespace CurlWs;

// The connection: where it goes, how it was secured.
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// The other end of the connection: the server or the proxy. Null where there is none, and for Unix domain sockets.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PRIMARY_IP.html">CURLINFO_PRIMARY_IP(3)</see>, since libcurl 7.19.0.
    /// </summary>
    public IPEndPoint? PrimaryEndPoint { get; }

    /// <summary>
    /// This end of the connection. Null where there is none, and for Unix domain sockets.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_LOCAL_IP.html">CURLINFO_LOCAL_IP(3)</see>, since libcurl 7.21.0.
    /// </summary>
    public IPEndPoint? LocalEndPoint { get; }

    /// <summary>
    /// The connection's number, unique in its pool; null where there is none, and before libcurl 8.2.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONN_ID.html">CURLINFO_CONN_ID(3)</see>, since libcurl 8.2.0.
    /// </summary>
    public long? ConnectionId { get; }

    /// <summary>
    /// The transfer's number, unique in its pool; null before there is one, and before libcurl 8.2.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_XFER_ID.html">CURLINFO_XFER_ID(3)</see>, since libcurl 8.2.0.
    /// </summary>
    public long? TransferId { get; }

    /// <summary>
    /// Number of connections that the last transfer had to open.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_NUM_CONNECTS.html">CURLINFO_NUM_CONNECTS(3)</see>, since libcurl 7.12.3.
    /// </summary>
    public int ConnectCount { get; }

    /// <summary>
    /// The system's number of the error on which connecting failed.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_OS_ERRNO.html">CURLINFO_OS_ERRNO(3)</see>, since libcurl 7.12.2.
    /// </summary>
    public int OsError { get; }

    /// <summary>
    /// Whether the last transfer went through a proxy; null before libcurl 8.7.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_USED_PROXY.html">CURLINFO_USED_PROXY(3)</see>, since libcurl 8.7.0.
    /// </summary>
    public bool? UsedProxy { get; }

    /// <summary>
    /// Reason why a proxy refused.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PROXY_ERROR.html">CURLINFO_PROXY_ERROR(3)</see>, since libcurl 7.73.0.
    /// </summary>
    public CurlProxyErrorCode ProxyError { get; }

    /// <summary>
    /// Verdict of the TLS library on the server's certificate, as that library numbers verdicts; 0 is success.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SSL_VERIFYRESULT.html">CURLINFO_SSL_VERIFYRESULT(3)</see>, since libcurl 7.5.
    /// </summary>
    public long TlsVerifyResult { get; }

    /// <summary>
    /// The same about an https proxy's certificate.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PROXY_SSL_VERIFYRESULT.html">CURLINFO_PROXY_SSL_VERIFYRESULT(3)</see>, since libcurl
    /// 7.52.0.
    /// </summary>
    public long ProxyTlsVerifyResult { get; }

    /// <summary>
    /// The file of trusted roots that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CAINFO.html">CURLINFO_CAINFO(3)</see>, since libcurl 7.84.0.
    /// </summary>
    public string? DefaultCaFile { get; }

    /// <summary>
    /// The folder of trusted roots that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CAPATH.html">CURLINFO_CAPATH(3)</see>, since libcurl 7.84.0.
    /// </summary>
    public string? DefaultCaPath { get; }

    /// <summary>
    /// The crypto engines that OpenSSL has.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SSL_ENGINES.html">CURLINFO_SSL_ENGINES(3)</see>, since libcurl 7.12.3.
    /// </summary>
    public IReadOnlyList<string> TlsEngines { get; }
}
