using System;
using System.Collections.Generic;

namespace CurlWs;

// From where the connection is made, to where, and how its socket is set. A redirect keeps it.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// The local end: an interface's name, an address or a host name; <c>if!</c> or <c>host!</c> before it says which is meant. Default:
    /// the system's choice. <see href="https://curl.se/libcurl/c/CURLOPT_INTERFACE.html">CURLOPT_INTERFACE(3)</see>.
    /// </summary>
    public string? Interface { get; set; }

    /// <summary>
    /// The local port, 1 to 65,535. Default: the system's choice.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOCALPORT.html">CURLOPT_LOCALPORT(3)</see>.
    /// </summary>
    public int? LocalPort { get; set; }

    /// <summary>
    /// Number of ports to try, from <see cref="LocalPort"/> on. Default 1.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOCALPORTRANGE.html">CURLOPT_LOCALPORTRANGE(3)</see>.
    /// </summary>
    public int? LocalPortRange { get; set; }

    /// <summary>
    /// Addresses for names, instead of asking for them: <c>host:port:address[,address]...</c>. TLS and <c>Host</c> keep the name. Default
    /// none. <see href="https://curl.se/libcurl/c/CURLOPT_RESOLVE.html">CURLOPT_RESOLVE(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? Resolve { get; set; }

    /// <summary>
    /// Host and port to connect to instead: <c>host:port:other-host:other-port</c>, each part may be empty, which means any or the same.
    /// TLS (server name, certificate) and <c>Host</c> keep what the address says: this is the way to another server name than the host that
    /// is connected to. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_CONNECT_TO.html">CURLOPT_CONNECT_TO(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? ConnectTo { get; set; }

    /// <summary>
    /// Name servers, <c>address[:port]</c>. Only where libcurl was built with c-ares, which that of the package runtime.native.libcurl is
    /// not: connecting throws <see cref="PlatformNotSupportedException"/> there. Default: the system's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DNS_SERVERS.html">CURLOPT_DNS_SERVERS(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? DnsServers { get; set; }

    /// <summary>
    /// The DNS over HTTPS server that names are asked of (RFC 8484), an <c>https</c> address. Its certificate is always checked, against
    /// the same roots as the server's. Default none: the system's resolver.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DOH_URL.html">CURLOPT_DOH_URL(3)</see>.
    /// </summary>
    public Uri? DnsOverHttpsUri { get; set; }

    /// <summary>
    /// Kind of IP addresses to use. Default <see cref="CurlIpResolve.Any"/>: both, whichever answers first.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_IPRESOLVE.html">CURLOPT_IPRESOLVE(3)</see>.
    /// </summary>
    public CurlIpResolve IpResolve { get; set; }

    /// <summary>
    /// Head start of IPv6 over IPv4 when a name has addresses of both. Resolution: milliseconds. Default 200 milliseconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS.html">CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS(3)</see>.
    /// </summary>
    public TimeSpan? HappyEyeballsTimeout { get; set; }

    /// <summary>
    /// Names, TLS sessions, cookies that this connection shares with others; of connections it must not be. Default none. The connection
    /// keeps the share alive. To another origin (see <see cref="MaxRedirects"/>) it goes along unless it shares cookies.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SHARE.html">CURLOPT_SHARE(3)</see>.
    /// </summary>
    /// <remarks>
    /// A share of <see cref="CurlShareData.TlsSessions"/> tells connections apart as libcurl does, and that is less than
    /// <see cref="AllowTlsResume"/> does by itself: see there. Give each set of options a share of its own.
    /// </remarks>
    public CurlShare? Share { get; set; }

    /// <summary>
    /// The file of a Unix domain socket to connect to instead of the address's host, which goes only into <c>Host</c> and TLS. The
    /// address <c>ws+unix:/path/of/socket:/request/path</c> says the same. No proxy is used then. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_UNIX_SOCKET_PATH.html">CURLOPT_UNIX_SOCKET_PATH(3)</see>.
    /// </summary>
    public string? UnixSocketPath { get; set; }

    /// <summary>
    /// The same for a socket of Linux's abstract namespace: its name without the leading zero. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_ABSTRACT_UNIX_SOCKET.html">CURLOPT_ABSTRACT_UNIX_SOCKET(3)</see>.
    /// </summary>
    public string? AbstractUnixSocket { get; set; }

    /// <summary>
    /// Whether small frames are sent at once instead of waiting for more (Nagle). Default true.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_NODELAY.html">CURLOPT_TCP_NODELAY(3)</see>.
    /// </summary>
    public bool TcpNoDelay { get; set; } = true;

    /// <summary>
    /// Whether the system probes an idle connection, beneath the protocol's own <see cref="KeepAliveInterval"/>. Default false.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPALIVE.html">CURLOPT_TCP_KEEPALIVE(3)</see>.
    /// </summary>
    public bool TcpKeepAlive { get; set; }

    /// <summary>
    /// Time for which the connection is idle before the first probe; whole seconds. Only with <see cref="TcpKeepAlive"/>. Default 60
    /// seconds. <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPIDLE.html">CURLOPT_TCP_KEEPIDLE(3)</see>.
    /// </summary>
    public TimeSpan? TcpKeepIdle { get; set; }

    /// <summary>
    /// Time between two probes; whole seconds. Only with <see cref="TcpKeepAlive"/>. Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPINTVL.html">CURLOPT_TCP_KEEPINTVL(3)</see>.
    /// </summary>
    public TimeSpan? TcpKeepInterval { get; set; }
}
