using System;
using System.Collections.Generic;

namespace CurlWs.Tests.Easy;

/// <summary>What the TLS library of the loaded libcurl does not take; the guide to security has the same table.</summary>
internal static class TlsBackends
{
    internal const string Schannel = "Schannel";

    internal static readonly Dictionary<string, string> NotInOpenSsl = new()
    {
        ["RequireOcspStapling"] = "OpenSSL is built without OCSP",
        ["TlsEngine"] = "OpenSSL is built without engines and this provider",
    };

    internal static readonly Dictionary<string, string> NotInSchannel = new()
    {
        ["CaPath"] = "Schannel takes no folder of certificates",
        ["ProxyCaPath"] = "Schannel takes no folder of certificates",
        ["CrlFile"] = "Schannel takes no file of revoked certificates",
        ["ProxyCrlFile"] = "Schannel takes no file of revoked certificates",
        ["IssuerCertificateFile"] = "Schannel compares no issuer",
        ["IssuerCertificateBlob"] = "Schannel compares no issuer",
        ["Tls13Ciphers"] = "Schannel takes no list of ciphers for TLS 1.3",
        ["ProxyTls13Ciphers"] = "Schannel takes no list of ciphers for TLS 1.3",
        ["SignatureAlgorithms"] = "Schannel takes no list of signature algorithms",
        ["Curves"] = "Schannel takes no list of curves",
        ["RequireOcspStapling"] = "Schannel asks for no stapled answer",
        ["TlsEngine"] = "Schannel has no engines",
        ["TcpFastOpen"] = "libcurl has no TCP fast open on Windows",
    };

    internal static bool IsSchannel => CurlLibrary.GetInfo().TlsBackend.StartsWith(Schannel, StringComparison.Ordinal);

    /// <summary>Properties of <see cref="CurlEasyOptions"/> that are refused, and why.</summary>
    internal static IReadOnlyDictionary<string, string> NotBuiltIn => IsSchannel ? NotInSchannel : NotInOpenSsl;
}
