using System;
using System.Net;
using System.Net.WebSockets;

namespace CurlWs;

// The way through proxies. A redirect keeps it.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// The proxy: <c>http</c>, <c>https</c>, <c>socks4</c>, <c>socks4a</c>, <c>socks5</c> or <c>socks5h</c> (with <c>a</c> and <c>h</c>
    /// the proxy resolves the name), with user and password in the address or in <see cref="ProxyCredentials"/>. Without a port it is 80
    /// for <c>http</c>, 443 for <c>https</c>, 1080 for the others. HTTP proxies are asked for a tunnel (CONNECT), for <c>ws</c> too.
    /// A redirect, to any origin, takes the same way. Default: see <see cref="UseEnvironmentProxy"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY.html">CURLOPT_PROXY(3)</see>.
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>
    /// Names the proxy for each address, instead of <see cref="Proxy"/> and the environment. <c>HttpClient.DefaultProxy</c> is the system's
    /// proxy with its exceptions. Default null. Not with <see cref="Proxy"/>, <see cref="PreProxy"/> and <see cref="NoProxy"/>.
    /// </summary>
    /// <remarks>
    /// <para>It is asked for each request, after a redirect too, with the <c>ws</c> or <c>wss</c> address, as <see cref="ClientWebSocket"/>
    /// does: <see cref="IWebProxy.IsBypassed"/>, then <see cref="IWebProxy.GetProxy"/>; null and the address itself mean no proxy. Schemes
    /// are those of <see cref="Proxy"/>; the host's name goes to a <c>socks5</c> proxy unresolved, as .NET has it. Of several proxies the
    /// first is used. The first request asks on the caller's thread.</para>
    /// <para>Without <see cref="ProxyCredentials"/> its <see cref="IWebProxy.Credentials"/> are asked for the proxy's address and
    /// <c>Negotiate</c>, <c>Digest</c>, <c>NTLM</c> and <c>Basic</c>, those that <see cref="ProxyAuth"/> allows and libcurl was built with;
    /// of different logins the first counts. A <see cref="NetworkCredential"/> is used as <see cref="ProxyCredentials"/> is.
    /// <see cref="CredentialCache.DefaultCredentials"/> work by Negotiate, on Windows by NTLM too; elsewhere nothing is sent. Then user and
    /// password in the proxy's address count.</para>
    /// <para>What it throws comes out of the connect, where <see cref="ClientWebSocket"/> goes on without a proxy. An address that is no
    /// proxy's is an <see cref="ArgumentException"/>.</para>
    /// </remarks>
    public IWebProxy? WebProxy { get; set; }

    /// <summary>
    /// The user and password for the proxy, whether <see cref="Proxy"/>, <see cref="WebProxy"/> or the environment names it: for HTTP
    /// proxies with Digest, NTLM or Basic, the first of these that the proxy offers and libcurl was built with; the user name only for
    /// SOCKS 4. Basic, which sends the password as it is, is used only where the proxy offers nothing else of these. See
    /// <see cref="ProxyAuth"/> for other kinds. Default: those of <see cref="WebProxy"/>, or in the proxy's address.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYUSERNAME.html">CURLOPT_PROXYUSERNAME(3)</see>,
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYAUTH.html">CURLOPT_PROXYAUTH(3)</see>.
    /// </summary>
    public NetworkCredential? ProxyCredentials { get; set; }

    /// <summary>
    /// Kinds of authentication that may be used with an HTTP proxy; of several the safest that it offers. A kind that stands alone is used
    /// with the first request, without asking. Default: Digest, NTLM (where libcurl was built with it) and Basic. Kinds that the loaded
    /// libcurl was not built with are passed over; if no other is named, connecting throws <see cref="PlatformNotSupportedException"/>: the
    /// libcurl of the package runtime.native.libcurl has <see cref="CurlAuth.Negotiate"/> on Windows only.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYAUTH.html">CURLOPT_PROXYAUTH(3)</see>.
    /// </summary>
    public CurlAuth? ProxyAuth { get; set; }

    /// <summary>
    /// Whether the connection begins with the line of HAProxy's PROXY protocol, version 1, before TLS and HTTP. Default false.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPROXYPROTOCOL.html">CURLOPT_HAPROXYPROTOCOL(3)</see>.
    /// </summary>
    public bool HaProxyProtocol { get; set; }

    /// <summary>
    /// The client's address in that line, which it turns on; libcurl 8.22 writes it in the place of the server's address, too. Default: the
    /// connection's own.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPROXY_CLIENT_IP.html">CURLOPT_HAPROXY_CLIENT_IP(3)</see>.
    /// </summary>
    public string? HaProxyClientIp { get; set; }

    /// <summary>
    /// A SOCKS proxy through which <see cref="Proxy"/>, an <c>http</c> or <c>https</c> one, is reached; user and password in the address.
    /// Default none. <see href="https://curl.se/libcurl/c/CURLOPT_PRE_PROXY.html">CURLOPT_PRE_PROXY(3)</see>.
    /// </summary>
    public Uri? PreProxy { get; set; }

    /// <summary>
    /// Hosts that are reached without a proxy, with commas between them: names (with their subdomains; a dot before one means nothing),
    /// addresses, networks such as <c>10.0.0.0/8</c>; <c>*</c> alone means all, an empty string none. Default: what <c>no_proxy</c>, else
    /// <c>NO_PROXY</c>, of the environment says, if <see cref="UseEnvironmentProxy"/> is set.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NOPROXY.html">CURLOPT_NOPROXY(3)</see>.
    /// </summary>
    public string? NoProxy { get; set; }

    /// <summary>
    /// Whether proxies of the environment are used where <see cref="Proxy"/> and <see cref="NoProxy"/> are not set. Default true. Without
    /// effect where <see cref="WebProxy"/> is set.
    /// </summary>
    /// <remarks>
    /// The environment is .NET's, so that <see cref="Environment.SetEnvironmentVariable(string, string?)"/> counts, and it is read for each
    /// connect. For <c>ws</c> the first of <c>ws_proxy</c>, <c>WS_PROXY</c>, <c>http_proxy</c>, <c>HTTP_PROXY</c>, <c>all_proxy</c> and
    /// <c>ALL_PROXY</c> that is not empty names the proxy; for <c>wss</c> it is <c>wss_proxy</c>, <c>WSS_PROXY</c>, <c>https_proxy</c>,
    /// <c>HTTPS_PROXY</c> and the last two. The address is as <see cref="Proxy"/>'s, <c>http://</c> may be left out. In a CGI program
    /// (<c>GATEWAY_INTERFACE</c> is set) <c>HTTP_PROXY</c> is passed over, on Windows <c>http_proxy</c> too: there it is what a client
    /// sends as the header field <c>Proxy</c>. This is .NET's order for http and https with curl's own names before it; the same with every
    /// libcurl. <see href="https://curl.se/libcurl/c/libcurl-env.html">libcurl-env(3)</see>.
    /// </remarks>
    public bool UseEnvironmentProxy { get; set; } = true;
}
