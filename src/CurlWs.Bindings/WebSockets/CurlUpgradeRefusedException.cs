using System;
using System.Collections.Generic;
using System.Net;

namespace CurlWs;

/// <summary>
/// The server answered the upgrade with another status than 101: the inner exception of the <see cref="System.Net.WebSockets.WebSocketException"/>
/// (<see cref="System.Net.WebSockets.WebSocketError.NotAWebSocket"/>) that <see cref="CurlWebSocket.ConnectAsync"/> throws then.
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
        string message, Exception inner, HttpStatusCode status, IReadOnlyList<KeyValuePair<string, string>> headers, Uri? redirect)
        : this(message, inner)
    {
        StatusCode = status;
        Headers = headers;
        RedirectTarget = redirect;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The answer's header fields in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Where a 3xx answer points, as an absolute address; null otherwise.</summary>
    public Uri? RedirectTarget { get; }
}
