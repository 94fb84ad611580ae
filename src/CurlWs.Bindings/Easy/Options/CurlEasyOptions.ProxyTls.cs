using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// TLS towards an https proxy.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Whether the certificate of an <c>https</c> proxy must lead to a trusted root and be for the proxy's name, as
    /// <see cref="VerifyServerCertificate"/> has it for servers. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSL_VERIFYPEER.html">CURLOPT_PROXY_SSL_VERIFYPEER(3)</see>,
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSL_VERIFYHOST.html">CURLOPT_PROXY_SSL_VERIFYHOST(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public bool? VerifyProxyCertificate
    {
        get => Get<bool?>(CURLoption.CURLOPT_PROXY_SSL_VERIFYPEER);
        set => SetVerification(CURLoption.CURLOPT_PROXY_SSL_VERIFYPEER, CURLoption.CURLOPT_PROXY_SSL_VERIFYHOST, value);
    }

    /// <summary>
    /// A file of trusted roots for the proxy, PEM. Default: the one that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_CAINFO.html">CURLOPT_PROXY_CAINFO(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyCaFile
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_CAINFO);
        set => SetCa(CURLoption.CURLOPT_PROXY_CAINFO, value, CURLINFO.CURLINFO_CAINFO);
    }

    /// <summary>
    /// A folder of trusted roots for the proxy, named by hash. Default: the one that libcurl was built with.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_CAPATH.html">CURLOPT_PROXY_CAPATH(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyCaPath
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_CAPATH);
        set => SetCa(CURLoption.CURLOPT_PROXY_CAPATH, value, CURLINFO.CURLINFO_CAPATH);
    }

    /// <summary>
    /// Trusted roots for the proxy, PEM. Wins over <see cref="ProxyCaFile"/>. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_CAINFO_BLOB.html">CURLOPT_PROXY_CAINFO_BLOB(3)</see>, since libcurl 7.77.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? ProxyCaBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_PROXY_CAINFO_BLOB);
        set => SetBlob(CURLoption.CURLOPT_PROXY_CAINFO_BLOB, value);
    }

    /// <summary>
    /// A file of revoked certificates, PEM. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_CRLFILE.html">CURLOPT_PROXY_CRLFILE(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyCrlFile
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_CRLFILE);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_CRLFILE, value);
    }

    /// <summary>
    /// The client certificate for the proxy: a file. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLCERT.html">CURLOPT_PROXY_SSLCERT(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyClientCertificateFile
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_SSLCERT);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_SSLCERT, value);
    }

    /// <summary>
    /// The client certificate for the proxy. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLCERT_BLOB.html">CURLOPT_PROXY_SSLCERT_BLOB(3)</see>, since libcurl 7.71.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? ProxyClientCertificateBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_PROXY_SSLCERT_BLOB);
        set => SetBlob(CURLoption.CURLOPT_PROXY_SSLCERT_BLOB, value);
    }

    /// <summary>
    /// The format of the client certificate: <c>PEM</c>, <c>DER</c>, <c>P12</c>, <c>ENG</c> or <c>PROV</c>. Default <c>PEM</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLCERTTYPE.html">CURLOPT_PROXY_SSLCERTTYPE(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyClientCertificateType
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_SSLCERTTYPE);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_SSLCERTTYPE, value);
    }

    /// <summary>
    /// The private key for <see cref="ProxyClientCertificateFile"/>: a file. Default: looked for in the certificate's file.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLKEY.html">CURLOPT_PROXY_SSLKEY(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyClientKeyFile
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_SSLKEY);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_SSLKEY, value);
    }

    /// <summary>
    /// The private key for <see cref="ProxyClientCertificateBlob"/>. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLKEY_BLOB.html">CURLOPT_PROXY_SSLKEY_BLOB(3)</see>, since libcurl 7.71.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? ProxyClientKeyBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_PROXY_SSLKEY_BLOB);
        set => SetBlob(CURLoption.CURLOPT_PROXY_SSLKEY_BLOB, value);
    }

    /// <summary>
    /// The format of the private key: <c>PEM</c>, <c>DER</c>, <c>ENG</c> or <c>PROV</c>. Default <c>PEM</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLKEYTYPE.html">CURLOPT_PROXY_SSLKEYTYPE(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyClientKeyType
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_SSLKEYTYPE);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_SSLKEYTYPE, value);
    }

    /// <summary>
    /// The password of that private key. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_KEYPASSWD.html">CURLOPT_PROXY_KEYPASSWD(3)</see>, since libcurl 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? ProxyClientKeyPassword
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_KEYPASSWD);
        set => SetText(CURLoption.CURLOPT_PROXY_KEYPASSWD, value);
    }

    /// <summary>
    /// The proxy's public key: a file, or <c>sha256//</c> and its hash in base 64, several with semicolons between. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_PINNEDPUBLICKEY.html">CURLOPT_PROXY_PINNEDPUBLICKEY(3)</see>, since libcurl
    /// 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ProxyPinnedPublicKey
    {
        get => Get<string>(CURLoption.CURLOPT_PROXY_PINNEDPUBLICKEY);
        set => SetNonEmpty(CURLoption.CURLOPT_PROXY_PINNEDPUBLICKEY, value);
    }

    /// <summary>
    /// Ciphers for the proxy, up to TLS 1.2. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSL_CIPHER_LIST.html">CURLOPT_PROXY_SSL_CIPHER_LIST(3)</see>, since libcurl
    /// 7.52.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? ProxyTls12Ciphers
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_PROXY_SSL_CIPHER_LIST);
        set => SetJoined(CURLoption.CURLOPT_PROXY_SSL_CIPHER_LIST, value, ':');
    }

    /// <summary>
    /// Cipher suites for the proxy, TLS 1.3. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_TLS13_CIPHERS.html">CURLOPT_PROXY_TLS13_CIPHERS(3)</see>, since libcurl 7.61.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? ProxyTls13Ciphers
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_PROXY_TLS13_CIPHERS);
        set => SetJoined(CURLoption.CURLOPT_PROXY_TLS13_CIPHERS, value, ':');
    }

    /// <summary>
    /// The lowest version of TLS for the proxy. Default 1.2 since libcurl 8.16, the TLS library's before.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLVERSION.html">CURLOPT_PROXY_SSLVERSION(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public CurlTlsVersion? ProxyTlsMinimum
    {
        get => TlsRangeOf(CURLoption.CURLOPT_PROXY_SSLVERSION).Minimum;
        set => SetTlsRange(CURLoption.CURLOPT_PROXY_SSLVERSION, TlsRangeOf(CURLoption.CURLOPT_PROXY_SSLVERSION) with { Minimum = value });
    }

    /// <summary>
    /// The highest version of TLS for the proxy. Default: the TLS library's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSLVERSION.html">CURLOPT_PROXY_SSLVERSION(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public CurlTlsVersion? ProxyTlsMaximum
    {
        get => TlsRangeOf(CURLoption.CURLOPT_PROXY_SSLVERSION).Maximum;
        set => SetTlsRange(CURLoption.CURLOPT_PROXY_SSLVERSION, TlsRangeOf(CURLoption.CURLOPT_PROXY_SSLVERSION) with { Maximum = value });
    }

    /// <summary>
    /// Details of TLS towards the proxy. Default <see cref="CurlTlsOptions.None"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PROXY_SSL_OPTIONS.html">CURLOPT_PROXY_SSL_OPTIONS(3)</see>, since libcurl 7.52.0.
    /// </summary>
    public CurlTlsOptions? ProxyTlsOptions
    {
        get => Get<CurlTlsOptions?>(CURLoption.CURLOPT_PROXY_SSL_OPTIONS);
        set => SetNumber(CURLoption.CURLOPT_PROXY_SSL_OPTIONS, value, (long)(value ?? CurlTlsOptions.None));
    }
}
