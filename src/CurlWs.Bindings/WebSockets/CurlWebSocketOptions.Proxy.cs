using System;
using System.Net;

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
    /// The user and password for the proxy, be it <see cref="Proxy"/> or one of the environment: Basic for HTTP proxies, the user name
    /// only for SOCKS 4. Default: those in the proxy's address.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXYUSERNAME.html">CURLOPT_PROXYUSERNAME(3)</see>.
    /// </summary>
    public NetworkCredential? ProxyCredentials { get; set; }

    /// <summary>
    /// A SOCKS proxy through which <see cref="Proxy"/>, an <c>http</c> or <c>https</c> one, is reached; user and password in the address.
    /// Default none. <see href="https://curl.se/libcurl/c/CURLOPT_PRE_PROXY.html">CURLOPT_PRE_PROXY(3)</see>.
    /// </summary>
    public Uri? PreProxy { get; set; }

    /// <summary>
    /// Hosts that are reached without a proxy, with commas between them: names (with their subdomains), addresses, networks such as
    /// <c>10.0.0.0/8</c>; <c>*</c> means all, an empty string none. Default: what the environment's <c>no_proxy</c> says, if
    /// <see cref="UseEnvironmentProxy"/> is set. <see href="https://curl.se/libcurl/c/CURLOPT_NOPROXY.html">CURLOPT_NOPROXY(3)</see>.
    /// </summary>
    public string? NoProxy { get; set; }

    /// <summary>
    /// Whether the environment's <c>ws_proxy</c> or <c>wss_proxy</c>, else <c>http_proxy</c> or <c>https_proxy</c>, else
    /// <c>all_proxy</c>, and <c>no_proxy</c>, are used where <see cref="Proxy"/> and <see cref="NoProxy"/> are not set. Default true. (libcurl 8.14.1 passes over <c>ws_proxy</c>.)
    /// <see href="https://curl.se/libcurl/c/libcurl-env.html">libcurl-env(3)</see>.
    /// </summary>
    public bool UseEnvironmentProxy { get; set; } = true;
}
