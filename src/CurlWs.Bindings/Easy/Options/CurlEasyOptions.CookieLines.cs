using System;

using CurlWs.Interop;

namespace CurlWs;

// What is done with the cookies that the handle holds.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Adds a cookie: a header line (<c>Set-Cookie: a=1; domain=example.com</c>) or a line of a Netscape cookie file. Turns the cookie
    /// engine on.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIELIST.html">CURLOPT_COOKIELIST(3)</see>, since libcurl 7.14.1.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <exception cref="ArgumentException">It is empty, has a control character other than the tab, or is one of libcurl's
    /// commands.</exception>
    public void AddCookie(string line)
    {
        ArgumentException.ThrowIfNullOrEmpty(line);
        CheckText(line, nameof(line));
        CheckLine(line, nameof(line));
        if (line.ToUpperInvariant() is "ALL" or "SESS" or "FLUSH" or "RELOAD")
        {
            throw new ArgumentException("This is not a cookie: libcurl would take it as a command.", nameof(line));
        }

        CookieCommand(line);
    }

    /// <summary>
    /// Forgets all cookies. <see href="https://curl.se/libcurl/c/CURLOPT_COOKIELIST.html">CURLOPT_COOKIELIST(3)</see>, since libcurl
    /// 7.14.1.
    /// </summary>
    public void ClearCookies() => CookieCommand("ALL");

    /// <summary>
    /// Forgets session cookies. <see href="https://curl.se/libcurl/c/CURLOPT_COOKIELIST.html">CURLOPT_COOKIELIST(3)</see>, since libcurl
    /// 7.15.4.
    /// </summary>
    public void ClearSessionCookies() => CookieCommand("SESS");

    /// <summary>
    /// Writes the cookies to <see cref="CookieJar"/> now.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIELIST.html">CURLOPT_COOKIELIST(3)</see>, since libcurl 7.17.1.
    /// </summary>
    public void FlushCookies() => CookieCommand("FLUSH");

    /// <summary>
    /// Reads the files of <see cref="CookieFile"/> now.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIELIST.html">CURLOPT_COOKIELIST(3)</see>, since libcurl 7.39.
    /// </summary>
    /// <exception cref="ArgumentException">The file that <see cref="CookieFile"/> names has a line that libcurl cannot read.</exception>
    public void ReloadCookies()
    {
        if (CookieFile is { Length: > 0 } file)
        {
            CookieFileCheck.Require(file, nameof(CookieFile));
        }

        CookieCommand("RELOAD");
    }

    private void CookieCommand(string line) =>
        _easy.CheckOption(LibCurl.curl_easy_setopt(_easy.Handle, LibCurl.CURLOPT_COOKIELIST, line), CURLoption.CURLOPT_COOKIELIST);
}
