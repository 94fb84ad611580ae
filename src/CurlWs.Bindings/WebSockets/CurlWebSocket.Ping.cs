using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Control frames of the application's, and those that come: see Flow/Liveness and Flow/ReceiveSide.Control.
public sealed partial class CurlWebSocket
{
    /// <summary>
    /// A ping has come; raised by the receive that read it. The arguments own the payload, which can be kept. What a handler throws comes
    /// out of that receive and leaves the connection open. While nobody receives, pings are read now and then too (see
    /// <see cref="CurlWebSocketOptions.AnswerPingsPromptly"/>), on a thread of the pool: there it is unhandled, as in a timer.
    /// </summary>
    public event EventHandler<CurlWebSocketControlEventArgs>? PingReceived
    {
        add => _receive.PingReceived += value;
        remove => _receive.PingReceived -= value;
    }

    /// <summary>A pong has come, asked for or not; raised as <see cref="PingReceived"/> is.</summary>
    public event EventHandler<CurlWebSocketControlEventArgs>? PongReceived
    {
        add => _receive.PongReceived += value;
        remove => _receive.PongReceived -= value;
    }

    /// <summary>
    /// The round trip of the last ping that was answered, to the microsecond: a keep-alive or a <see cref="PingAsync"/>. Null if none
    /// was; keep-alives are pings where <see cref="CurlWebSocketOptions.KeepAliveTimeout"/> is set. From any thread, also after the end.
    /// </summary>
    public TimeSpan? LastPingRoundTrip => _connection.Telemetry.LastPingRoundTrip;

    /// <summary>How many pings and pongs that nobody asked for may come in a row within the window.</summary>
    internal int MaxControlInARow
    {
        get => _receive.MaxControlInARow;
        set => _receive.MaxControlInARow = value;
    }

    /// <summary>Sends a ping and waits for its pong (RFC 6455, section 5.5.2). Works with and without a receive under way.</summary>
    /// <param name="payload">At most 125 bytes, which are copied; empty means a number of this library's, so that pings differ.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays.</param>
    /// <returns>The round trip.</returns>
    /// <remarks>A pong that arrives behind unread data is noticed only when the application has read that data.</remarks>
    /// <exception cref="ArgumentException">The payload is too long.</exception>
    /// <exception cref="WebSocketException">The connection ended first.</exception>
    public ValueTask<TimeSpan> PingAsync(ReadOnlyMemory<byte> payload = default, CancellationToken cancellationToken = default) =>
        _liveness.PingAsync(payload, cancellationToken);

    /// <summary>
    /// Sends a pong that nobody asked for, or the answer to a ping when <see cref="CurlWebSocketOptions.AutomaticPong"/> is off (RFC 6455,
    /// section 5.5.3).
    /// </summary>
    /// <param name="payload">At most 125 bytes, which are copied.</param>
    /// <param name="cancellationToken">Ends the wait for other sends.</param>
    /// <exception cref="ArgumentException">The payload is too long.</exception>
    public ValueTask SendPongAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        payload.Length <= FrameHead.MaxControlPayload
            ? _send.SendControlAsync(new PendingPing(payload.ToArray()), WebSocketOpcode.Pong, cancellationToken)
            : throw new ArgumentException(
                $"A pong has at most {FrameHead.MaxControlPayload} bytes (RFC 6455, section 5.5); this one would have {payload.Length}.",
                nameof(payload));
}
