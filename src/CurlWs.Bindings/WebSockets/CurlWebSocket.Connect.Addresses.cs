using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The other ways to name what to connect to. A literal default in the second place is the token; C# 12, which knows no priorities of
// overloads, asks for its name there (cancellationToken: default).
public sealed partial class CurlWebSocket
{
    /// <summary>Connects and upgrades with the default options, without blocking a thread; as ClientWebSocket's member is called.</summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task<CurlWebSocket> ConnectAsync(Uri uri, CancellationToken cancellationToken) =>
        ConnectAsync(uri, null, cancellationToken);

    /// <summary>
    /// Connects and upgrades, without blocking a thread, to an address that is a string, such as <c>wss://example.org/chat</c>.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    public static Task<CurlWebSocket> ConnectAsync(
        [StringSyntax(StringSyntaxAttribute.Uri)] string uri, CurlWebSocketOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ConnectAsync(Parse(uri), options, cancellationToken);

    /// <summary>
    /// Connects and upgrades with the default options, without blocking a thread, to an address that is a string, such as
    /// <c>wss://example.org/chat</c>.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task<CurlWebSocket> ConnectAsync(
        [StringSyntax(StringSyntaxAttribute.Uri)] string uri, CancellationToken cancellationToken) =>
        ConnectAsync(Parse(uri), null, cancellationToken);

    /// <summary>Connects and upgrades with the default options, blocking the calling thread.</summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static CurlWebSocket Connect(Uri uri, CancellationToken cancellationToken) => Connect(uri, null, cancellationToken);

    /// <summary>
    /// Connects and upgrades, blocking the calling thread, to an address that is a string, such as <c>wss://example.org/chat</c>.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    public static CurlWebSocket Connect(
        [StringSyntax(StringSyntaxAttribute.Uri)] string uri, CurlWebSocketOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Connect(Parse(uri), options, cancellationToken);

    /// <summary>
    /// Connects and upgrades with the default options, blocking the calling thread, to an address that is a string, such as
    /// <c>wss://example.org/chat</c>.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static CurlWebSocket Connect([StringSyntax(StringSyntaxAttribute.Uri)] string uri, CancellationToken cancellationToken) =>
        Connect(Parse(uri), null, cancellationToken);

    private static Uri Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Uri.TryCreate(uri, UriKind.Absolute, out Uri? address)
            ? address
            : throw new ArgumentException("The text is no absolute address: it must be like wss://host/path.", nameof(uri));
    }
}
