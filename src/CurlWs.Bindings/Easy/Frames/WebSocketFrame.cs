using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// A received chunk of one WebSocket frame: what the frame is, and which of its bytes these are. A value, which may be kept.
/// </summary>
/// <remarks>
/// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>,
/// <see href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, section 5.2</see>.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WebSocketFrame
{
    internal WebSocketFrame(in curl_ws_frame frame)
        : this(FrameHead.Of((WebSocketFrameKind)frame.flags), checked((int)frame.len), frame.offset, frame.bytesleft)
    {
    }

    internal WebSocketFrame(FrameHead head, int count, long offset, long bytesLeft)
    {
        Head = head;
        Count = count;
        Offset = offset;
        BytesLeft = bytesLeft;
    }

    /// <summary>
    /// Opcode of the frame, the same for each of its chunks. <see cref="CurlEasy"/> shows a continuation frame with the opcode of its
    /// message, because libcurl does not say which frame it is; <see cref="CurlWebSocket"/> shows
    /// <see cref="WebSocketOpcode.Continuation"/>.
    /// </summary>
    public WebSocketOpcode Opcode => Head.Opcode;

    /// <summary>Opcode of the message's first frame: text or binary for a continuation frame too. Of a control frame its own.</summary>
    public WebSocketOpcode MessageOpcode => Head.Type;

    /// <summary>Whether the frame is the last of its message (the FIN bit); control frames always are.</summary>
    public bool IsFinal => Head.IsFinal;

    /// <summary>Whether this is a close, ping or pong frame.</summary>
    public bool IsControl => Head.IsControl;

    /// <summary>Number of bytes in this chunk.</summary>
    public int Count { get; }

    /// <summary>Offset of this chunk in the payload of the frame, in bytes.</summary>
    public long Offset { get; }

    /// <summary>Number of bytes of the frame's payload that are still to come after this chunk.</summary>
    public long BytesLeft { get; }

    /// <summary>Whether this is the last chunk of a text or binary message.</summary>
    public bool EndOfMessage => IsFinal && BytesLeft == 0 && !IsControl;

    internal FrameHead Head { get; }
}
