using System;

using CurlWs.Interop;

namespace CurlWs;

// Who asks: names, passwords, tokens. None of these values is ever part of an exception's text.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The user name for the server. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_USERNAME.html">CURLOPT_USERNAME(3)</see>,
    /// since libcurl 7.19.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? UserName
    {
        get => Get<string>(CURLoption.CURLOPT_USERNAME);
        set => SetText(CURLoption.CURLOPT_USERNAME, value);
    }

    /// <summary>
    /// The password for the server. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_PASSWORD.html">CURLOPT_PASSWORD(3)</see>,
    /// since libcurl 7.19.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? Password
    {
        get => Get<string>(CURLoption.CURLOPT_PASSWORD);
        set => SetText(CURLoption.CURLOPT_PASSWORD, value);
    }

    /// <summary>
    /// The kinds of authentication that may be used with the server; of several the safest that it offers. Default
    /// <see cref="CurlAuth.Basic"/>. <see href="https://curl.se/libcurl/c/CURLOPT_HTTPAUTH.html">CURLOPT_HTTPAUTH(3)</see>, since libcurl
    /// 7.10.6.
    /// </summary>
    public CurlAuth? HttpAuth
    {
        get => Get<CurlAuth?>(CURLoption.CURLOPT_HTTPAUTH);
        set => SetHttpAuth(value);
    }

    /// <summary>
    /// The token of <see cref="CurlAuth.Bearer"/>, which <see cref="HttpAuth"/> must allow. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_XOAUTH2_BEARER.html">CURLOPT_XOAUTH2_BEARER(3)</see>, since libcurl 7.33.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? BearerToken
    {
        get => Get<string>(CURLoption.CURLOPT_XOAUTH2_BEARER);
        set => SetNonEmptyLine(CURLoption.CURLOPT_XOAUTH2_BEARER, value);
    }

    /// <summary>
    /// Signs the request in the manner of AWS: <c>provider1[:provider2[:region[:service]]]</c>, such as <c>aws:amz</c>, with
    /// <see cref="UserName"/> and <see cref="Password"/> as keys. While it is set, <see cref="HttpAuth"/> has no effect. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_AWS_SIGV4.html">CURLOPT_AWS_SIGV4(3)</see>, since libcurl 7.75.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? AwsSigV4
    {
        get => Get<string>(CURLoption.CURLOPT_AWS_SIGV4);
        set => SetAwsSigV4(value);
    }

    /// <summary>
    /// Whether the user name and password are sent to other hosts that a redirect leads to. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_UNRESTRICTED_AUTH.html">CURLOPT_UNRESTRICTED_AUTH(3)</see>, since libcurl 7.10.4.
    /// </summary>
    public bool? UnrestrictedAuth
    {
        get => Get<bool?>(CURLoption.CURLOPT_UNRESTRICTED_AUTH);
        set => SetBoolean(CURLoption.CURLOPT_UNRESTRICTED_AUTH, value, fallback: false);
    }

    /// <summary>
    /// Whether a <c>.netrc</c> file supplies user names and passwords. Default <see cref="CurlNetrc.Ignored"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NETRC.html">CURLOPT_NETRC(3)</see>, since libcurl 7.1.
    /// </summary>
    public CurlNetrc? Netrc
    {
        get => Get<CurlNetrc?>(CURLoption.CURLOPT_NETRC);
        set => SetNumber(CURLoption.CURLOPT_NETRC, value, (long)(value ?? CurlNetrc.Ignored));
    }

    /// <summary>
    /// Path of the <c>.netrc</c> file. Default <c>.netrc</c> in the home folder.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NETRC_FILE.html">CURLOPT_NETRC_FILE(3)</see>, since libcurl 7.11.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? NetrcFile
    {
        get => Get<string>(CURLoption.CURLOPT_NETRC_FILE);
        set => SetNonEmpty(CURLoption.CURLOPT_NETRC_FILE, value);
    }

    /// <summary>
    /// Options of the login for mail protocols, such as <c>AUTH=NTLM</c>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOGIN_OPTIONS.html">CURLOPT_LOGIN_OPTIONS(3)</see>, since libcurl 7.34.0.
    /// </summary>
    /// <exception cref="ArgumentException">It has a zero character.</exception>
    public string? LoginOptions
    {
        get => Get<string>(CURLoption.CURLOPT_LOGIN_OPTIONS);
        set => SetText(CURLoption.CURLOPT_LOGIN_OPTIONS, value);
    }

    /// <summary>
    /// The service name of Negotiate authentication. Default <c>HTTP</c>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SERVICE_NAME.html">CURLOPT_SERVICE_NAME(3)</see>, since libcurl 7.43.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? ServiceName
    {
        get => Get<string>(CURLoption.CURLOPT_SERVICE_NAME);
        set => SetNonEmpty(CURLoption.CURLOPT_SERVICE_NAME, value);
    }
}
