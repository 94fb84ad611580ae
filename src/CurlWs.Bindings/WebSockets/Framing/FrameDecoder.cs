using System;

namespace CurlWs;

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
    /// Takes the next data frame if all of it waits in memory and fits into the buffer; false in any other case, with nothing lost.
    /// </summary>
    /// <exception cref="FramingException">The peer broke the protocol.</exception>
    internal virtual bool TryTakeFrame(Span<byte> buffer, out FrameChunk chunk)
    {
        chunk = default;
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

    /// <summary>Gives pooled memory back. Nothing may be called after it.</summary>
    internal virtual void Release()
    {
    }
}
