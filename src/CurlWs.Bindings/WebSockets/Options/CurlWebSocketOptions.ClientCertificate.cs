using System;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs;

// What the client shows a server that asks for a certificate: one of three forms. For the origin of the address given only.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// A certificate with its private key, which must be exportable: it is handed to libcurl as PKCS #12, read at each connect.
    /// Certificates between it and its root are those of <see cref="ClientCertificateChain"/>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERT_BLOB.html">CURLOPT_SSLCERT_BLOB(3)</see>.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>
    /// Certificates between <see cref="ClientCertificate"/> and its root, sent with it to a server that has the root alone. Default
    /// none: nothing is looked for in the machine's stores. Private keys in it are not used, and <see cref="ClientCertificate"/> itself in
    /// it is passed over.
    /// </summary>
    public X509Certificate2Collection ClientCertificateChain { get; private set; } = [];

    /// <summary>
    /// A file with the certificate, and those between it and its root. Default none. Schannel takes none in PEM: .NET makes PKCS #12 of
    /// it there, and the connect throws <see cref="ArgumentException"/> when it cannot.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERT.html">CURLOPT_SSLCERT(3)</see>.
    /// </summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>
    /// The file with the private key for <see cref="ClientCertificateFile"/>. Default: it is in that file.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLKEY.html">CURLOPT_SSLKEY(3)</see>.
    /// </summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>
    /// The certificate in memory. Default none. The memory stays the caller's and is read by each connect. PEM with Schannel as for
    /// <see cref="ClientCertificateFile"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERT_BLOB.html">CURLOPT_SSLCERT_BLOB(3)</see>.
    /// </summary>
    public ReadOnlyMemory<byte>? ClientCertificateBlob { get; set; }

    /// <summary>
    /// The private key for <see cref="ClientCertificateBlob"/>. Default: it is in there. The memory stays the caller's and is read by each
    /// connect.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLKEY_BLOB.html">CURLOPT_SSLKEY_BLOB(3)</see>.
    /// </summary>
    public ReadOnlyMemory<byte>? ClientKeyBlob { get; set; }

    /// <summary>
    /// The format of <see cref="ClientCertificateFile"/> or <see cref="ClientCertificateBlob"/>: <c>PEM</c>, <c>DER</c> or <c>P12</c>.
    /// Default <c>PEM</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERTTYPE.html">CURLOPT_SSLCERTTYPE(3)</see>.
    /// </summary>
    public string? ClientCertificateType { get; set; }

    /// <summary>
    /// The password of the private key or of the PKCS #12 file. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_KEYPASSWD.html">CURLOPT_KEYPASSWD(3)</see>.
    /// </summary>
    public string? ClientKeyPassword { get; set; }
}
