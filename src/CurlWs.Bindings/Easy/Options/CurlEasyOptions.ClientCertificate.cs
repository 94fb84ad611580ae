using System;

using CurlWs.Interop;

namespace CurlWs;

// What the client shows the server.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The client certificate: a file. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERT.html">CURLOPT_SSLCERT(3)</see>,
    /// since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ClientCertificateFile
    {
        get => Get<string>(CURLoption.CURLOPT_SSLCERT);
        set => SetNonEmpty(CURLoption.CURLOPT_SSLCERT, value);
    }

    /// <summary>
    /// The client certificate. Default none. A copy is kept. <see
    /// href="https://curl.se/libcurl/c/CURLOPT_SSLCERT_BLOB.html">CURLOPT_SSLCERT_BLOB(3)</see>, since libcurl 7.71.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? ClientCertificateBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_SSLCERT_BLOB);
        set => SetBlob(CURLoption.CURLOPT_SSLCERT_BLOB, value);
    }

    /// <summary>
    /// The format of the client certificate: <c>PEM</c>, <c>DER</c>, <c>P12</c>, <c>ENG</c> or <c>PROV</c>. Default <c>PEM</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLCERTTYPE.html">CURLOPT_SSLCERTTYPE(3)</see>, since libcurl 7.9.3.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ClientCertificateType
    {
        get => Get<string>(CURLoption.CURLOPT_SSLCERTTYPE);
        set => SetNonEmpty(CURLoption.CURLOPT_SSLCERTTYPE, value);
    }

    /// <summary>
    /// The private key for <see cref="ClientCertificateFile"/>: a file. Default: looked for in the certificate's file.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLKEY.html">CURLOPT_SSLKEY(3)</see>, since libcurl 7.9.3.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ClientKeyFile
    {
        get => Get<string>(CURLoption.CURLOPT_SSLKEY);
        set => SetNonEmpty(CURLoption.CURLOPT_SSLKEY, value);
    }

    /// <summary>
    /// The private key for <see cref="ClientCertificateBlob"/>. Default none. A copy is kept.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLKEY_BLOB.html">CURLOPT_SSLKEY_BLOB(3)</see>, since libcurl 7.71.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte>? ClientKeyBlob
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_SSLKEY_BLOB);
        set => SetBlob(CURLoption.CURLOPT_SSLKEY_BLOB, value);
    }

    /// <summary>
    /// The format of the private key: <c>PEM</c>, <c>DER</c>, <c>ENG</c> or <c>PROV</c>. Default <c>PEM</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLKEYTYPE.html">CURLOPT_SSLKEYTYPE(3)</see>, since libcurl 7.9.3.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ClientKeyType
    {
        get => Get<string>(CURLoption.CURLOPT_SSLKEYTYPE);
        set => SetNonEmpty(CURLoption.CURLOPT_SSLKEYTYPE, value);
    }

    /// <summary>
    /// The password of the private key. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_KEYPASSWD.html">CURLOPT_KEYPASSWD(3)</see>, since libcurl 7.17.0.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? ClientKeyPassword
    {
        get => Get<string>(CURLoption.CURLOPT_KEYPASSWD);
        set => SetText(CURLoption.CURLOPT_KEYPASSWD, value);
    }

    /// <summary>
    /// The OpenSSL engine or provider that has the private key. Default none; setting null does not unload it.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSLENGINE.html">CURLOPT_SSLENGINE(3)</see>, since libcurl 7.9.3.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? TlsEngine
    {
        get => Get<string>(CURLoption.CURLOPT_SSLENGINE);
        set => SetNonEmpty(CURLoption.CURLOPT_SSLENGINE, value);
    }
}
