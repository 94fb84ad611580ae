using System;
using System.Net;
using System.Text;

namespace CurlWs;

/// <summary>
/// The server's answer to the upgrade: the inner exception of the <see cref="System.Net.WebSockets.WebSocketException"/> that
/// <see cref="CurlWebSocket.ConnectAsync(System.Uri, CurlWebSocketOptions?, System.Threading.CancellationToken)"/> throws when the answer
/// has another status than 101 (<see cref="System.Net.WebSockets.WebSocketError.NotAWebSocket"/>), or is a 101 that does not fit the
/// request, such as one with a wrong
/// <c>Sec-WebSocket-Accept</c> or a subprotocol that was not offered (any other error).
/// </summary>
/// <remarks>The outer exception's message says what to do; this one has the facts. Any thread may read them; what is in the header fields
/// and in the body is the server's, perhaps secret, and in no message.</remarks>
public sealed class CurlUpgradeRefusedException : Exception
{
    private string? _account;
    private Encoding? _charset;

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
        string message, Exception? inner, HttpStatusCode status, CurlHeaders headers, Uri? redirect)
        : base(message, inner)
    {
        StatusCode = status;
        Headers = headers;
        RedirectUri = redirect;
    }

    /// <summary>The status with which the server has answered instead of 101, such as 401 or 503; 0 where there was no answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The answer's header fields in their order, without those of interim answers before it.</summary>
    public CurlHeaders Headers { get; } = CurlHeaders.Empty;

    /// <summary>Address that a 3xx answer points to, made absolute; null otherwise.</summary>
    public Uri? RedirectUri { get; }

    /// <summary>
    /// Time to wait before the next try, as the answer's <c>Retry-After</c> says it (RFC 9110, section 10.2.3): seconds, or a date, which
    /// counts from the answer's own <c>Date</c> if it has one, else from this machine's clock. Never negative; null where the answer does
    /// not say. A server may name years here: set a bound of your own.
    /// </summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// Facts about the connection that was refused: addresses, times, TLS. It is closed. Null for an exception without an answer.
    /// </summary>
    public CurlWebSocketInfo? Info { get; internal init; }

    /// <summary>
    /// The bytes of the answer's body, which this exception owns; empty for an empty body. Null unless
    /// <see cref="CurlWebSocketOptions.MaxRefusalBodySize"/> is set, which says how the body is had, and when it cannot be.
    /// </summary>
    public ReadOnlyMemory<byte>? Body { get; private set; }

    /// <summary>
    /// Whether <see cref="Body"/> is not whole: longer than <see cref="CurlWebSocketOptions.MaxRefusalBodySize"/>, too slow, or ended by
    /// the server before its announced length.
    /// </summary>
    public bool IsBodyTruncated { get; private set; }

    /// <summary>
    /// Gives <see cref="Body"/> as text, in the charset that the answer's <c>Content-Type</c> names if .NET knows it, else in UTF-8; what
    /// is malformed becomes U+FFFD. Null where there is no body, and where it is compressed (<c>Content-Encoding</c>).
    /// </summary>
    public string? GetBodyText() => Body is { } body && _charset is { } charset ? charset.GetString(body.Span).TrimStart('\ufeff') : null;

    /// <summary>Adds what came of the body.</summary>
    /// <param name="body">The bytes, which become this object's.</param>
    /// <param name="isCut">Whether more should have come.</param>
    /// <param name="charset">That of the text; null where it is none.</param>
    internal void SetBody(byte[] body, bool isCut, Encoding? charset) => (Body, IsBodyTruncated, _charset) = (body, isCut, charset);

    /// <summary>What the outer exception says, for one that says more.</summary>
    internal string Account
    {
        get => _account ?? Message;
        init => _account = value;
    }
}
