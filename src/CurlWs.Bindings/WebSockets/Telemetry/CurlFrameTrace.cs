using System;
using System.Globalization;
using System.Text;

namespace CurlWs;

/// <summary>
/// One frame as it is on the wire (RFC 6455, section 5.2), before its mask is applied or after it is taken off; of a compressed message
/// (RFC 7692) the compressed bytes.
/// </summary>
public readonly ref struct CurlFrameTrace
{
    internal CurlFrameTrace(
        long connectionId, CurlFrameDirection direction, DateTimeOffset time, FrameHead head, long length, ReadOnlySpan<byte> payload)
    {
        ConnectionId = connectionId;
        Direction = direction;
        Time = time;
        Opcode = head.Opcode;
        IsFinal = head.IsFinal;
        Rsv1 = head.IsCompressed && head.Opcode != WebSocketOpcode.Continuation;
        Length = length;
        Payload = payload;
    }

    /// <summary>The connection's number: <see cref="CurlWebSocket.ConnectionId"/>.</summary>
    public long ConnectionId { get; }

    /// <summary>The side that has sent the frame: this client or the server.</summary>
    public CurlFrameDirection Direction { get; }

    /// <summary>The moment, in UTC, at which the connection took the frame's header or showed it.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>
    /// Text, binary, continuation, close, ping or pong. Of a message in several frames only the first says text or binary.
    /// </summary>
    public WebSocketOpcode Opcode { get; }

    /// <summary>Whether it ends its message (FIN): false where continuation frames follow. Always true of close, ping and pong.</summary>
    public bool IsFinal { get; }

    /// <summary>
    /// Whether it begins a compressed message (RSV1): then <see cref="Payload"/> is what the compressor has made, in all its frames.
    /// </summary>
    public bool Rsv1 { get; }

    /// <summary>
    /// Number of bytes of the payload on the wire, of which <see cref="Payload"/> may have only the first; without the header.
    /// </summary>
    public long Length { get; }

    /// <summary>
    /// The payload's first bytes, at most as many as <see cref="CurlWebSocketOptions.FrameTraceBytes"/>. Borrowed: good until the handler
    /// returns.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>
    /// One line for a person: time of the day in UTC, connection, direction, opcode, bits, length, and the payload that is here: a text in
    /// quotation marks, the code of a close frame, everything else as hexadecimal digits. It has no line ends of the payload's.
    /// </summary>
    public override string ToString()
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{Time.UtcDateTime:HH:mm:ss.ffffff} #{ConnectionId} ");
        line.Append(Direction == CurlFrameDirection.Sent ? "> " : "< ").Append(TagNames.Of(Opcode));
        line.Append(IsFinal ? " FIN" : string.Empty).Append(Rsv1 ? " RSV1" : string.Empty);
        line.Append(CultureInfo.InvariantCulture, $" {Length}");
        if (!Payload.IsEmpty)
        {
            ReadOnlySpan<byte> shown = Payload;
            if (Opcode == WebSocketOpcode.Close && shown.Length >= 2)
            {
                line.Append(CultureInfo.InvariantCulture, $" {(shown[0] << 8) | shown[1]}");
                shown = shown[2..];
            }

            bool isText = Opcode == WebSocketOpcode.Close || (Opcode == WebSocketOpcode.Text && !Rsv1);
            line.Append(shown.IsEmpty ? string.Empty
                : isText ? $" \"{SafeText.Escaped(Encoding.UTF8.GetString(shown))}\""
                : " " + Convert.ToHexString(shown));
            line.Append(Payload.Length < Length ? "..." : string.Empty);
        }

        return line.ToString();
    }
}
