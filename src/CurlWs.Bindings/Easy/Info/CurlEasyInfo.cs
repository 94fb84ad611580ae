using System;
using System.Collections.Generic;

namespace CurlWs;

/// <summary>
/// Facts about the transfer or connection of a <see cref="CurlEasy"/>: each property asks libcurl anew.
/// <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
/// </summary>
/// <remarks>Thread rule: as for the handle. A property that is newer than the loaded libcurl throws <see cref="CurlException"/>.</remarks>
public sealed partial class CurlEasyInfo
{
    private readonly CurlEasy _easy;

    internal CurlEasyInfo(CurlEasy easy) => _easy = easy;

    /// <summary>
    /// The status code of the last answer; 0 before there is one. 101 after an upgrade.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_RESPONSE_CODE.html">CURLINFO_RESPONSE_CODE(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public int ResponseCode => (int)Number(CurlInfos.ResponseCode);

    /// <summary>
    /// The status code of the proxy's last answer to CONNECT; 0 where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTP_CONNECTCODE.html">CURLINFO_HTTP_CONNECTCODE(3)</see>, since libcurl 7.10.7.
    /// </summary>
    public int HttpConnectCode => (int)Number(CurlInfos.HttpConnectcode);

    /// <summary>
    /// The URL that was used last, as it was given: with user and password, if it has them.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_EFFECTIVE_URL.html">CURLINFO_EFFECTIVE_URL(3)</see>, since libcurl 7.4.
    /// </summary>
    public string? EffectiveUrl => Text(CurlInfos.EffectiveUrl);

    /// <summary>
    /// The method that was used last.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_EFFECTIVE_METHOD.html">CURLINFO_EFFECTIVE_METHOD(3)</see>, since libcurl 7.72.0.
    /// </summary>
    public string? EffectiveMethod => Text(CurlInfos.EffectiveMethod);

    /// <summary>
    /// Address of a redirect that was not followed; null where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_URL.html">CURLINFO_REDIRECT_URL(3)</see>, since libcurl 7.18.2.
    /// </summary>
    public string? RedirectUrl => Text(CurlInfos.RedirectUrl);

    /// <summary>
    /// Number of redirects that were followed.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_COUNT.html">CURLINFO_REDIRECT_COUNT(3)</see>, since libcurl 7.9.7.
    /// </summary>
    public int RedirectCount => (int)Number(CurlInfos.RedirectCount);

    /// <summary>
    /// The HTTP version of the last connection; null before there is one.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTP_VERSION.html">CURLINFO_HTTP_VERSION(3)</see>, since libcurl 7.50.0.
    /// </summary>
    public Version? HttpVersion => ToVersion(Number(CurlInfos.HttpVersion));

    /// <summary>
    /// The scheme of the connection, in lower case.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SCHEME.html">CURLINFO_SCHEME(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public string? Scheme => Text(CurlInfos.Scheme)?.ToLowerInvariant();

    /// <summary>
    /// The header <c>Content-Type</c> of the answer; null where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONTENT_TYPE.html">CURLINFO_CONTENT_TYPE(3)</see>, since libcurl 7.9.4.
    /// </summary>
    public string? ContentType => Text(CurlInfos.ContentType);

    /// <summary>
    /// Bytes, as the answer's header says; null where it does not.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONTENT_LENGTH_DOWNLOAD_T.html">CURLINFO_CONTENT_LENGTH_DOWNLOAD_T(3)</see>, since
    /// libcurl 7.55.0.
    /// </summary>
    public long? ContentLength => NotNegative(Number(CurlInfos.ContentLengthDownloadT));

    /// <summary>
    /// Time that the server asks the client to wait; null where it asks for none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_RETRY_AFTER.html">CURLINFO_RETRY_AFTER(3)</see>, since libcurl 7.66.0.
    /// </summary>
    public TimeSpan? RetryAfter => Number(CurlInfos.RetryAfter) is > 0 and long seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>
    /// The header <c>Referer</c> that was sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REFERER.html">CURLINFO_REFERER(3)</see>, since libcurl 7.76.0.
    /// </summary>
    public string? Referer => Text(CurlInfos.Referer);

    /// <summary>
    /// The cookies that the handle holds, as lines of a Netscape cookie file.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_COOKIELIST.html">CURLINFO_COOKIELIST(3)</see>, since libcurl 7.14.1.
    /// </summary>
    public IReadOnlyList<string> Cookies => _easy.GetInfo(CurlInfos.Cookielist)!;

    /// <summary>
    /// The kinds of authentication that the server offered.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTPAUTH_AVAIL.html">CURLINFO_HTTPAUTH_AVAIL(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public CurlAuth HttpAuthAvailable => (CurlAuth)Number(CurlInfos.HttpauthAvail);

    /// <summary>
    /// The kinds of authentication that the proxy offered.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PROXYAUTH_AVAIL.html">CURLINFO_PROXYAUTH_AVAIL(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public CurlAuth ProxyAuthAvailable => (CurlAuth)Number(CurlInfos.ProxyauthAvail);

    /// <summary>
    /// Bytes received, without headers.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SIZE_DOWNLOAD_T.html">CURLINFO_SIZE_DOWNLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long SizeDownload => Number(CurlInfos.SizeDownloadT);

    /// <summary>
    /// Bytes sent, without headers.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SIZE_UPLOAD_T.html">CURLINFO_SIZE_UPLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long SizeUpload => Number(CurlInfos.SizeUploadT);

    /// <summary>
    /// Bytes a second received, on average.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SPEED_DOWNLOAD_T.html">CURLINFO_SPEED_DOWNLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long SpeedDownload => Number(CurlInfos.SpeedDownloadT);

    /// <summary>
    /// Bytes a second sent, on average.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SPEED_UPLOAD_T.html">CURLINFO_SPEED_UPLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long SpeedUpload => Number(CurlInfos.SpeedUploadT);

    /// <summary>
    /// Bytes of all headers received.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HEADER_SIZE.html">CURLINFO_HEADER_SIZE(3)</see>, since libcurl 7.4.1.
    /// </summary>
    public long HeaderSize => Number(CurlInfos.HeaderSize);

    /// <summary>
    /// Bytes of all requests sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REQUEST_SIZE.html">CURLINFO_REQUEST_SIZE(3)</see>, since libcurl 7.4.1.
    /// </summary>
    public long RequestSize => Number(CurlInfos.RequestSize);

    private static Version? ToVersion(long number) => (CurlHttpVersion)number switch
    {
        CurlHttpVersion.Http10 => new Version(1, 0),
        CurlHttpVersion.Http11 => new Version(1, 1),
        CurlHttpVersion.Http2 => new Version(2, 0),
        CurlHttpVersion.Http3 => new Version(3, 0),
        _ => null,
    };

    private static long? NotNegative(long number) => number < 0 ? null : number;

    private string? Text(CurlInfo<string> info) => _easy.GetInfo(info);

    private long Number(CurlInfo<long> info) => _easy.GetInfo(info);
}
