using System.Net;

namespace CurlWs;

// Cookies, by .NET or by libcurl. Both may be used at once.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Cookies to send, those that match the address; cookies of the answer, a refusal or redirect as well, are added to it. Default
    /// none. The container may serve many connections. Behind a redirect,
    /// to any origin, those that match the new address are sent.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIE.html">CURLOPT_COOKIE(3)</see>.
    /// </summary>
    public CookieContainer? Cookies { get; set; }

    /// <summary>
    /// A file that libcurl reads cookies from (Netscape format, or header lines); an empty string only turns its cookie engine on.
    /// Default off. To another origin (see <see cref="MaxRedirects"/>) those of its
    /// cookies go that name a domain, to that domain. A file with a line that libcurl cannot read, of more than 4,998 bytes, is refused by
    /// ConnectAsync, and stays as it is.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIEFILE.html">CURLOPT_COOKIEFILE(3)</see>.
    /// </summary>
    public string? CookieFile { get; set; }

    /// <summary>
    /// The file that libcurl writes its cookies to when the connection is disposed; it turns the cookie engine on. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_COOKIEJAR.html">CURLOPT_COOKIEJAR(3)</see>.
    /// </summary>
    public string? CookieJar { get; set; }

    /// <summary>Whether libcurl keeps cookies.</summary>
    internal bool HasCookieEngine => (CookieFile ?? CookieJar) is not null;
}
