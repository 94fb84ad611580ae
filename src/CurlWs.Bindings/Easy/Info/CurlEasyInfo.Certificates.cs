using System.Collections.Generic;

namespace CurlWs;

// The certificates that the server showed.
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// The server's certificates, its own first; empty unless <see cref="CurlEasyOptions.CaptureCertificates"/> was set before the
    /// handshake.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>, since libcurl 7.19.1.
    /// </summary>
    public IReadOnlyList<CurlCertificate> CertificateChain { get; }
}
