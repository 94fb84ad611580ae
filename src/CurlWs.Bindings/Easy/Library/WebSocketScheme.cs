using System;

namespace CurlWs;

/// <summary>
/// The schemes of a WebSocket address (RFC 6455, section 3): which there are and what each means is said here, and nowhere else.
/// </summary>
internal static class WebSocketScheme
{
    internal const string Plain = "ws";

    /// <summary>Over TLS.</summary>
    internal const string Secure = "wss";

    /// <summary>As libcurl's lists of protocols are written.</summary>
    internal const string All = Plain + "," + Secure;

    /// <summary>Whether it is one of the two. As <see cref="Uri.Scheme"/> has it: in lower case.</summary>
    internal static bool Is(string scheme) => scheme is Plain or Secure;

    /// <summary>Whether it means TLS.</summary>
    internal static bool IsSecure(string scheme) => scheme == Secure;

    /// <summary>What it is to a WebSocket: http and https, as a redirect names them, stand for these. Null for any other.</summary>
    internal static string? Of(string scheme) => scheme is Plain or "http" ? Plain : scheme is Secure or "https" ? Secure : null;

    /// <summary>The http or https of the same server, for what knows no others, such as cookies.</summary>
    internal static string HttpOf(string scheme) => scheme == Secure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
}
