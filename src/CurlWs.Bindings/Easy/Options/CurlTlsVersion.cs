using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>
/// Lowest and highest versions of TLS to accept. <see href="https://curl.se/libcurl/c/CURLOPT_SSLVERSION.html">CURLOPT_SSLVERSION(3)</see>.
/// </summary>
[SuppressMessage("Design", "CA1008", Justification = "The zero is libcurl's default, for which the options have null.")]
public enum CurlTlsVersion
{
    /// <summary>TLS 1.0 (RFC 2246), which is no longer safe.</summary>
    Tls10 = 4,

    /// <summary>TLS 1.1 (RFC 4346), which is no longer safe.</summary>
    Tls11 = 5,

    /// <summary>TLS 1.2 (RFC 5246).</summary>
    Tls12 = 6,

    /// <summary>TLS 1.3 (RFC 8446). Since libcurl 7.52.</summary>
    Tls13 = 7,
}
