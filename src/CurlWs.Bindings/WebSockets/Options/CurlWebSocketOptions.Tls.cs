using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs;

// TLS towards the server. None of it matters for a ws address, which may lead to a wss one by a redirect.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Whether the server's certificate must lead to a trusted root and be for the host. Default true. False makes TLS worthless against
    /// an active attacker, unless <see cref="PinnedPublicKey"/> is set. Proxies are checked in any case.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYPEER.html">CURLOPT_SSL_VERIFYPEER(3)</see>.
    /// </summary>
    public bool VerifyServerCertificate { get; set; } = true;

    /// <summary>
    /// Decides about each server that speaks TLS, when the handshake is done and before anything of the request is sent; false refuses it,
    /// and the connect fails with <see cref="CurlErrorCode.PeerFailedVerification"/>. .NET judges the certificate then, by
    /// <see cref="ServerCertificateChainPolicy"/>, and libcurl does not. Default null. Needs a libcurl with OpenSSL (that of the package
    /// runtime.native.libcurl has it, except on Windows): connecting to a <c>wss</c> address throws
    /// <see cref="PlatformNotSupportedException"/> elsewhere.
    /// </summary>
    /// <remarks>
    /// <para>It receives the <see cref="Uri"/> that is connected to as <c>sender</c>, the server's own certificate, the chain that .NET has
    /// built, and what is wrong: the host is not one of the certificate's, or the chain's statuses say more. Errors of
    /// <see cref="SslPolicyErrors.RemoteCertificateNotAvailable"/> never get here: without a certificate the connect fails. The chain is
    /// good until the callback returns; the certificate may be kept, and is then the callback's to dispose.</para>
    /// <para>It is called for each connection anew, also after a redirect to any origin; TLS sessions are not resumed. An <c>https</c>
    /// proxy is not shown to it: libcurl judges that one, by its own roots. It runs on the thread that makes the connections, or on one of
    /// its own after half a second; limits and tokens end the connect meanwhile. What it throws comes out of the connect.</para>
    /// <para><see href="https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html">CURLOPT_PREREQFUNCTION(3)</see>,
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>.</para>
    /// </remarks>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>
    /// Policy by which .NET judges the server's certificate, instead of libcurl: roots, revocation, time, purposes. Without
    /// <see cref="ServerCertificateValidationCallback"/> a server is refused that does not pass, or whose certificate is not for the host.
    /// Default null: libcurl judges; where the callback is set, the policy of <see cref="SslStream"/> holds: the system's roots, no
    /// revocation. Needs the same libcurl as the callback.
    /// </summary>
    /// <remarks>
    /// Copied when the connect begins. Without a purpose of its own (<see cref="X509ChainPolicy.ApplicationPolicy"/>) it asks for server
    /// authentication. .NET may fetch missing certificates, revocation lists and OCSP answers from the network, and blocks meanwhile: see
    /// <see cref="X509ChainPolicy.DisableCertificateDownloads"/> and <see cref="X509ChainPolicy.UrlRetrievalTimeout"/>.
    /// </remarks>
    public X509ChainPolicy? ServerCertificateChainPolicy { get; set; }

    /// <summary>
    /// A PEM file with the certificate authorities to trust, for the server and for an <c>https</c> proxy. Default: the machine's, as
    /// <see cref="CurlEasyOptions.TrustMachineRoots"/> finds them. Parsed once for all connections that have the same, and by the next
    /// connect when its time or length has changed; up to four files stay in memory, parsed, when the last connection has ended. Where the
    /// machine's are a file and a folder, the folder's are tried if the file's do not lead to the server, by connecting once more.
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
    /// The certificate authorities to trust as PEM text in memory, which stays the caller's and is read by every connect. Default as for
    /// <see cref="CaFile"/>.
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
    public bool RequireOcspStapling { get; set; }

    /// <summary>
    /// The server's public key: a file, or <c>sha256//</c> and its hash in base 64, several with semicolons between. Checked also without
    /// <see cref="VerifyServerCertificate"/>. Default none.
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
    public IReadOnlyList<string>? Tls12Ciphers { get; set; }

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
    /// Whether a TLS session of an earlier connection is resumed, which makes the handshake shorter. Default true. Sessions go only from
    /// one connection to another that has the same origin, proxy, login, roots, client certificate and other options, with the same
    /// contents of the files that they name. <see cref="CurlWebSocket.NotifyNetworkChanged"/> forgets them.
    /// </summary>
    /// <remarks>
    /// <para>A resumed session skips the check of the certificate's chain, which was made when the session began: up to a week ago with
    /// TLS 1.3, a day with 1.2. One of TLS 1.3 is used once, and two are kept: of connections that begin at the same time two resume
    /// one. The process keeps sessions for 128 sets of options, those used last; of more that are in use at once the rest have none.</para>
    /// <para>None is kept where <see cref="Configure"/>, <see cref="Share"/>, <see cref="ServerCertificateValidationCallback"/>,
    /// <see cref="ServerCertificateChainPolicy"/>, <see cref="CaptureCertificates"/>, <see cref="CrlFile"/>,
    /// <see cref="RequireOcspStapling"/>, <see cref="ClientCertificate"/> or <see cref="ClientCertificateBlob"/> is set, nor where a file
    /// that is named was written in the last two seconds before the connect: a later change of it might not show.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_SESSIONID_CACHE.html">CURLOPT_SSL_SESSIONID_CACHE(3)</see>.</para>
    /// </remarks>
    public bool AllowTlsResume { get; set; } = true;

    /// <summary>
    /// Whether the server's certificates are kept for <see cref="CurlWebSocketInfo.CertificateChain"/>. Default false; they are
    /// kept as well where .NET judges them (<see cref="ServerCertificateValidationCallback"/>).
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CERTINFO.html">CURLOPT_CERTINFO(3)</see>.
    /// </summary>
    public bool CaptureCertificates { get; set; }

    /// <summary>
    /// Whether the version of TLS and the cipher are kept for <see cref="CurlWebSocketInfo.TlsVersion"/> and
    /// <see cref="CurlWebSocketInfo.TlsCipher"/>. libcurl tells them in its trace only, which is read until the upgrade and not longer.
    /// Default false. <see href="https://curl.se/libcurl/c/CURLOPT_VERBOSE.html">CURLOPT_VERBOSE(3)</see>.
    /// </summary>
    public bool CaptureTlsDetails { get; set; }

    /// <summary>Whether .NET judges servers, and not libcurl.</summary>
    internal bool ValidatesServer => ServerCertificateValidationCallback is not null || ServerCertificateChainPolicy is not null;
}
