using System;

namespace CurlWs;

/// <summary>
/// Departures from the usual checks and handshake of TLS, <c>CURLSSLOPT_*</c>, for <see cref="CurlEasyOptions.TlsOptions"/> and
/// <see cref="CurlEasyOptions.ProxyTlsOptions"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_OPTIONS.html">CURLOPT_SSL_OPTIONS(3)</see>.
/// </summary>
[Flags]
public enum CurlTlsOptions
{
    /// <summary>No departures: TLS as libcurl does it by default.</summary>
    None = 0,

    /// <summary>Leaves out the defense against the BEAST attack on TLS 1.0, for old servers.</summary>
    AllowBeast = 1,

    /// <summary>Skips the check for revoked certificates (Schannel). Since libcurl 7.44.</summary>
    NoRevoke = 2,

    /// <summary>Takes only chains that lead to a root certificate. Since libcurl 7.68.</summary>
    NoPartialChain = 4,

    /// <summary>Skips the check for revoked certificates where the list cannot be had (Schannel). Since libcurl 7.70.</summary>
    RevokeBestEffort = 8,

    /// <summary>Trusts the roots of the operating system. Since libcurl 7.71.</summary>
    NativeCa = 16,

    /// <summary>Lets the system choose a client certificate (Schannel). Since libcurl 7.77.</summary>
    AutoClientCertificate = 32,

    /// <summary>Sends the first data with the handshake, where the server allows it. Since libcurl 8.11.</summary>
    EarlyData = 64,
}
