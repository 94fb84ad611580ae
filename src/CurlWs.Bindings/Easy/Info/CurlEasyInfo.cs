using System;
using System.Collections.Generic;
using System.Net;

namespace CurlWs;

/// <summary>
/// Facts about the transfer or connection of a <see cref="CurlEasy"/>, all read at once by <see cref="CurlEasy.GetInfo()"/>.
/// <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
/// </summary>
/// <remarks>
/// The values do not change any more: any thread may read them, also after the handle was disposed. No property throws. A fact that the
/// loaded libcurl is too old for is null.
/// </remarks>
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// The status code of the last answer; 0 before there is one. 101 after an upgrade.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_RESPONSE_CODE.html">CURLINFO_RESPONSE_CODE(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public int ResponseCode { get; }

    /// <summary>
    /// The status code of the proxy's last answer to CONNECT; null where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTP_CONNECTCODE.html">CURLINFO_HTTP_CONNECTCODE(3)</see>, since libcurl 7.10.7.
    /// </summary>
    public HttpStatusCode? ProxyStatusCode { get; }

    /// <summary>
    /// The address that was used last, without user and password; null before there is one, and where it is no <see cref="Uri"/> to .NET.
    /// libcurl's own text is <c>GetInfo(CurlInfos.EffectiveUri)</c>, in which up to 8.22 there may be a password that was in no address
    /// (CVE-2026-94266).
    /// <see href="https://curl.se/libcurl/c/CURLINFO_EFFECTIVE_URL.html">CURLINFO_EFFECTIVE_URL(3)</see>, since libcurl 7.4.
    /// </summary>
    public Uri? EffectiveUri { get; }

    /// <summary>
    /// The method that was used last.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_EFFECTIVE_METHOD.html">CURLINFO_EFFECTIVE_METHOD(3)</see>, since libcurl 7.72.0.
    /// </summary>
    public string? EffectiveMethod { get; }

    /// <summary>
    /// Address of a redirect that was not followed; null where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_URL.html">CURLINFO_REDIRECT_URL(3)</see>, since libcurl 7.18.2.
    /// </summary>
    public Uri? RedirectUri { get; }

    /// <summary>
    /// Number of redirects that were followed.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REDIRECT_COUNT.html">CURLINFO_REDIRECT_COUNT(3)</see>, since libcurl 7.9.7.
    /// </summary>
    public int RedirectCount { get; }

    /// <summary>
    /// The HTTP version of the last connection; null before there is one.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTP_VERSION.html">CURLINFO_HTTP_VERSION(3)</see>, since libcurl 7.50.0.
    /// </summary>
    public CurlHttpVersion? HttpVersion { get; }

    /// <summary>
    /// The scheme of the connection, in lower case.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SCHEME.html">CURLINFO_SCHEME(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public string? Scheme { get; }

    /// <summary>
    /// The header <c>Content-Type</c> of the answer; null where there is none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONTENT_TYPE.html">CURLINFO_CONTENT_TYPE(3)</see>, since libcurl 7.9.4.
    /// </summary>
    public string? ContentType { get; }

    /// <summary>
    /// Bytes, as the answer's header says; null where it does not.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CONTENT_LENGTH_DOWNLOAD_T.html">CURLINFO_CONTENT_LENGTH_DOWNLOAD_T(3)</see>, since
    /// libcurl 7.55.0.
    /// </summary>
    public long? ContentLength { get; }

    /// <summary>
    /// Time that the server asks the client to wait; null where it asks for none.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_RETRY_AFTER.html">CURLINFO_RETRY_AFTER(3)</see>, since libcurl 7.66.0.
    /// </summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// The header <c>Referer</c> that was sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REFERER.html">CURLINFO_REFERER(3)</see>, since libcurl 7.76.0.
    /// </summary>
    public string? Referer { get; }

    /// <summary>
    /// The cookies that the handle holds, as lines of a Netscape cookie file.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_COOKIELIST.html">CURLINFO_COOKIELIST(3)</see>, since libcurl 7.14.1.
    /// </summary>
    public IReadOnlyList<string> Cookies { get; }

    /// <summary>
    /// The kinds of authentication that the server offered.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HTTPAUTH_AVAIL.html">CURLINFO_HTTPAUTH_AVAIL(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public CurlAuth HttpAuthAvailable { get; }

    /// <summary>
    /// The kinds of authentication that the proxy offered.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_PROXYAUTH_AVAIL.html">CURLINFO_PROXYAUTH_AVAIL(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public CurlAuth ProxyAuthAvailable { get; }

    /// <summary>
    /// Bytes received, without headers.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SIZE_DOWNLOAD_T.html">CURLINFO_SIZE_DOWNLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long DownloadedBytes { get; }

    /// <summary>
    /// Bytes sent, without headers.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SIZE_UPLOAD_T.html">CURLINFO_SIZE_UPLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long UploadedBytes { get; }

    /// <summary>
    /// Bytes a second received, on average.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SPEED_DOWNLOAD_T.html">CURLINFO_SPEED_DOWNLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long DownloadBytesPerSecond { get; }

    /// <summary>
    /// Bytes a second sent, on average.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_SPEED_UPLOAD_T.html">CURLINFO_SPEED_UPLOAD_T(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public long UploadBytesPerSecond { get; }

    /// <summary>
    /// Bytes of all headers received.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_HEADER_SIZE.html">CURLINFO_HEADER_SIZE(3)</see>, since libcurl 7.4.1.
    /// </summary>
    public long HeaderBytes { get; }

    /// <summary>
    /// Bytes of all requests sent.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_REQUEST_SIZE.html">CURLINFO_REQUEST_SIZE(3)</see>, since libcurl 7.4.1.
    /// </summary>
    public long RequestBytes { get; }
}
