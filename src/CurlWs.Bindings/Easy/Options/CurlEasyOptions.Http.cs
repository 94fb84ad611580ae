using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// What an HTTP request says, an upgrade to WebSocket among them.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Header lines of the request, <c>Name: value</c>, in order. <c>Name:</c> removes one that libcurl would send, <c>Name;</c> sends it
    /// empty. Default none. Sent to proxies as well where there is no tunnel.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HTTPHEADER.html">CURLOPT_HTTPHEADER(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a control character other than the tab.</exception>
    public IReadOnlyList<string>? HttpHeaders
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_HTTPHEADER);
        set => SetList(CURLoption.CURLOPT_HTTPHEADER, value);
    }

    /// <summary>
    /// The header <c>User-Agent</c>. Default none: it is not sent.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_USERAGENT.html">CURLOPT_USERAGENT(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a control character other than the tab.</exception>
    public string? UserAgent
    {
        get => Get<string>(CURLoption.CURLOPT_USERAGENT);
        set => SetLine(CURLoption.CURLOPT_USERAGENT, value);
    }

    /// <summary>
    /// The header <c>Referer</c>. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_REFERER.html">CURLOPT_REFERER(3)</see>, since
    /// libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a control character other than the tab.</exception>
    public string? Referer
    {
        get => Get<string>(CURLoption.CURLOPT_REFERER);
        set => SetLine(CURLoption.CURLOPT_REFERER, value);
    }

    /// <summary>
    /// Whether the requests after a redirect say in <c>Referer</c> where they come from. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_AUTOREFERER.html">CURLOPT_AUTOREFERER(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? AutoReferer
    {
        get => Get<bool?>(CURLoption.CURLOPT_AUTOREFERER);
        set => SetBoolean(CURLoption.CURLOPT_AUTOREFERER, value, fallback: false);
    }

    /// <summary>
    /// The header <c>Accept-Encoding</c>, and that the answer is decoded; an empty string means all that libcurl can decode. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_ACCEPT_ENCODING.html">CURLOPT_ACCEPT_ENCODING(3)</see>, since libcurl 7.21.6.
    /// </summary>
    /// <exception cref="ArgumentException">It has a control character other than the tab.</exception>
    public string? AcceptEncoding
    {
        get => Get<string>(CURLoption.CURLOPT_ACCEPT_ENCODING);
        set => SetLine(CURLoption.CURLOPT_ACCEPT_ENCODING, value);
    }

    /// <summary>
    /// HTTP versions to try. Default: the best that both sides have; WebSocket connections use 1.1.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HTTP_VERSION.html">CURLOPT_HTTP_VERSION(3)</see>, since libcurl 7.9.1.
    /// </summary>
    public CurlHttpVersion? HttpVersion
    {
        get => Get<CurlHttpVersion?>(CURLoption.CURLOPT_HTTP_VERSION);
        set => SetNumber(CURLoption.CURLOPT_HTTP_VERSION, value, (long)(value ?? CurlHttpVersion.Default));
    }

    /// <summary>
    /// The request's method in place of the one that libcurl would use. It changes that word only, not what is done. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CUSTOMREQUEST.html">CURLOPT_CUSTOMREQUEST(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? Method
    {
        get => Get<string>(CURLoption.CURLOPT_CUSTOMREQUEST);
        set => SetNonEmptyLine(CURLoption.CURLOPT_CUSTOMREQUEST, value);
    }

    /// <summary>
    /// The request's target in place of the path of the URL, such as <c>*</c>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_REQUEST_TARGET.html">CURLOPT_REQUEST_TARGET(3)</see>, since libcurl 7.55.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? RequestTarget
    {
        get => Get<string>(CURLoption.CURLOPT_REQUEST_TARGET);
        set => SetNonEmptyLine(CURLoption.CURLOPT_REQUEST_TARGET, value);
    }

    /// <summary>
    /// The bytes that are wanted, such as <c>0-499,1000-</c>. Default all.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_RANGE.html">CURLOPT_RANGE(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? Range
    {
        get => Get<string>(CURLoption.CURLOPT_RANGE);
        set => SetNonEmptyLine(CURLoption.CURLOPT_RANGE, value);
    }

    /// <summary>
    /// Whether redirects are followed. Default no. A WebSocket connection follows none: libcurl takes any answer but 101 as its end.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_FOLLOWLOCATION.html">CURLOPT_FOLLOWLOCATION(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? FollowLocation
    {
        get => Get<bool?>(CURLoption.CURLOPT_FOLLOWLOCATION);
        set => SetBoolean(CURLoption.CURLOPT_FOLLOWLOCATION, value, fallback: false);
    }

    /// <summary>
    /// Highest number of redirects to follow; -1 means no limit. Default 30.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAXREDIRS.html">CURLOPT_MAXREDIRS(3)</see>, since libcurl 7.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between -1 and 32,767.</exception>
    public int? MaxRedirects
    {
        get => Get<int?>(CURLoption.CURLOPT_MAXREDIRS);
        set => SetInRange(CURLoption.CURLOPT_MAXREDIRS, value, -1, 32_767, fallback: 30);
    }

    /// <summary>
    /// Whether an answer of 400 or more fails the transfer, with <see cref="CurlErrorCode.HttpReturnedError"/>. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_FAILONERROR.html">CURLOPT_FAILONERROR(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? FailOnError
    {
        get => Get<bool?>(CURLoption.CURLOPT_FAILONERROR);
        set => SetBoolean(CURLoption.CURLOPT_FAILONERROR, value, fallback: false);
    }

    /// <summary>
    /// Time for which an upload waits for <c>100 Continue</c>. Resolution: milliseconds. Default 1 second.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_EXPECT_100_TIMEOUT_MS.html">CURLOPT_EXPECT_100_TIMEOUT_MS(3)</see>, since libcurl
    /// 7.36.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan? ExpectContinueTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_EXPECT_100_TIMEOUT_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_EXPECT_100_TIMEOUT_MS, value, fallback: 1000);
    }

    /// <summary>
    /// Whether an answer without a status line is taken as one of HTTP 0.9. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HTTP09_ALLOWED.html">CURLOPT_HTTP09_ALLOWED(3)</see>, since libcurl 7.64.0.
    /// </summary>
    public bool? Http09Allowed
    {
        get => Get<bool?>(CURLoption.CURLOPT_HTTP09_ALLOWED);
        set => SetBoolean(CURLoption.CURLOPT_HTTP09_ALLOWED, value, fallback: false);
    }

    /// <summary>
    /// Whether <c>/../</c> and <c>/./</c> in the URL's path are left as they are. <see cref="Uri"/> has resolved them already. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PATH_AS_IS.html">CURLOPT_PATH_AS_IS(3)</see>, since libcurl 7.42.0.
    /// </summary>
    public bool? PathAsIs
    {
        get => Get<bool?>(CURLoption.CURLOPT_PATH_AS_IS);
        set => SetBoolean(CURLoption.CURLOPT_PATH_AS_IS, value, fallback: false);
    }

    /// <summary>
    /// The schemes that a transfer may use, such as <c>https</c>. Default all that are built in. <see cref="CurlEasy.ConnectAsync"/> allows
    /// <c>ws</c> and <c>wss</c> only. <see href="https://curl.se/libcurl/c/CURLOPT_PROTOCOLS_STR.html">CURLOPT_PROTOCOLS_STR(3)</see>,
    /// since libcurl 7.85.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? Protocols
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_PROTOCOLS_STR);
        set => SetJoined(CURLoption.CURLOPT_PROTOCOLS_STR, value, ',');
    }

    /// <summary>
    /// The schemes that a redirect may lead to. Default <c>http</c>, <c>https</c>, <c>ftp</c> and <c>ftps</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_REDIR_PROTOCOLS_STR.html">CURLOPT_REDIR_PROTOCOLS_STR(3)</see>, since libcurl 7.85.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? RedirectProtocols
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_REDIR_PROTOCOLS_STR);
        set => SetJoined(CURLoption.CURLOPT_REDIR_PROTOCOLS_STR, value, ',');
    }

    /// <summary>
    /// The scheme of a URL without one, for URLs set by C's name. Default: guessed from the host name.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DEFAULT_PROTOCOL.html">CURLOPT_DEFAULT_PROTOCOL(3)</see>, since libcurl 7.45.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? DefaultProtocol
    {
        get => Get<string>(CURLoption.CURLOPT_DEFAULT_PROTOCOL);
        set => SetNonEmpty(CURLoption.CURLOPT_DEFAULT_PROTOCOL, value);
    }

    /// <summary>
    /// Whether a URL with a user name is refused. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DISALLOW_USERNAME_IN_URL.html">CURLOPT_DISALLOW_USERNAME_IN_URL(3)</see>, since libcurl
    /// 7.61.0.
    /// </summary>
    public bool? DisallowUserInfoInUri
    {
        get => Get<bool?>(CURLoption.CURLOPT_DISALLOW_USERNAME_IN_URL);
        set => SetBoolean(CURLoption.CURLOPT_DISALLOW_USERNAME_IN_URL, value, fallback: false);
    }
}
