using System;
using System.Collections.Generic;
using System.Net;

namespace CurlWs;

/// <summary>
/// The server's answer to the upgrade: the inner exception of the <see cref="System.Net.WebSockets.WebSocketException"/> that
/// <see cref="CurlWebSocket.ConnectAsync(System.Uri, CurlWebSocketOptions?, System.Threading.CancellationToken)"/> throws when the answer
/// has another status than 101 (<see cref="System.Net.WebSockets.WebSocketError.NotAWebSocket"/>), or is a 101 that does not fit the
/// request, such as one with a wrong
/// <c>Sec-WebSocket-Accept</c> or a subprotocol that was not offered (any other error).
/// </summary>
public sealed class CurlUpgradeRefusedException : Exception
{
    /// <summary>Makes an exception without an answer.</summary>
    public CurlUpgradeRefusedException()
        : base("The server refused the upgrade.")
    {
    }

    /// <summary>Makes an exception without an answer.</summary>
    public CurlUpgradeRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without an answer.</summary>
    public CurlUpgradeRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal CurlUpgradeRefusedException(
        string message, Exception? inner, HttpStatusCode status, IReadOnlyList<KeyValuePair<string, string>> headers, Uri? redirect)
        : base(message, inner)
    {
        StatusCode = status;
        Headers = headers;
        RedirectTarget = redirect;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The answer's header fields in their order, without those of interim answers before it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Address that a 3xx answer points to, made absolute; null otherwise.</summary>
    public Uri? RedirectTarget { get; }
}
