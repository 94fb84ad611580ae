using System;

namespace CurlWs;

// How long it took, each from the beginning of the transfer.
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// Time from the start of the transfer until the name was resolved.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_NAMELOOKUP_TIME_T.html">CURLINFO_NAMELOOKUP_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan NameLookupTime { get; }

    /// <summary>
    /// Time from the start of the transfer until the server, or the proxy, was connected.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONNECT_TIME_T.html">CURLINFO_CONNECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan ConnectTime { get; }

    /// <summary>
    /// Time from the start of the transfer until the TLS handshake was done; zero without TLS.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_APPCONNECT_TIME_T.html">CURLINFO_APPCONNECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan TlsHandshakeTime { get; }

    /// <summary>
    /// Time from the start of the transfer until the request was about to be sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PRETRANSFER_TIME_T.html">CURLINFO_PRETRANSFER_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan PreTransferTime { get; }

    /// <summary>
    /// Time from the start of the transfer until the request was sent; null before libcurl 8.10.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_POSTTRANSFER_TIME_T.html">CURLINFO_POSTTRANSFER_TIME_T(3)</see>, since libcurl 8.10.0.
    /// </summary>
    public TimeSpan? PostTransferTime { get; }

    /// <summary>
    /// Time from the start of the transfer to the first byte of the response.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_STARTTRANSFER_TIME_T.html">CURLINFO_STARTTRANSFER_TIME_T(3)</see>, since libcurl
    /// 7.61.0.
    /// </summary>
    public TimeSpan StartTransferTime { get; }

    /// <summary>
    /// Time from the start of the transfer to its end.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_TOTAL_TIME_T.html">CURLINFO_TOTAL_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan TotalTime { get; }

    /// <summary>
    /// Time that all redirects took before the last request.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_TIME_T.html">CURLINFO_REDIRECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan RedirectTime { get; }

    /// <summary>
    /// Time for which the transfer waited in the queue of its multi handle; null before libcurl 8.6.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_QUEUE_TIME_T.html">CURLINFO_QUEUE_TIME_T(3)</see>, since libcurl 8.6.0.
    /// </summary>
    public TimeSpan? QueueTime { get; }
}
