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

    // A TLS record with the longest head.
    private const int RecordSize = (16 * 1024) - 14;

    // What is left of the piece in hand: libcurl wants to be given exactly that again.
    private int _pieceLeft;

    // With Schannel one record: the next one may wait inside the call (SchannelSend).
    private static int Piece => OperatingSystem.IsWindows() && SchannelSend.IsGuarded ? RecordSize : PieceSize;

    // What it was given it has written or asks for again: it keeps nothing of its own that needs a flush.
    internal override bool HasPending => false;

    internal override bool MustRepeat => easy.MustRepeatSend;

    internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        Debug.Assert(!head.IsCompressed, "libcurl's encoder cannot set RSV1.");
        WebSocketFrameKind kind = KindOf(head);
        taken = 0;
        if (_pieceLeft == 0)
        {
            if (payload.Length > Piece && easy.FrameBytesLeft == 0 && !easy.TryBeginFrame(kind, payload.Length))
            {
                return false;
            }

            _pieceLeft = Math.Min(payload.Length, Piece);
        }

        bool some = easy.TrySend(payload.Span[.._pieceLeft], kind, out taken);
        _pieceLeft -= taken;
        return some;
    }

    internal override bool TryBegin(long length, FrameHead head) => easy.TryBeginFrame(KindOf(head), length);

    internal override bool TryFlush() => true;

    // Every frame of a message has the message's type, and all but the last say that more follows.
    private static WebSocketFrameKind KindOf(FrameHead head) => head.Type switch
    {
        WebSocketOpcode.Close => WebSocketFrameKind.Close,
        WebSocketOpcode.Ping => WebSocketFrameKind.Ping,
        WebSocketOpcode.Pong => WebSocketFrameKind.Pong,
        WebSocketOpcode.Text => WebSocketFrameKind.Text | (head.IsFinal ? WebSocketFrameKind.None : WebSocketFrameKind.Continues),
        _ => WebSocketFrameKind.Binary | (head.IsFinal ? WebSocketFrameKind.None : WebSocketFrameKind.Continues),
    };
}
