using System;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary><c>curl_ws_recv</c>.</summary>
/// <remarks>libcurl shows a frame with its first byte, not with its header.</remarks>
internal sealed class LibcurlDecoder(CurlEasy easy, FrameLimits limits) : FrameDecoder
{
    private bool _inFrame;

    // Of the data frame in hand, or of the last one.
    private FrameHead _head;

    internal override bool ReadsOn => true;

    internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
    {
        WebSocketFrame frame;
        try
        {
            if (!(buffer.IsEmpty ? easy.TryPeek(out frame) : easy.TryReceive(buffer, out frame)))
            {
                chunk = default;
                return false;
            }
        }
        catch (CurlException e) when (e.Code == CurlErrorCode.ReceiveError && e.Detail.StartsWith("[WS]", StringComparison.Ordinal))
        {
            // The code is that of a network error; only the text tells that the bytes were wrong.
            easy.ForgetFailure();
            throw new FramingException(WebSocketCloseStatus.ProtocolError, e.Detail["[WS]".Length..].Trim(), e);
        }

        FrameHead head = frame.Head;
        if (!head.IsControl)
        {
            if (!_inFrame)
            {
                limits.Begin(frame.Count + frame.BytesLeft, head.IsFinal);
                _head = _head.IsNone || _head.IsFinal ? head : head.Next(head.IsFinal);
            }

            _inFrame = frame.BytesLeft > 0;
            head = _head;
        }

        chunk = new FrameChunk(head, frame.Offset, frame.BytesLeft, frame.Count);
        return true;
    }
}
