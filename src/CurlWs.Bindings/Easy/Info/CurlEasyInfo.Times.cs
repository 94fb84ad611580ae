using System;

namespace CurlWs;

// How long it took, each from the beginning of the transfer.
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// Time from the start of the transfer until the name was resolved.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_NAMELOOKUP_TIME_T.html">CURLINFO_NAMELOOKUP_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan NameLookupTime => Time(CurlInfos.NamelookupTimeT);

    /// <summary>
    /// Time from the start of the transfer until the server, or the proxy, was connected.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONNECT_TIME_T.html">CURLINFO_CONNECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan ConnectTime => Time(CurlInfos.ConnectTimeT);

    /// <summary>
    /// Time from the start of the transfer until the TLS handshake was done; zero without TLS.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_APPCONNECT_TIME_T.html">CURLINFO_APPCONNECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan TlsHandshakeTime => Time(CurlInfos.AppconnectTimeT);

    /// <summary>
    /// Time from the start of the transfer until the request was about to be sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PRETRANSFER_TIME_T.html">CURLINFO_PRETRANSFER_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan PreTransferTime => Time(CurlInfos.PretransferTimeT);

    /// <summary>
    /// Time from the start of the transfer until the request was sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_POSTTRANSFER_TIME_T.html">CURLINFO_POSTTRANSFER_TIME_T(3)</see>, since libcurl 8.10.0.
    /// </summary>
    public TimeSpan PostTransferTime => Time(CurlInfos.PosttransferTimeT);

    /// <summary>
    /// Time from the start of the transfer to the first byte of the response.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_STARTTRANSFER_TIME_T.html">CURLINFO_STARTTRANSFER_TIME_T(3)</see>, since libcurl
    /// 7.61.0.
    /// </summary>
    public TimeSpan StartTransferTime => Time(CurlInfos.StarttransferTimeT);

    /// <summary>
    /// Time from the start of the transfer to its end.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_TOTAL_TIME_T.html">CURLINFO_TOTAL_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan TotalTime => Time(CurlInfos.TotalTimeT);

    /// <summary>
    /// Time that all redirects took before the last request.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_TIME_T.html">CURLINFO_REDIRECT_TIME_T(3)</see>, since libcurl 7.61.0.
    /// </summary>
    public TimeSpan RedirectTime => Time(CurlInfos.RedirectTimeT);

    /// <summary>
    /// Time for which the transfer waited in the queue of its multi handle.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_QUEUE_TIME_T.html">CURLINFO_QUEUE_TIME_T(3)</see>, since libcurl 8.6.0.
    /// </summary>
    public TimeSpan QueueTime => Time(CurlInfos.QueueTimeT);

    private TimeSpan Time(CurlInfo<long> info) => TimeSpan.FromMicroseconds(Number(info));
}
