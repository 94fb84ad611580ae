using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Compression;
using System.Linq;
using System.Net;

namespace CurlWs;

// What cannot work is refused before the network is touched, with the reason and the remedy.
public sealed partial class CurlWebSocketOptions
{
    private const string PartOfUpgrade = "it is part of the upgrade and made here";
    private const string NoBody = "an upgrade has no body, what follows it are frames, and the server would read them as one";

    // Said as well where an object of the application's is asked for a login, request by request.
    internal const string ColonInUser =
        "Basic authentication has no user names with a colon (RFC 7617, section 2): the server would read the rest as the password.";

    internal const string NoKeys =
        "AwsSigV4 signs with keys, and there are none. Set Credentials: the access key as user, the secret key as password.";

    private static readonly (string Name, string Why)[] s_refusedHeaders =
    [
        ("Connection", PartOfUpgrade), ("Upgrade", PartOfUpgrade),
        ("Sec-WebSocket-Key", PartOfUpgrade), ("Sec-WebSocket-Version", PartOfUpgrade),
        ("Sec-WebSocket-Protocol", "use SubProtocols"), ("Sec-WebSocket-Extensions", PartOfUpgrade),
        ("Content-Length", NoBody), ("Transfer-Encoding", NoBody),
    ];

    private static readonly string[] s_socksSchemes = ["socks4", "socks4a", "socks5", "socks5h"];

    private static readonly SearchValues<char> s_separators = SearchValues.Create("()<>@,;:\\\"/[]?={}");

    /// <summary>A checked copy for one connect, with what the address says beside scheme, host, port and path.</summary>
    /// <param name="user">The user and the password in the address, or null.</param>
    /// <param name="socket">The Unix domain socket that the address names, or null.</param>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    internal CurlWebSocketOptions CheckedCopy(NetworkCredential? user, string? socket)
    {
        CurlWebSocketOptions copy = Copy();
        Refuse(
            socket is not null && (UnixSocketPath ?? AbstractUnixSocket) is not null,
            nameof(UnixSocketPath),
            "The socket is named twice: in the ws+unix address and in the options. Keep one of them.");
        copy.UnixSocketPath ??= socket;
        copy.Validate(credentialsInAddress: user is not null);
        Refuse(
            user is not null && Credentials is not null,
            nameof(Credentials),
            "User and password are set twice: in the address and in Credentials. Keep one of them.");
        copy.Credentials ??= user;
        return copy;
    }

    /// <summary>Checks the options against each other and the address, which is ws or wss.</summary>
    private void Validate(bool credentialsInAddress)
    {
        ValidateSubProtocols();
        ValidateHeaders();
        ValidateCredentials(credentialsInAddress);
        ValidateProxy();
        ValidateNetwork();
        ValidateTrust();
        ValidateClientCertificate();
        Refuse(
            !HasSendQueue && (SendQueueFullMode != CurlSendQueueFullMode.Wait || SendQueueFullCallback is not null),
            SendQueueFullCallback is null ? nameof(SendQueueFullMode) : nameof(SendQueueFullCallback),
            "SendQueueFullMode and SendQueueFullCallback are for a send queue, and there is none. Set SendQueueLimit, or a SendBudget.");
        Refuse(
            AnswerPingsPromptly && !AutomaticPong,
            nameof(AnswerPingsPromptly),
            "AnswerPingsPromptly needs AutomaticPong, which is off: the application answers pings itself. Keep one of them.");
        string[] tuned =
        [
            .. Named(DeflateLevel != CompressionLevel.Optimal, nameof(DeflateLevel)),
            .. Named(DeflateThreshold > 0, nameof(DeflateThreshold)), .. Named(DeflateAdaptive, nameof(DeflateAdaptive)),
        ];
        Refuse(
            Deflate is null && tuned.Length > 0,
            nameof(Deflate),
            $"{string.Join(", ", tuned)}: this is for compression, which is not offered. Set Deflate.");
        Refuse(
            Deflate is { ClientMaxWindowBits: < 15 } && DeflateLevel != CompressionLevel.Optimal,
            nameof(DeflateLevel),
            "A DeflateLevel of its own needs the largest window: set Deflate.ClientMaxWindowBits to 15, or leave the level at Optimal.");
        Refuse(
            Deflate is not null && Framing == CurlFraming.Libcurl,
            nameof(Deflate),
            "libcurl's own framing knows no compression. Use CurlFraming.Auto, or leave Deflate unset.");
    }

    private void ValidateSubProtocols()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < SubProtocols.Count; i++)
        {
            // A subprotocol may be a token of the other kind, a secret: it is named by its place.
            string protocol = SubProtocols[i];
            if (string.IsNullOrEmpty(protocol) || protocol.AsSpan().IndexOfAnyExceptInRange('\x21', '\x7e') >= 0
                || protocol.AsSpan().IndexOfAny(s_separators) >= 0)
            {
                throw new ArgumentException(
                    $"SubProtocols[{i}] is not a subprotocol name: it must be a token (RFC 6455, section 4.1).", nameof(SubProtocols));
            }

            if (!seen.Add(protocol))
            {
                throw new ArgumentException($"SubProtocols[{i}] is a subprotocol that is offered twice.", nameof(SubProtocols));
            }
        }
    }

    private void ValidateHeaders()
    {
        foreach ((string name, string why) in s_refusedHeaders)
        {
            Refuse(RequestHeaders.TryGetValue(name, out _), nameof(RequestHeaders), $"The header {name} cannot be set: {why}.");
        }

        Refuse(
            Cookies is not null && RequestHeaders.TryGetValue("Cookie", out _),
            nameof(Cookies),
            "Cookies and a header Cookie are both set, and only one can be sent. Add that cookie to the container.");
    }

    private void ValidateCredentials(bool credentialsInAddress)
    {
        string[] set =
        [
            .. Named(Credentials is not null && !credentialsInAddress, nameof(Credentials)),
            .. Named(credentialsInAddress, "user and password in the address"),
            .. Named(UseDefaultCredentials, nameof(UseDefaultCredentials)), .. Named(BearerToken is not null, nameof(BearerToken)),
            .. Named(RequestHeaders.TryGetValue("Authorization", out _), "a header Authorization"),
        ];
        Refuse(
            set.Length > 1,
            nameof(Credentials),
            $"A request has one Authorization; here are several: {string.Join(", ", set)}. Keep one of them.");
        Refuse(
            Credentials is NetworkCredential login && BasicUser(login).Contains(':', StringComparison.Ordinal),
            nameof(Credentials),
            ColonInUser);
        ValidateKeys(credentialsInAddress || Credentials is not null);
    }

    private void ValidateKeys(bool hasLogin)
    {
        Refuse(
            AwsSigV4 is not null
                && (BearerToken is not null || UseDefaultCredentials || RequestHeaders.TryGetValue("Authorization", out _)),
            nameof(AwsSigV4),
            "AwsSigV4 makes the request's Authorization, and there is UseDefaultCredentials, a BearerToken or a header Authorization. "
                + "Keep one of them.");
        Refuse(
            AwsSigV4 is not null && !hasLogin && Netrc == CurlNetrc.Ignored,
            nameof(AwsSigV4),
            NoKeys);
        Refuse(
            UseDefaultCredentials && Netrc != CurlNetrc.Ignored,
            nameof(Netrc),
            "Netrc takes a login from a file, and UseDefaultCredentials is another. Keep one of them.");
        Refuse(
            Netrc == CurlNetrc.Required && hasLogin,
            nameof(Netrc),
            "Netrc.Required takes user and password from the file alone, and there are others. Use Netrc.Optional, or leave them unset.");
        Refuse(
            NetrcFile is not null && Netrc == CurlNetrc.Ignored,
            nameof(NetrcFile),
            "NetrcFile is the file for Netrc, which is off. Set Netrc to Optional or Required.");
    }

    private void ValidateProxy()
    {
        string[] own =
        [
            .. Named(Proxy is not null, nameof(Proxy)), .. Named(PreProxy is not null, nameof(PreProxy)),
            .. Named(NoProxy is not null, nameof(NoProxy)),
        ];
        Refuse(
            WebProxy is not null && own.Length > 0,
            nameof(WebProxy),
            $"WebProxy says for each address which proxy is used, and whether one is. Leave unset: {string.Join(", ", own)}; or WebProxy.");
        Refuse(
            ProxyAuth is not null && Proxy is null && WebProxy is null && !UseEnvironmentProxy,
            nameof(ProxyAuth),
            "ProxyAuth is for a proxy, and there is none: neither Proxy nor WebProxy is set, and UseEnvironmentProxy is off.");
        Refuse(ProxyAuth is CurlAuth.None, nameof(ProxyAuth), "ProxyAuth names no kind of authentication. Null is the default.");
        Refuse(
            Proxy is not null && !IsProxy(Proxy),
            nameof(Proxy),
            "A proxy's address begins with http, https, socks4, socks4a, socks5 or socks5h and ://, such as socks5h://host:1080.");
        Refuse(
            PreProxy is not null && Proxy is null,
            nameof(PreProxy),
            "PreProxy is on the way to Proxy, which is not set. For one SOCKS proxy set Proxy.");
        Refuse(
            PreProxy is not null && !(IsProxy(PreProxy) && IsSocks(PreProxy)),
            nameof(PreProxy),
            "PreProxy must be a SOCKS proxy: socks4, socks4a, socks5 or socks5h.");
        Refuse(
            PreProxy is not null && Proxy is not null && IsSocks(Proxy),
            nameof(PreProxy),
            "Behind PreProxy there must be an http or https proxy; libcurl cannot chain two SOCKS proxies.");
        Refuse(
            ProxyCredentials is not null && Proxy is null && WebProxy is null && !UseEnvironmentProxy,
            nameof(ProxyCredentials),
            "ProxyCredentials are for a proxy, and there is none: neither Proxy nor WebProxy is set, and UseEnvironmentProxy is off.");
        Refuse(
            ProxyCredentials is not null && Proxy is { UserInfo.Length: > 0 },
            nameof(ProxyCredentials),
            "The proxy's user and password are set twice: in Proxy's address and in ProxyCredentials. Keep one of them.");
    }

    private void ValidateNetwork()
    {
        Refuse(
            UnixSocketPath is not null && AbstractUnixSocket is not null,
            nameof(AbstractUnixSocket),
            "UnixSocketPath and AbstractUnixSocket are both set, and a connection goes to one socket.");
        string[] tcp =
        [
            .. Named(Proxy is not null, nameof(Proxy)), .. Named(WebProxy is not null, nameof(WebProxy)),
            .. Named(PreProxy is not null, nameof(PreProxy)), .. Named(Interface is not null, nameof(Interface)),
            .. Named(LocalPort is not null, nameof(LocalPort)), .. Named(Resolve is not null, nameof(Resolve)),
            .. Named(ConnectTo is not null, nameof(ConnectTo)), .. Named(DnsServers is not null, nameof(DnsServers)),
            .. Named(DnsOverHttpsUri is not null, nameof(DnsOverHttpsUri)), .. Named(IpResolve != CurlIpResolve.Any, nameof(IpResolve)),
            .. Named(TcpKeepAlive, nameof(TcpKeepAlive)), .. Named(HappyEyeballsTimeout is not null, nameof(HappyEyeballsTimeout)),
        ];
        Refuse(
            (UnixSocketPath ?? AbstractUnixSocket) is not null && tcp.Length > 0,
            UnixSocketPath is null ? nameof(AbstractUnixSocket) : nameof(UnixSocketPath),
            "A Unix domain socket is connected to directly, without names, addresses, ports and proxies. "
                + $"Leave unset: {string.Join(", ", tcp)}.");
        Refuse(
            Share is not null && (Share.Data & CurlShareData.Connections) != 0,
            nameof(Share),
            "A WebSocket must not share connections. Use a share without CurlShareData.Connections.");
        Refuse(LocalPort is < 1 or > 65_535, nameof(LocalPort), "LocalPort must be between 1 and 65,535. Null lets the system choose.");
        Refuse(
            LocalPortRange is not null && LocalPort is null,
            nameof(LocalPortRange),
            "LocalPortRange counts from LocalPort on, which is not set.");
        Refuse(
            LocalPortRange is < 1 || LocalPort + LocalPortRange > 65_536,
            nameof(LocalPortRange),
            "LocalPortRange must be at least 1, and its last port at most 65,535.");
        Refuse(
            !TcpKeepAlive && (TcpKeepIdle ?? TcpKeepInterval) is not null,
            nameof(TcpKeepAlive),
            "TcpKeepIdle and TcpKeepInterval say how TCP probes, and TcpKeepAlive is off. Set it, or use KeepAliveInterval for the "
                + "protocol's pings.");
        Refuse(
            DnsOverHttpsUri is { } doh && !(doh.IsAbsoluteUri && doh.Scheme == Uri.UriSchemeHttps),
            nameof(DnsOverHttpsUri),
            "DnsOverHttpsUri must be an https address.");
    }

    private static void Refuse(bool wrong, string option, string why)
    {
        if (wrong)
        {
            throw new ArgumentException(why, option);
        }
    }

    private static IEnumerable<string> Named(bool set, string name) => set ? [name] : [];

    /// <summary>Whether an address can be a proxy's.</summary>
    internal static bool IsProxy(Uri proxy) =>
        proxy.IsAbsoluteUri && (IsHttp(proxy) || IsSocks(proxy)) && HostName.InAscii(proxy) is not null;

    /// <summary>Whether it is a SOCKS proxy's.</summary>
    internal static bool IsSocks(Uri proxy) => s_socksSchemes.Contains(proxy.Scheme);

    private static bool IsHttp(Uri proxy) => proxy.Scheme == Uri.UriSchemeHttp || proxy.Scheme == Uri.UriSchemeHttps;
}
