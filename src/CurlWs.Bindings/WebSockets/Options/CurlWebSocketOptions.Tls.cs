using System;
using System.Collections.Generic;

namespace CurlWs;

// TLS towards the server. None of it matters for a ws address, which may lead to a wss one by a redirect.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Whether the server's certificate must lead to a trusted root and be for the host. Default true. False makes TLS worthless against
    /// an active attacker, unless <see cref="PinnedPublicKey"/> is set. Proxies are checked in any case.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYPEER.html">CURLOPT_SSL_VERIFYPEER(3)</see>.
    /// </summary>
    public bool ServerCertificateVerification { get; set; } = true;

    /// <summary>
    /// A PEM file with the certificate authorities to trust, for the server and for an <c>https</c> proxy. Default: the machine's, as
    /// <see cref="CurlEasyOptions.TrustMachineRoots"/> finds them. A file that changes is read again after a minute at most.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAINFO.html">CURLOPT_CAINFO(3)</see>.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>
    /// A folder with the certificate authorities to trust, one PEM file for each, named by hash (<c>openssl rehash</c>). May be set
    /// beside <see cref="CaFile"/> or <see cref="CaBlob"/>. Default as there.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAPATH.html">CURLOPT_CAPATH(3)</see>.
    /// </summary>
    public string? CaPath { get; set; }

    /// <summary>
    /// The certificate authorities to trust as PEM text in memory. Default as for <see cref="CaFile"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAINFO_BLOB.html">CURLOPT_CAINFO_BLOB(3)</see>.
    /// </summary>
    public ReadOnlyMemory<byte>? CaBlob { get; set; }

    /// <summary>
    /// A PEM file with revocation lists; then there must be a list for each authority of the chain. Default none: revocation is not
    /// checked (Schannel checks it by itself). <see href="https://curl.se/libcurl/c/CURLOPT_CRLFILE.html">CURLOPT_CRLFILE(3)</see>.
    /// </summary>
    public string? CrlFile { get; set; }

    /// <summary>
    /// Whether the server must staple a good OCSP answer. Default false. The libcurl of the package runtime.native.libcurl has no OCSP:
    /// connecting throws <see cref="PlatformNotSupportedException"/> there.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYSTATUS.html">CURLOPT_SSL_VERIFYSTATUS(3)</see>.
    /// </summary>
    public bool VerifyStatus { get; set; }

    /// <summary>
    /// The server's public key: a file, or <c>sha256//</c> and its hash in base 64, several with semicolons between. Checked also without
    /// <see cref="ServerCertificateVerification"/>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PINNEDPUBLICKEY.html">CURLOPT_PINNEDPUBLICKEY(3)</see>.
    /// </summary>
    public string? PinnedPublicKey { get; set; }

    /// <summary>
    /// The lowest version of TLS. Default 1.2 since libcurl 8.16, the TLS library's before.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLVERSION.html">CURLOPT_SSLVERSION(3)</see>.
    /// </summary>
    public CurlTlsVersion? TlsMinimum { get; set; }

    /// <summary>
    /// The highest version of TLS. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLVERSION.html">CURLOPT_SSLVERSION(3)</see>.
    /// </summary>
    public CurlTlsVersion? TlsMaximum { get; set; }

    /// <summary>
    /// Cipher suites up to TLS 1.2, by the TLS library's names. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_CIPHER_LIST.html">CURLOPT_SSL_CIPHER_LIST(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? CipherList { get; set; }

    /// <summary>
    /// Cipher suites of TLS 1.3, such as <c>TLS_AES_128_GCM_SHA256</c>. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TLS13_CIPHERS.html">CURLOPT_TLS13_CIPHERS(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? Tls13Ciphers { get; set; }

    /// <summary>
    /// Key exchange curves and groups, by the TLS library's names, such as <c>X25519</c>. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_EC_CURVES.html">CURLOPT_SSL_EC_CURVES(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? Curves { get; set; }

    /// <summary>
    /// Signature algorithms, by the TLS library's names, such as <c>ECDSA+SHA256</c>. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_SIGNATURE_ALGORITHMS.html">CURLOPT_SSL_SIGNATURE_ALGORITHMS(3)</see>.
    /// </summary>
    public IReadOnlyList<string>? SignatureAlgorithms { get; set; }

    /// <summary>
    /// Whether the server's certificates are kept for <see cref="CurlWebSocketInfo.CertificateChain"/>. Default false.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CERTINFO.html">CURLOPT_CERTINFO(3)</see>.
    /// </summary>
    public bool CertInfo { get; set; }

    /// <summary>
    /// Whether the version of TLS and the cipher are kept for <see cref="CurlWebSocketInfo.TlsVersion"/> and
    /// <see cref="CurlWebSocketInfo.TlsCipher"/>. libcurl tells them in its trace only, which is read until the upgrade and not longer.
    /// Default false. <see href="https://curl.se/libcurl/c/CURLOPT_VERBOSE.html">CURLOPT_VERBOSE(3)</see>.
    /// </summary>
    public bool TlsInfo { get; set; }
}
