using System;

namespace CurlWs;

// Framing: bytes to frames and back
//
//   out   SendSide -> [DeflatingEncoder] -> ManagedEncoder -> CurlEasy.TrySendRaw      (curl_easy_send)
//                                        or LibcurlEncoder -> CurlEasy.TrySend         (curl_ws_send)
//   in    ReceiveSide <- [InflatingDecoder] <- ManagedDecoder <- CurlEasy.TryReceiveRaw (curl_easy_recv)
//                                           or LibcurlDecoder <- CurlEasy.TryReceive    (curl_ws_recv)
//
// CurlWebSocket.Connect chooses once: libcurl's for CurlFraming.Libcurl; else our encoder, and our decoder where the handle is in raw mode,
// which takes a libcurl whose raw receives are right (CurlLibrary.RawReceives). Compressing needs both of ours.
//
// An engine belongs to whoever holds the turn of its direction, on whichever thread. It keeps no thread and no wait: would-block is an
// answer, and the side waits. It rents memory only while bytes wait in it, and gives it back in Release, which comes once, after the end,
// from the last to leave the turn. After an exception it is in the middle of a frame and is not used again.

/// <summary>
/// From a connection's bytes to chunks of frames, with libcurl's own contract: one frame at a time, offset and bytes left, would-block
/// is false. One caller at a time.
/// </summary>
internal abstract class FrameDecoder
{
    /// <summary>
    /// The next chunk of the current or the next frame, at most the buffer; an empty buffer only looks at the header. A frame without
    /// payload is one chunk of no bytes, taken even by an empty buffer.
    /// </summary>
    /// <exception cref="FramingException">The peer broke the protocol.</exception>
    /// <exception cref="CurlException">The connection ended or failed.</exception>
    internal abstract bool TryReceive(Span<byte> buffer, out FrameChunk chunk);

    /// <summary>
    /// Takes the next frame if it is a whole message that waits in memory, with nothing unusual about it, and fits into the buffer. False
    /// in any other case, with nothing changed: also for what is wrong, which <see cref="TryReceive"/> says.
    /// </summary>
    /// <param name="buffer">The caller's memory.</param>
    /// <param name="checksText">Whether a text must be UTF-8.</param>
    /// <param name="head">The frame's.</param>
    /// <param name="length">How many bytes the message has: at least one.</param>
    internal virtual bool TryTakeMessage(Span<byte> buffer, bool checksText, out FrameHead head, out int length)
    {
        head = default;
        length = 0;
        return false;
    }

    /// <summary>
    /// How many bytes the data frame in hand still has to bring, also before its first one has come; 0 when none is in hand. A compressed
    /// frame says nothing.
    /// </summary>
    internal virtual long Announced => 0;

    /// <summary>Whether bytes of the connection wait in here: only a hint, from any thread.</summary>
    internal virtual bool MayHaveMore => false;

    /// <summary>
    /// Whether the last <see cref="TryReceive"/> was false because it had done much and got nothing, and not because nothing is there: call
    /// it again, and do not wait for the socket.
    /// </summary>
    internal virtual bool GaveWay => false;

    /// <summary>Whether one call may go on reading the socket for as long as more comes.</summary>
    internal virtual bool ReadsOn => false;

    /// <summary>Gives pooled memory back. Nothing may be called after it.</summary>
    internal virtual void Release()
    {
    }
}
