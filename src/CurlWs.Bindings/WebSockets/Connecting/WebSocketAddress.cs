using System;
using System.Net;

namespace CurlWs;

/// <summary>
/// An address that can be connected to, checked and taken apart: a ws or wss one for the request, and what the caller's says beside scheme,
/// host, port and path.
/// </summary>
internal sealed class WebSocketAddress
{
    private const string UnixScheme = "ws+unix";

    private WebSocketAddress(Uri uri, string target)
    {
        Uri = uri;
        Target = target;
    }

    /// <summary>A ws or wss address without user, password and fragment.</summary>
    internal Uri Uri { get; }

    /// <summary>Path and query of the request, byte for byte as the address has them: libcurl would write some escapes anew.</summary>
    internal string Target { get; }

    /// <summary>The user and the password that the caller's address held, or null.</summary>
    internal NetworkCredential? Credentials { get; private init; }

    /// <summary>The Unix domain socket that the caller's address names, or null.</summary>
    internal string? UnixSocketPath { get; private init; }

    /// <summary>Whether it means TLS.</summary>
    internal bool IsSecure => Uri.Scheme == WebSocketScheme.Secure;

    /// <summary>The same for what knows http and https only, such as cookies.</summary>
    internal Uri HttpForm => new UriBuilder(Uri) { Scheme = WebSocketScheme.HttpOf(Uri.Scheme), Port = Uri.Port }.Uri;

    /// <summary>Takes the caller's address.</summary>
    /// <exception cref="ArgumentException">It cannot be connected to.</exception>
    internal static WebSocketAddress Parse(Uri uri)
    {
        if (!uri.IsAbsoluteUri || !(WebSocketScheme.Is(uri.Scheme) || uri.Scheme == UnixScheme))
        {
            throw new ArgumentException(
                $"A WebSocket address begins with ws://, wss:// or {UnixScheme}:; "
                + $"this is {(uri.IsAbsoluteUri ? uri.Scheme + ":" : "relative")}.",
                nameof(uri));
        }

        if (HostName.InAscii(uri) is null)
        {
            throw new ArgumentException(
                $"The address's host, {SafeText.Printable(uri.Host)}, is no name that DNS can have (IDNA). Correct it.", nameof(uri));
        }

        string? socket = null;
        if (uri.Scheme == UnixScheme)
        {
            (uri, socket) = TakeUnixSocket(uri);
        }

        // Before anything below makes the address anew.
        string target = uri.PathAndQuery;
        if (target.AsSpan().ContainsAny(' ', '\t') || ControlCharacters.AnyIn(target))
        {
            throw new ArgumentException(
                "The address's path or query holds a blank or a control character, which would end the request's target. Escape it (%20), "
                + "as Uri does by itself.",
                nameof(uri));
        }

        // A fragment is the application's, as ClientWebSocket has it: RFC 6455, section 3, knows none.
        bool plain = uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && !HasEmptyUser(uri);
        return new WebSocketAddress(plain ? uri : Without(uri), target)
        {
            Credentials = uri.UserInfo.Length == 0 ? null : CredentialsIn(uri.UserInfo),
            UnixSocketPath = socket,
        };
    }

    /// <summary>
    /// Where a redirect points; null if that is no WebSocket, nor the http or https of one. Its user and password count for nothing.
    /// </summary>
    internal static WebSocketAddress? OfRedirect(Uri location) => WebSocketScheme.Of(location.Scheme) is { } scheme
        ? new WebSocketAddress(Without(location, scheme), location.PathAndQuery) : null;

    /// <summary>Whether scheme, host and port are the same.</summary>
    internal bool HasOriginOf(WebSocketAddress other) => other.Uri.Scheme == Uri.Scheme && other.Uri.Port == Uri.Port
        && other.Uri.IdnHost.Equals(Uri.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether there is an @ with nothing before it: to .NET no user, and to libcurl one whose name is empty.</summary>
    private static bool HasEmptyUser(Uri uri) => uri.UserInfo.Length == 0
        && uri.AbsoluteUri.AsSpan(uri.Scheme.Length).StartsWith("://@", StringComparison.Ordinal);

    private static Uri Without(Uri uri, string? scheme = null) => new UriBuilder(uri)
    {
        Scheme = scheme ?? uri.Scheme,
        UserName = string.Empty,
        Password = string.Empty,
        Fragment = string.Empty,
    }.Uri;

    private static NetworkCredential CredentialsIn(string userInfo)
    {
        string[] parts = userInfo.Split(':', 2);
        return new NetworkCredential(
            Uri.UnescapeDataString(parts[0]), parts.Length < 2 ? string.Empty : Uri.UnescapeDataString(parts[1]));
    }

    /// <summary>The path of the socket, a colon, the path of the request: as other WebSocket clients have it.</summary>
    private static (Uri Request, string Socket) TakeUnixSocket(Uri uri)
    {
        string path = uri.AbsolutePath;
        if (uri.Authority.Length > 0 || path.Length < 2 || path[0] != '/')
        {
            throw new ArgumentException(
                $"An address of a Unix domain socket is {UnixScheme}:/path/of/socket:/request/path, with an absolute path.", nameof(uri));
        }

        int colon = path.IndexOf(':', StringComparison.Ordinal);
        string request = colon < 0 ? "/" : path[(colon + 1)..];
        if (request.Length > 0 && request[0] != '/')
        {
            throw new ArgumentException($"What follows the socket in a {UnixScheme} address is a path, which begins with /.", nameof(uri));
        }

        return (
            new Uri(WebSocketScheme.Plain + "://localhost" + (request.Length == 0 ? "/" : request) + uri.Query),
            Uri.UnescapeDataString(colon < 0 ? path : path[..colon]));
    }
}
