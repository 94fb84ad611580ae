using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace CurlWs;

/// <summary>
/// What follows a redirect to another origin. A list of what may go: an option that nobody has thought about stays behind.
/// </summary>
internal static class CrossOrigin
{
    // Fields that say what the client is and takes, never who asks.
    private static readonly HashSet<string> s_fieldsForAll = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Origin", "Pragma", "User-Agent",
    };

    /// <summary>
    /// A copy without what was meant for the first origin only: logins, client certificates, header fields that could hold a secret,
    /// and a file of cookies, whose lines need not name a domain (those that do come by <see cref="ConnectRoute.CookieLines"/>).
    /// </summary>
    internal static CurlWebSocketOptions OptionsFrom(CurlWebSocketOptions options)
    {
        CurlWebSocketOptions along = new()
        {
            RequestHeaders = { options.RequestHeaders.Where(field => s_fieldsForAll.Contains(field.Key)) },

            // It says itself who gets what. Keys that are not to be sent (AwsSigV4) are not sent because the origin has changed.
            Credentials = options.AwsSigV4 is null ? options.Credentials as CredentialCache : null,
            Cookies = options.Cookies,
            CookieFile = options.HasCookieEngine ? string.Empty : null,
            CookieJar = options.CookieJar,
            MaxRedirects = options.MaxRedirects,
            Framing = options.Framing,
            AllowPredictableMasking = options.AllowPredictableMasking,
            Deflate = options.Deflate,
            DeflateLevel = options.DeflateLevel,
            DeflateThreshold = options.DeflateThreshold,
            DeflateAdaptive = options.DeflateAdaptive,
            MaxMessageSize = options.MaxMessageSize,
            ReceivePrefetch = options.ReceivePrefetch,
            ValidateUtf8 = options.ValidateUtf8,
            SendFragmentSize = options.SendFragmentSize,
            MaxFrameSize = options.MaxFrameSize,
            MaxFragments = options.MaxFragments,
            SendQueueLimit = options.SendQueueLimit,
            SendQueueFullMode = options.SendQueueFullMode,
            SendQueueFullCallback = options.SendQueueFullCallback,
            SendBudget = options.SendBudget,
            MaxRefusalBodySize = options.MaxRefusalBodySize,
            AutomaticPong = options.AutomaticPong,
            AnswerPingsPromptly = options.AnswerPingsPromptly,
            KeepOpenOnCanceledReceive = options.KeepOpenOnCanceledReceive,
            TraceCallback = options.TraceCallback,
            MeterFactory = options.MeterFactory,
            FrameTrace = options.FrameTrace,
            FrameTraceBytes = options.FrameTraceBytes,
            Configure = options.Configure,
            ConnectTimeout = options.ConnectTimeout,
            UpgradeTimeout = options.UpgradeTimeout,
            CloseTimeout = options.CloseTimeout,
            SendTimeout = options.SendTimeout,
            KeepAliveInterval = options.KeepAliveInterval,
            KeepAliveTimeout = options.KeepAliveTimeout,
            IdleTimeout = options.IdleTimeout,

            // The way to a server, and the secrets of those on it: they get them, not the server.
            Proxy = options.Proxy,
            WebProxy = options.WebProxy,
            ProxyCredentials = options.ProxyCredentials,
            ProxyAuth = options.ProxyAuth,
            PreProxy = options.PreProxy,
            NoProxy = options.NoProxy,
            UseEnvironmentProxy = options.UseEnvironmentProxy,
            Interface = options.Interface,
            LocalPort = options.LocalPort,
            LocalPortRange = options.LocalPortRange,
            Resolve = options.Resolve,
            ConnectTo = options.ConnectTo,
            DnsServers = options.DnsServers,
            DnsOverHttpsUri = options.DnsOverHttpsUri,
            IpResolve = options.IpResolve,
            HappyEyeballsTimeout = options.HappyEyeballsTimeout,

            // Shared cookies need not name a domain either.
            Share = options.Share is { } share && (share.Data & CurlShareData.Cookies) == 0 ? share : null,
            TcpNoDelay = options.TcpNoDelay,
            TcpKeepAlive = options.TcpKeepAlive,
            TcpKeepIdle = options.TcpKeepIdle,
            TcpKeepInterval = options.TcpKeepInterval,

            // How a server proves who it is: without these a redirect would weaken the check.
            VerifyServerCertificate = options.VerifyServerCertificate,
            ServerCertificateValidationCallback = options.ServerCertificateValidationCallback,
            ServerCertificateChainPolicy = options.ServerCertificateChainPolicy,
            CaFile = options.CaFile,
            CaPath = options.CaPath,
            CaBlob = options.CaBlob,
            CrlFile = options.CrlFile,
            RequireOcspStapling = options.RequireOcspStapling,
            PinnedPublicKey = options.PinnedPublicKey,
            TlsMinimum = options.TlsMinimum,
            TlsMaximum = options.TlsMaximum,
            Tls12Ciphers = options.Tls12Ciphers,
            Tls13Ciphers = options.Tls13Ciphers,
            Curves = options.Curves,
            SignatureAlgorithms = options.SignatureAlgorithms,
            CaptureCertificates = options.CaptureCertificates,
            AllowTlsResume = options.AllowTlsResume,
            CaptureTlsDetails = options.CaptureTlsDetails,
            MachineRoots = options.MachineRoots,
        };
        foreach (string offered in options.SubProtocols)
        {
            along.SubProtocols.Add(offered);
        }

        return along;
    }
}
