using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// The way through proxies.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The proxy, such as <c>http://host:port</c>; also <c>https</c>, <c>socks4</c>, <c>socks4a</c>, <c>socks5</c> and <c>socks5h</c>. An
    /// empty string means none, whatever the environment says. Default: what the native environment says to libcurl, which on Unix does not
    /// know of variables that this program sets; see <see cref="UseEnvironmentProxy"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY.html">CURLOPT_PROXY(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <remarks>Text and not a <see cref="System.Uri"/>: a bare host, which <see cref="ProxyType"/> and <see cref="ProxyPort"/> complete,
    /// and the empty string are values of their own.</remarks>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? Proxy
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY);
        set => SetText(CURLoption.CURLOPT_PROXY, value);
    }

    /// <summary>
    /// The kind of a <see cref="Proxy"/> that has no scheme. Default <see cref="CurlProxyType.Http"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYTYPE.html">CURLOPT_PROXYTYPE(3)</see>, since libcurl 7.10.
    /// </summary>
    public CurlProxyType? ProxyType
    {
        get => Get<CurlProxyType?>(CURLoption.CURLOPT_PROXYTYPE);
        set => SetNumber(CURLoption.CURLOPT_PROXYTYPE, value, (long)(value ?? CurlProxyType.Http));
    }

    /// <summary>
    /// The port of a <see cref="Proxy"/> that has none; 0 means libcurl's default. Default 1080, or 443 for an https proxy.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYPORT.html">CURLOPT_PROXYPORT(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 65,535.</exception>
    public int? ProxyPort
    {
        get => Get<int?>(CURLoption.CURLOPT_PROXYPORT);
        set => SetInRange(CURLoption.CURLOPT_PROXYPORT, value, 0, 65_535, fallback: 0);
    }

    /// <summary>
    /// The user name for the proxy. Default: the one in <see cref="Proxy"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYUSERNAME.html">CURLOPT_PROXYUSERNAME(3)</see>, since libcurl 7.19.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? ProxyUserName
    {
        get => Get<string>(CURLoption.CURLOPT_PROXYUSERNAME);
        set => SetText(CURLoption.CURLOPT_PROXYUSERNAME, value);
    }

    /// <summary>
    /// The password for the proxy. Default: the one in <see cref="Proxy"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYPASSWORD.html">CURLOPT_PROXYPASSWORD(3)</see>, since libcurl 7.19.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? ProxyPassword
    {
        get => Get<string>(CURLoption.CURLOPT_PROXYPASSWORD);
        set => SetText(CURLoption.CURLOPT_PROXYPASSWORD, value);
    }

    /// <summary>
    /// The kinds of authentication that may be used with an HTTP proxy. Default <see cref="CurlAuth.Basic"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYAUTH.html">CURLOPT_PROXYAUTH(3)</see>, since libcurl 7.10.7.
    /// </summary>
    public CurlAuth? ProxyAuth
    {
        get => Get<CurlAuth?>(CURLoption.CURLOPT_PROXYAUTH);
        set => SetNumber(CURLoption.CURLOPT_PROXYAUTH, value, (uint)(value ?? CurlAuth.Basic));
    }

    /// <summary>
    /// A SOCKS proxy through which <see cref="Proxy"/> is reached. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PRE_PROXY.html">CURLOPT_PRE_PROXY(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? PreProxy
    {
        get => Get<string>(CURLoption.CURLOPT_PRE_PROXY);
        set => SetText(CURLoption.CURLOPT_PRE_PROXY, value);
    }

    /// <summary>
    /// Hosts that are reached without the proxy, with commas between them; <c>*</c> means all, an empty string none. Default: what the
    /// native environment's <c>no_proxy</c> says; see <see cref="UseEnvironmentProxy"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NOPROXY.html">CURLOPT_NOPROXY(3)</see>, since
    /// libcurl 7.19.4.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? NoProxy
    {
        get => Get<string>(CURLoption.CURLOPT_NOPROXY);
        set => SetText(CURLoption.CURLOPT_NOPROXY, value);
    }

    /// <summary>
    /// Whether an HTTP proxy is asked for a tunnel (CONNECT) for <c>http</c> too. For <c>https</c>, <c>ws</c> and <c>wss</c> it always is.
    /// Default no. <see href="https://curl.se/libcurl/c/CURLOPT_HTTPPROXYTUNNEL.html">CURLOPT_HTTPPROXYTUNNEL(3)</see>, since libcurl 7.3.
    /// </summary>
    public bool? HttpProxyTunnel
    {
        get => Get<bool?>(CURLoption.CURLOPT_HTTPPROXYTUNNEL);
        set => SetBoolean(CURLoption.CURLOPT_HTTPPROXYTUNNEL, value, fallback: false);
    }

    /// <summary>
    /// Header lines for HTTP proxies, as <see cref="HttpHeaders"/>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYHEADER.html">CURLOPT_PROXYHEADER(3)</see>, since libcurl 7.37.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a control character other than the tab.</exception>
    public IReadOnlyList<string>? ProxyHeaders
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_PROXYHEADER);
        set => SetList(CURLoption.CURLOPT_PROXYHEADER, value);
    }

    /// <summary>
    /// Whether the header and write callbacks are spared the proxy's answer to CONNECT. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SUPPRESS_CONNECT_HEADERS.html">CURLOPT_SUPPRESS_CONNECT_HEADERS(3)</see>, since libcurl
    /// 7.54.0.
    /// </summary>
    public bool? SuppressConnectHeaders
    {
        get => Get<bool?>(CURLoption.CURLOPT_SUPPRESS_CONNECT_HEADERS);
        set => SetBoolean(CURLoption.CURLOPT_SUPPRESS_CONNECT_HEADERS, value, fallback: false);
    }

    /// <summary>
    /// The kinds of authentication that may be used with a SOCKS5 proxy: <see cref="CurlAuth.Basic"/>, <see cref="CurlAuth.Negotiate"/>.
    /// Default both. <see href="https://curl.se/libcurl/c/CURLOPT_SOCKS5_AUTH.html">CURLOPT_SOCKS5_AUTH(3)</see>, since libcurl 7.55.0.
    /// </summary>
    public CurlAuth? Socks5Auth
    {
        get => Get<CurlAuth?>(CURLoption.CURLOPT_SOCKS5_AUTH);
        set => SetNumber(CURLoption.CURLOPT_SOCKS5_AUTH, value, (uint)(value ?? (CurlAuth.Basic | CurlAuth.Negotiate)));
    }

    /// <summary>
    /// Whether the connection begins with the line of HAProxy's PROXY protocol, version 1. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPROXYPROTOCOL.html">CURLOPT_HAPROXYPROTOCOL(3)</see>, since libcurl 7.60.0.
    /// </summary>
    public bool? HaProxyProtocol
    {
        get => Get<bool?>(CURLoption.CURLOPT_HAPROXYPROTOCOL);
        set => SetBoolean(CURLoption.CURLOPT_HAPROXYPROTOCOL, value, fallback: false);
    }

    /// <summary>
    /// The client's address in that line, which it turns on. Default: the connection's own.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPROXY_CLIENT_IP.html">CURLOPT_HAPROXY_CLIENT_IP(3)</see>, since libcurl 8.2.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? HaProxyClientIp
    {
        get => Get<string>(CURLoption.CURLOPT_HAPROXY_CLIENT_IP);
        set => SetHaProxyClientIp(value);
    }
}
