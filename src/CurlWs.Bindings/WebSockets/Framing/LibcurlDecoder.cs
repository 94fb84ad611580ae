using System;
using System.Net.WebSockets;

using CurlWs.Interop;

namespace CurlWs;

/// <summary><c>curl_ws_recv</c>.</summary>
internal sealed class LibcurlDecoder(CurlEasy easy) : FrameDecoder
{
    internal override bool TryReceive(Span<byte> buffer, out WebSocketFrame frame)
    {
        try
        {
            return buffer.IsEmpty ? easy.TryPeek(out frame) : easy.TryReceive(buffer, out frame);
        }
        catch (CurlException e) when (e.Code == CURLcode.CURLE_RECV_ERROR && e.Detail.StartsWith("[WS]", StringComparison.Ordinal))
        {
            // The code is that of a network error; only the text tells that the bytes were wrong.
            easy.ForgetFailure();
            throw new FramingException(WebSocketCloseStatus.ProtocolError, e.Detail["[WS]".Length..].Trim(), e);
        }
    }
}
