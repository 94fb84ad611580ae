using System;
using System.Diagnostics;

namespace CurlWs;

/// <summary><c>curl_ws_send</c>.</summary>
/// <remarks>
/// libcurl masks and copies all that a call gives it before it writes the first byte, however much that is. So a large frame is begun with
/// its length alone and given in pieces: memory stays small, and whoever receives or aborts comes in between.
/// </remarks>
internal sealed class LibcurlEncoder(CurlEasy easy) : FrameEncoder
{
    /// <summary>One chunk of libcurl's own buffer.</summary>
    internal const int PieceSize = 65535;

    // What is left of the piece in hand: libcurl wants to be given exactly that again.
    private int _pieceLeft;

    // What it was given it has written or asks for again: it keeps nothing of its own that needs a flush.
    internal override bool HasPending => false;

    internal override bool MustRepeat => easy.MustRepeatSend;

    internal override bool TrySend(ReadOnlySpan<byte> payload, WebSocketFrameFlags flags, bool compressed, out int taken)
    {
        Debug.Assert(!compressed, "libcurl's encoder cannot set RSV1.");
        taken = 0;
        if (_pieceLeft == 0)
        {
            if (payload.Length > PieceSize && easy.FrameBytesLeft == 0 && !easy.TryBeginFrame(flags, payload.Length))
            {
                return false;
            }

            _pieceLeft = Math.Min(payload.Length, PieceSize);
        }

        bool some = easy.TrySend(payload[.._pieceLeft], flags, out taken);
        _pieceLeft -= taken;
        return some;
    }

    internal override bool TryBegin(long length, WebSocketFrameFlags flags, bool compressed) => easy.TryBeginFrame(flags, length);

    internal override bool TryFlush() => true;
}
