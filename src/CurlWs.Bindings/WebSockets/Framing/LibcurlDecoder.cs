using System;
using System.Net.WebSockets;

using CurlWs.Interop;

namespace CurlWs;

/// <summary><c>curl_ws_recv</c>.</summary>
/// <remarks>libcurl shows a frame with its first byte, not with its header.</remarks>
internal sealed class LibcurlDecoder(CurlEasy easy, FrameLimits limits) : FrameDecoder
{
    private bool _inFrame;

    internal override bool TryReceive(Span<byte> buffer, out WebSocketFrame frame)
    {
        try
        {
            if (!(buffer.IsEmpty ? easy.TryPeek(out frame) : easy.TryReceive(buffer, out frame)))
            {
                return false;
            }
        }
        catch (CurlException e) when (e.Code == CURLcode.CURLE_RECV_ERROR && e.Detail.StartsWith("[WS]", StringComparison.Ordinal))
        {
            // The code is that of a network error; only the text tells that the bytes were wrong.
            easy.ForgetFailure();
            throw new FramingException(WebSocketCloseStatus.ProtocolError, e.Detail["[WS]".Length..].Trim(), e);
        }

        if (!frame.IsControl)
        {
            if (!_inFrame)
            {
                limits.Begin(frame.Length + frame.BytesLeft, final: (frame.Flags & WebSocketFrameFlags.Continues) == 0);
            }

            _inFrame = frame.BytesLeft > 0;
        }

        return true;
    }
}
