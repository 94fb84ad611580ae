using System;

namespace CurlWs;

// permessage-deflate on the way out (RFC 7692, section 7.2.1): a message's bytes become frames of at most 64 KiB of it each.
public sealed partial class CurlWebSocket
{
    // Beside the flags of a frame: its message is compressed. Never given to an encoder.
    private const WebSocketFrameFlags Compressed = (WebSocketFrameFlags)0x100;

    // The compressed frame under way, under _sendTurn. Once made it must go out, because later messages may refer to it.
    private ReadOnlyMemory<byte> _deflated;
    private WebSocketFrameFlags _deflatedFlags;
    private bool _deflatedIsOpen;

    /// <summary>As <see cref="TryTake"/>, for a compressed message.</summary>
    private bool TryTakeCompressed(ref ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, ref bool begun)
    {
        while (!begun || _deflatedIsOpen || !payload.IsEmpty)
        {
            if (!_deflatedIsOpen)
            {
                begun = true;
                bool last = (flags & WebSocketFrameFlags.Continues) == 0;
                _deflated = _deflater!.Deflate(ref payload, last, out bool endsMessage);
                _deflatedFlags = (flags & ~(Compressed | WebSocketFrameFlags.Continues))
                    | (endsMessage ? WebSocketFrameFlags.None : WebSocketFrameFlags.Continues);
                _deflatedIsOpen = true;
            }

            bool some = _encoder.TrySend(_deflated.Span, _deflatedFlags, compressed: true, out int taken);
            _deflated = _deflated[taken..];
            if (!some)
            {
                return false;
            }

            _deflatedIsOpen = !_deflated.IsEmpty;
        }

        // An empty rest would still hold the array.
        _deflated = default;
        _deflater!.ReleaseBuffer();
        return true;
    }
}
