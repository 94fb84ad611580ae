using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// What the server must show, and which TLS is spoken.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Whether the server's certificate must lead to a trusted root and be for the host. Default yes. No makes TLS worthless against an
    /// active attacker, unless <see cref="PinnedPublicKey"/> is set. For one of the two alone use <see cref="Set{T}"/> with its key.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYPEER.html">CURLOPT_SSL_VERIFYPEER(3)</see>, since libcurl 7.4.2;
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYHOST.html">CURLOPT_SSL_VERIFYHOST(3)</see>, since libcurl 7.8.1.
    /// </summary>
    public bool? VerifyServerCertificate
    {
        get => Get<bool?>(CURLoption.CURLOPT_SSL_VERIFYPEER);
        set => SetVerification(CURLoption.CURLOPT_SSL_VERIFYPEER, CURLoption.CURLOPT_SSL_VERIFYHOST, value);
    }

    /// <summary>
    /// Whether the server must staple a good OCSP answer. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_VERIFYSTATUS.html">CURLOPT_SSL_VERIFYSTATUS(3)</see>, since libcurl 7.41.0.
    /// </summary>
    public bool? RequireOcspStapling
    {
        get => Get<bool?>(CURLoption.CURLOPT_SSL_VERIFYSTATUS);
        set => SetBoolean(CURLoption.CURLOPT_SSL_VERIFYSTATUS, value, fallback: false);
    }

    /// <summary>
    /// A file of trusted roots, PEM. Default: the one that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAINFO.html">CURLOPT_CAINFO(3)</see>, since libcurl 7.4.2.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? CaFile
    {
        get => Get<string>(CURLoption.CURLOPT_CAINFO);
        set => SetCa(CURLoption.CURLOPT_CAINFO, value, CURLINFO.CURLINFO_CAINFO);
    }

    /// <summary>
    /// A folder of trusted roots, named by hash. Default: the one that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAPATH.html">CURLOPT_CAPATH(3)</see>, since libcurl 7.9.8.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? CaPath
    {
        get => Get<string>(CURLoption.CURLOPT_CAPATH);
        set => SetCa(CURLoption.CURLOPT_CAPATH, value, CURLINFO.CURLINFO_CAPATH);
    }

    /// <summary>
    /// Trusted roots, PEM. Wins over <see cref="CaFile"/>. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CAINFO_BLOB.html">CURLOPT_CAINFO_BLOB(3)</see>, since libcurl 7.77.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? CaBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_CAINFO_BLOB);
        set => SetBlob(CURLoption.CURLOPT_CAINFO_BLOB, value);
    }

    /// <summary>
    /// Time for which loaded CA certificates are cached for later connections; zero switches the cache off, infinite (-1 millisecond) keeps
    /// them always. Whole seconds. Default 24 hours.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CA_CACHE_TIMEOUT.html">CURLOPT_CA_CACHE_TIMEOUT(3)</see>, since libcurl 7.87.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 68 years.</exception>
    public TimeSpan? CaCacheTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_CA_CACHE_TIMEOUT);
        set => SetSecondsOrInfinite(CURLoption.CURLOPT_CA_CACHE_TIMEOUT, value, fallback: 86400);
    }

    /// <summary>
    /// A file of revoked certificates, PEM. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CRLFILE.html">CURLOPT_CRLFILE(3)</see>, since libcurl 7.19.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? CrlFile
    {
        get => Get<string>(CURLoption.CURLOPT_CRLFILE);
        set => SetNonEmpty(CURLoption.CURLOPT_CRLFILE, value);
    }

    /// <summary>
    /// A certificate that must have issued the server's: a file, PEM. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_ISSUERCERT.html">CURLOPT_ISSUERCERT(3)</see>, since libcurl 7.19.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? IssuerCertificateFile
    {
        get => Get<string>(CURLoption.CURLOPT_ISSUERCERT);
        set => SetNonEmpty(CURLoption.CURLOPT_ISSUERCERT, value);
    }

    /// <summary>
    /// A certificate that must have issued the server's, PEM. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_ISSUERCERT_BLOB.html">CURLOPT_ISSUERCERT_BLOB(3)</see>, since libcurl 7.71.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? IssuerCertificateBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_ISSUERCERT_BLOB);
        set => SetBlob(CURLoption.CURLOPT_ISSUERCERT_BLOB, value);
    }

    /// <summary>
    /// The server's public key: a file, or <c>sha256//</c> and its hash in base 64, several with semicolons between. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PINNEDPUBLICKEY.html">CURLOPT_PINNEDPUBLICKEY(3)</see>, since libcurl 7.39.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? PinnedPublicKey
    {
        get => Get<string>(CURLoption.CURLOPT_PINNEDPUBLICKEY);
        set => SetNonEmpty(CURLoption.CURLOPT_PINNEDPUBLICKEY, value);
    }

    /// <summary>
    /// The lowest version of TLS. Default 1.2 since libcurl 8.16, the TLS library's before.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLVERSION.html">CURLOPT_SSLVERSION(3)</see>, since libcurl 7.1.
    /// </summary>
    public CurlTlsVersion? TlsMinimum
    {
        get => TlsRangeOf(CURLoption.CURLOPT_SSLVERSION).Minimum;
        set => SetTlsRange(CURLoption.CURLOPT_SSLVERSION, TlsRangeOf(CURLoption.CURLOPT_SSLVERSION) with { Minimum = value });
    }

    /// <summary>
    /// The highest version of TLS. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLVERSION.html">CURLOPT_SSLVERSION(3)</see>, since libcurl 7.1.
    /// </summary>
    public CurlTlsVersion? TlsMaximum
    {
        get => TlsRangeOf(CURLoption.CURLOPT_SSLVERSION).Maximum;
        set => SetTlsRange(CURLoption.CURLOPT_SSLVERSION, TlsRangeOf(CURLoption.CURLOPT_SSLVERSION) with { Maximum = value });
    }

    /// <summary>
    /// Details of TLS, such as the system's own roots. Default <see cref="CurlTlsOptions.None"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_OPTIONS.html">CURLOPT_SSL_OPTIONS(3)</see>, since libcurl 7.25.0.
    /// </summary>
    public CurlTlsOptions? TlsOptions
    {
        get => Get<CurlTlsOptions?>(CURLoption.CURLOPT_SSL_OPTIONS);
        set => SetNumber(CURLoption.CURLOPT_SSL_OPTIONS, value, (long)(value ?? CurlTlsOptions.None));
    }

    /// <summary>
    /// Ciphers up to TLS 1.2. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_CIPHER_LIST.html">CURLOPT_SSL_CIPHER_LIST(3)</see>, since libcurl 7.9.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? Tls12Ciphers
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_SSL_CIPHER_LIST);
        set => SetJoined(CURLoption.CURLOPT_SSL_CIPHER_LIST, value, ':');
    }

    /// <summary>
    /// Cipher suites of TLS 1.3. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TLS13_CIPHERS.html">CURLOPT_TLS13_CIPHERS(3)</see>, since libcurl 7.61.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? Tls13Ciphers
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_TLS13_CIPHERS);
        set => SetJoined(CURLoption.CURLOPT_TLS13_CIPHERS, value, ':');
    }

    /// <summary>
    /// Key exchange curves and groups. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_EC_CURVES.html">CURLOPT_SSL_EC_CURVES(3)</see>, since libcurl 7.73.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? Curves
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_SSL_EC_CURVES);
        set => SetJoined(CURLoption.CURLOPT_SSL_EC_CURVES, value, ':');
    }

    /// <summary>
    /// Signature algorithms. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_SIGNATURE_ALGORITHMS.html">CURLOPT_SSL_SIGNATURE_ALGORITHMS(3)</see>, since libcurl
    /// 8.14.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? SignatureAlgorithms
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_SSL_SIGNATURE_ALGORITHMS);
        set => SetJoined(CURLoption.CURLOPT_SSL_SIGNATURE_ALGORITHMS, value, ':');
    }

    /// <summary>
    /// Whether HTTP's version is negotiated by ALPN. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_ENABLE_ALPN.html">CURLOPT_SSL_ENABLE_ALPN(3)</see>, since libcurl 7.36.0.
    /// </summary>
    public bool? Alpn
    {
        get => Get<bool?>(CURLoption.CURLOPT_SSL_ENABLE_ALPN);
        set => SetBoolean(CURLoption.CURLOPT_SSL_ENABLE_ALPN, value, fallback: true);
    }

    /// <summary>
    /// Whether TLS sessions are resumed. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_SESSIONID_CACHE.html">CURLOPT_SSL_SESSIONID_CACHE(3)</see>, since libcurl 7.16.0.
    /// </summary>
    public bool? TlsSessionCache
    {
        get => Get<bool?>(CURLoption.CURLOPT_SSL_SESSIONID_CACHE);
        set => SetBoolean(CURLoption.CURLOPT_SSL_SESSIONID_CACHE, value, fallback: true);
    }

    /// <summary>
    /// Whether the server's certificates are kept for reading after the handshake. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CERTINFO.html">CURLOPT_CERTINFO(3)</see>, since libcurl 7.19.1.
    /// </summary>
    public bool? CaptureCertificates
    {
        get => Get<bool?>(CURLoption.CURLOPT_CERTINFO);
        set => SetBoolean(CURLoption.CURLOPT_CERTINFO, value, fallback: false);
    }
}
