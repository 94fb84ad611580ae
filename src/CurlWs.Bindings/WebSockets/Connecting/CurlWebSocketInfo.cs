using System;
using System.Collections.Generic;
using System.Net;

namespace CurlWs;

/// <summary>
/// Facts about how a <see cref="CurlWebSocket"/> was connected: addresses, times, TLS. Read when it was; any thread may look at it, also
/// after the end.
/// </summary>
public sealed class CurlWebSocketInfo
{
    internal CurlWebSocketInfo(CurlEasy easy, Uri? uri, int redirects, DeflateAgreement? deflate = null, TlsLine? tls = null)
    {
        InfoReader read = easy.Infos;
        Uri = uri ?? (read.Address(CurlInfos.EffectiveUri) is { } effective ? SafeText.WithoutUser(effective) : null);
        RedirectCount = redirects;
        PrimaryEndPoint = read.EndPoint(CurlInfos.PrimaryIp, CurlInfos.PrimaryPort);
        LocalEndPoint = read.EndPoint(CurlInfos.LocalIp, CurlInfos.LocalPort);
        UsedProxy = read.Number(CurlInfos.UsedProxy) > 0;
        ProxyStatusCode = read.ProxyStatusCode();
        NameLookupTime = read.Time(CurlInfos.NameLookupTime) ?? TimeSpan.Zero;
        ConnectTime = read.Time(CurlInfos.ConnectTime) ?? TimeSpan.Zero;
        TlsHandshakeTime = read.Time(CurlInfos.TlsHandshakeTime) ?? TimeSpan.Zero;
        UpgradeTime = read.Time(CurlInfos.StartTransferTime) ?? TimeSpan.Zero;
        TlsVerifyResult = read.Number(CurlInfos.TlsVerifyResult) ?? 0;
        CertificateChain = read.Certificates();
        HttpVersion = read.HttpVersion();
        Deflate = deflate is { } agreed ? new CurlDeflateParameters(agreed) : null;
        (TlsVersion, TlsCipher) = (tls?.Version, tls?.Cipher);
    }

    /// <summary>
    /// The address that was upgraded, without user and password: behind redirects, the last one. Null for a handle that does not know it.
    /// </summary>
    public Uri? Uri { get; }

    /// <summary>
    /// Number of redirects that were followed, at most <see cref="CurlWebSocketOptions.MaxRedirects"/>; 0 where the first address answered.
    /// </summary>
    public int RedirectCount { get; }

    /// <summary>The other end of the connection: the server or the first proxy. Null for Unix domain sockets.</summary>
    public IPEndPoint? PrimaryEndPoint { get; }

    /// <summary>This end of the connection. Null for Unix domain sockets.</summary>
    public IPEndPoint? LocalEndPoint { get; }

    /// <summary>
    /// Whether the connection goes through a proxy, of the options or of the environment: then <see cref="PrimaryEndPoint"/> is the proxy.
    /// </summary>
    public bool UsedProxy { get; }

    /// <summary>The answer of an HTTP proxy to CONNECT; null where there was none.</summary>
    public HttpStatusCode? ProxyStatusCode { get; }

    /// <summary>Time from the beginning of the last request until the name was resolved.</summary>
    public TimeSpan NameLookupTime { get; }

    /// <summary>Time from the beginning of the last request until the server, or the proxy, was connected.</summary>
    public TimeSpan ConnectTime { get; }

    /// <summary>Time from the beginning of the last request until TLS was agreed upon; zero without TLS.</summary>
    public TimeSpan TlsHandshakeTime { get; }

    /// <summary>Time from the beginning of the last request until the answer to the upgrade began to arrive.</summary>
    public TimeSpan UpgradeTime { get; }

    /// <summary>
    /// Verdict of the TLS library on the server's certificate, as that library numbers verdicts; 0 is success, or no TLS. It is not about
    /// .NET's roots where .NET judged (<see cref="CurlWebSocketOptions.ServerCertificateValidationCallback"/>).
    /// </summary>
    public long TlsVerifyResult { get; }

    /// <summary>The version of HTTP that the server answered the upgrade with. Null for a handle that does not know it.</summary>
    public CurlHttpVersion? HttpVersion { get; }

    /// <summary>
    /// The compression that was agreed upon (<see cref="CurlWebSocketOptions.Deflate"/>). Null where none was: not offered, or declined by
    /// the server.
    /// </summary>
    public CurlDeflateParameters? Deflate { get; }

    /// <summary>
    /// The version of TLS that was agreed upon with the server. Null without TLS, without
    /// <see cref="CurlWebSocketOptions.CaptureTlsDetails"/>, and where the TLS library does not tell.
    /// </summary>
    public CurlTlsVersion? TlsVersion { get; }

    /// <summary>
    /// The cipher suite that was agreed upon with the server, by the TLS library's name, such as <c>TLS_AES_256_GCM_SHA384</c>. Null as
    /// <see cref="TlsVersion"/>.
    /// </summary>
    public string? TlsCipher { get; }

    /// <summary>
    /// The server's certificates, its own first; empty unless <see cref="CurlWebSocketOptions.CaptureCertificates"/> was set or .NET judged
    /// them (<see cref="CurlWebSocketOptions.ServerCertificateValidationCallback"/>).
    /// </summary>
    public IReadOnlyList<CurlCertificate> CertificateChain { get; }
}
