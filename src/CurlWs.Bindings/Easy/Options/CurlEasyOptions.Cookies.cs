using System;

using CurlWs.Interop;

namespace CurlWs;

// Cookies that a request sends and that an answer sets.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The header <c>Cookie</c>, such as <c>a=1; b=2</c>, beside what the cookie engine sends. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIE.html">CURLOPT_COOKIE(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentException">It has a control character other than the tab.</exception>
    public string? Cookie
    {
        get => Get<string>(CURLoption.CURLOPT_COOKIE);
        set => SetLine(CURLoption.CURLOPT_COOKIE, value);
    }

    /// <summary>
    /// A file to read cookies from, which also turns the cookie engine on; an empty string only does that. Setting another one adds it.
    /// Setting null turns the engine off and forgets its cookies. Default off.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIEFILE.html">CURLOPT_COOKIEFILE(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <remarks>libcurl reads the file when a transfer begins. That it can is checked now: up to 8.22 a line of more than 4,998 bytes,
    /// which a server can bring about, makes it lose cookies (CVE-2026-86412, CVE-2026-92386).</remarks>
    /// <exception cref="ArgumentException">It has a zero character, or names a file with a line that libcurl cannot read.</exception>
    public string? CookieFile
    {
        get => Get<string>(CURLoption.CURLOPT_COOKIEFILE);
        set
        {
            if (!string.IsNullOrEmpty(value))
            {
                CookieFileCheck.Require(value, nameof(CookieFile));
            }

            SetText(CURLoption.CURLOPT_COOKIEFILE, value);
        }
    }

    /// <summary>
    /// The file that the cookies are written to when the handle is disposed; it turns the cookie engine on. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIEJAR.html">CURLOPT_COOKIEJAR(3)</see>, since libcurl 7.9.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? CookieJar
    {
        get => Get<string>(CURLoption.CURLOPT_COOKIEJAR);
        set => SetNonEmpty(CURLoption.CURLOPT_COOKIEJAR, value);
    }

    /// <summary>
    /// Whether a new session begins: session cookies of <see cref="CookieFile"/> are left out. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIESESSION.html">CURLOPT_COOKIESESSION(3)</see>, since libcurl 7.9.7.
    /// </summary>
    public bool? CookieSession
    {
        get => Get<bool?>(CURLoption.CURLOPT_COOKIESESSION);
        set => SetBoolean(CURLoption.CURLOPT_COOKIESESSION, value, fallback: false);
    }
}
