using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>A chunk of one WebSocket frame, as libcurl describes it: a copy, good as long as one likes.</summary>
/// <remarks><see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WebSocketFrame
{
    internal WebSocketFrame(in curl_ws_frame frame)
    {
        Flags = (WebSocketFrameFlags)frame.flags;
        Offset = frame.offset;
        BytesLeft = frame.bytesleft;
        Length = checked((int)frame.len);
    }

    internal WebSocketFrame(WebSocketFrameFlags flags, long offset, long bytesLeft, int length)
    {
        Flags = flags;
        Offset = offset;
        BytesLeft = bytesLeft;
        Length = length;
    }

    /// <summary>The frame's type, and <see cref="WebSocketFrameFlags.Continues"/> unless it is the message's last.</summary>
    public WebSocketFrameFlags Flags { get; }

    /// <summary>Offset of this chunk in the frame's payload, in bytes.</summary>
    public long Offset { get; }

    /// <summary>Number of bytes of the frame's payload after this chunk.</summary>
    public long BytesLeft { get; }

    /// <summary>Number of bytes in this chunk.</summary>
    public int Length { get; }

    /// <summary>Whether this chunk is the frame's last.</summary>
    public bool IsFrameEnd => BytesLeft == 0;

    /// <summary>Whether this chunk is the last of a text or binary message.</summary>
    public bool IsMessageEnd => BytesLeft == 0 && !IsControl && (Flags & WebSocketFrameFlags.Continues) == 0;

    /// <summary>Whether this is a close, ping or pong frame.</summary>
    public bool IsControl => (Flags & (WebSocketFrameFlags.Close | WebSocketFrameFlags.Ping | WebSocketFrameFlags.Pong)) != 0;
}
