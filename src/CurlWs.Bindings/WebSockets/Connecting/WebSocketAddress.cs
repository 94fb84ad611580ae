using System;
using System.Net;

namespace CurlWs;

// From the address and the options that the caller gave to those that a connect works with.
public sealed partial class CurlWebSocketOptions
{
    internal const string UnixScheme = "ws+unix";

    /// <summary>A checked copy for one connect. What the address says beside scheme, host, port and path has gone to the options.</summary>
    /// <param name="uri">The caller's address; then a ws or wss one without user, password and fragment.</param>
    /// <param name="target">Path and query of the request as the address has them.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    internal CurlWebSocketOptions Prepare(ref Uri uri, out string target)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("ws" or "wss" or UnixScheme))
        {
            throw new ArgumentException(
                $"A WebSocket address begins with ws://, wss:// or {UnixScheme}:; this is {(uri.IsAbsoluteUri ? uri.Scheme + ":" : "relative")}.", nameof(uri));
        }

        CurlWebSocketOptions copy = Copy();
        if (uri.Scheme == UnixScheme)
        {
            copy.TakeUnixSocket(ref uri);
        }

        // Before anything below makes the address anew.
        target = uri.PathAndQuery;
        Refuse(
            target.Contains(' ', StringComparison.Ordinal) || ControlCharacters.AnyIn(target) || target.Contains('\t', StringComparison.Ordinal),
            nameof(uri),
            "The address's path or query holds a blank or a control character, which would end the request's target. Escape it (%20), as Uri does by itself.");
        bool credentials = uri.UserInfo.Length > 0;
        copy.Validate(credentials);
        Refuse(credentials && Credentials is not null, nameof(Credentials), "User and password are set twice: in the address and in Credentials. Keep one of them.");
        if (credentials)
        {
            copy.TakeCredentials(ref uri);
        }

        if (uri.Fragment.Length > 0)
        {
            // It is the application's, as ClientWebSocket has it: RFC 6455, section 3, knows no fragment.
            uri = new UriBuilder(uri) { Fragment = string.Empty }.Uri;
        }

        return copy;
    }

    /// <summary>The path of the socket, a colon, the path of the request: as other WebSocket clients have it.</summary>
    private void TakeUnixSocket(ref Uri uri)
    {
        string path = uri.AbsolutePath;
        Refuse(
            uri.Authority.Length > 0 || path.Length < 2 || path[0] != '/',
            nameof(uri),
            $"An address of a Unix domain socket is {UnixScheme}:/path/of/socket:/request/path, with an absolute path.");
        Refuse(
            (UnixSocketPath ?? AbstractUnixSocket) is not null,
            nameof(UnixSocketPath),
            $"The socket is named twice: in the {UnixScheme} address and in the options. Keep one of them.");
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        string request = colon < 0 ? "/" : path[(colon + 1)..];
        Refuse(request.Length > 0 && request[0] != '/', nameof(uri), $"What follows the socket in a {UnixScheme} address is a path, which begins with /.");
        UnixSocketPath = Uri.UnescapeDataString(colon < 0 ? path : path[..colon]);
        uri = new Uri("ws://localhost" + (request.Length == 0 ? "/" : request) + uri.Query);
    }

    private void TakeCredentials(ref Uri uri)
    {
        string[] parts = uri.UserInfo.Split(':', 2);
        Credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length < 2 ? string.Empty : Uri.UnescapeDataString(parts[1]));
        uri = new UriBuilder(uri) { UserName = string.Empty, Password = string.Empty }.Uri;
    }
}
