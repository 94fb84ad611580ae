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

    internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        Debug.Assert(!head.IsCompressed, "libcurl's encoder cannot set RSV1.");
        WebSocketFrameFlags flags = FlagsOf(head);
        taken = 0;
        if (_pieceLeft == 0)
        {
            if (payload.Length > PieceSize && easy.FrameBytesLeft == 0 && !easy.TryBeginFrame(flags, payload.Length))
            {
                return false;
            }

            _pieceLeft = Math.Min(payload.Length, PieceSize);
        }

        bool some = easy.TrySend(payload.Span[.._pieceLeft], flags, out taken);
        _pieceLeft -= taken;
        return some;
    }

    internal override bool TryBegin(long length, FrameHead head) => easy.TryBeginFrame(FlagsOf(head), length);

    internal override bool TryFlush() => true;

    // Every frame of a message has the message's type, and all but the last say that more follows.
    private static WebSocketFrameFlags FlagsOf(FrameHead head) => head.Type switch
    {
        WebSocketOpcode.Close => WebSocketFrameFlags.Close,
        WebSocketOpcode.Ping => WebSocketFrameFlags.Ping,
        WebSocketOpcode.Pong => WebSocketFrameFlags.Pong,
        WebSocketOpcode.Text => WebSocketFrameFlags.Text | (head.IsFinal ? WebSocketFrameFlags.None : WebSocketFrameFlags.Continues),
        _ => WebSocketFrameFlags.Binary | (head.IsFinal ? WebSocketFrameFlags.None : WebSocketFrameFlags.Continues),
    };
}
