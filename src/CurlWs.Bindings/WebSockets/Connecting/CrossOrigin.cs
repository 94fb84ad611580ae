using System;
using System.Collections.Generic;
using System.Linq;

namespace CurlWs;

// What follows a redirect to another origin. A list of what may go: an option that nobody has thought about stays behind.
public sealed partial class CurlWebSocketOptions
{
    // Fields that say what the client is and takes, never who asks.
    private static readonly HashSet<string> s_fieldsForAll = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Origin", "Pragma", "User-Agent",
    };

    /// <summary>
    /// A copy without what was meant for the first origin only: credentials, client certificates, header fields that could hold a secret, and
    /// a file of cookies, whose lines need not name a domain (those that do come by <see cref="ConnectRoute.CookieLines"/>).
    /// </summary>
    internal CurlWebSocketOptions ForOtherOrigin()
    {
        CurlHeaderCollection fields = [];
        foreach ((string name, string value) in RequestHeaders.Where(field => s_fieldsForAll.Contains(field.Key)))
        {
            fields.Add(name, value);
        }

        return new CurlWebSocketOptions
        {
            RequestHeaders = fields,
            SubProtocols = SubProtocols,
            Cookies = Cookies,
            CookieFile = HasCookieEngine ? string.Empty : null,
            CookieJar = CookieJar,
            MaxRedirects = MaxRedirects,
            Framing = Framing,
            AllowPredictableMasking = AllowPredictableMasking,
            Deflate = Deflate,
            MaxMessageSize = MaxMessageSize,
            MaxFrameSize = MaxFrameSize,
            MaxFragments = MaxFragments,
            AutomaticPong = AutomaticPong,
            CancelledReceiveKeepsConnection = CancelledReceiveKeepsConnection,
            Trace = Trace,
            Configure = Configure,
            ConnectTimeout = ConnectTimeout,
            UpgradeTimeout = UpgradeTimeout,
            CloseTimeout = CloseTimeout,
            SendTimeout = SendTimeout,
            KeepAliveInterval = KeepAliveInterval,
            KeepAliveTimeout = KeepAliveTimeout,
            IdleTimeout = IdleTimeout,

            // The way to a server, and the secrets of those on it: they get them, not the server.
            Proxy = Proxy,
            ProxyCredentials = ProxyCredentials,
            PreProxy = PreProxy,
            NoProxy = NoProxy,
            UseEnvironmentProxy = UseEnvironmentProxy,
            Interface = Interface,
            LocalPort = LocalPort,
            LocalPortRange = LocalPortRange,
            Resolve = Resolve,
            ConnectTo = ConnectTo,
            DnsServers = DnsServers,
            DnsOverHttpsUrl = DnsOverHttpsUrl,
            IpResolve = IpResolve,
            TcpNoDelay = TcpNoDelay,
            TcpKeepAlive = TcpKeepAlive,
            TcpKeepIdle = TcpKeepIdle,
            TcpKeepInterval = TcpKeepInterval,

            // How a server proves who it is: without these a redirect would weaken the check.
            ServerCertificateVerification = ServerCertificateVerification,
            CaFile = CaFile,
            CaPath = CaPath,
            CaBlob = CaBlob,
            CrlFile = CrlFile,
            VerifyStatus = VerifyStatus,
            PinnedPublicKey = PinnedPublicKey,
            TlsMinimum = TlsMinimum,
            TlsMaximum = TlsMaximum,
            CipherList = CipherList,
            Tls13Ciphers = Tls13Ciphers,
            CertInfo = CertInfo,
            MachineRoots = MachineRoots,
        };
    }
}
