using System;

namespace CurlWs;

/// <summary>
/// From frames to a connection's bytes, with libcurl's own contract: a short send is continued with exactly the rest, would-block is
/// false. One caller at a time.
/// </summary>
internal abstract class FrameEncoder
{
    /// <summary>Whether it takes messages that are to be compressed; see <see cref="FrameHead.IsCompressed"/>.</summary>
    internal virtual bool Compresses => false;

    /// <summary>Whether bytes wait to be written: <see cref="TryFlush"/> until it is true.</summary>
    internal abstract bool HasPending { get; }

    /// <summary>How many bytes wait to be written, with their headers: only a number to show, from any thread.</summary>
    internal virtual int PendingBytes => 0;

    /// <summary>
    /// After would-block: whether the frame is begun all the same, and only the same call may follow, also one without payload.
    /// </summary>
    internal virtual bool MustRepeat => false;

    /// <summary>
    /// Whether it holds a frame that it has made, without which no later one can be understood: it must go out whatever happens.
    /// </summary>
    internal virtual bool MustGoOn => false;

    /// <summary>Whether a frame's header is taken, and not yet all of its payload.</summary>
    internal virtual bool IsInFrame => false;

    /// <summary>Whether another small frame can be taken without writing.</summary>
    internal virtual bool HasRoom => false;

    /// <summary>Takes a frame or the rest of one. Taken is not written: see <see cref="TryFlush"/>.</summary>
    /// <param name="payload">All of a new frame's payload; after a short take, the rest.</param>
    /// <param name="head">The frame's, the same for the rest.</param>
    /// <param name="taken">How many bytes were taken.</param>
    /// <returns>False when nothing was taken because the connection takes nothing now.</returns>
    internal abstract bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken);

    /// <summary>
    /// Takes and writes a small frame, when nothing waits before it; false when it does not, and nothing is taken. What the connection does
    /// not take now waits: see <see cref="HasPending"/>.
    /// </summary>
    /// <param name="payload">All of the frame's payload.</param>
    /// <param name="head">The frame's; not that of a message to be compressed.</param>
    internal virtual bool TrySendSmall(ReadOnlySpan<byte> payload, FrameHead head) => false;

    /// <summary>Whether <see cref="TrySendText"/> may take a text.</summary>
    internal virtual bool EncodesText => false;

    /// <summary>
    /// Takes a whole frame of text, encoded straight into what waits to be written; false when there is no room for it now, and then
    /// nothing is taken.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many bytes it has as UTF-8.</param>
    /// <param name="head">The frame's; not that of a message to be compressed.</param>
    /// <exception cref="InvalidOperationException">The text has changed since it was measured; nothing is taken.</exception>
    internal virtual bool TrySendText(ReadOnlySpan<char> text, int length, FrameHead head) => false;

    /// <summary>Begins a frame whose payload comes in pieces; false when the connection takes nothing now: repeat the call.</summary>
    /// <param name="length">The whole payload's length in bytes.</param>
    /// <param name="head">The frame's, to be given with each piece. Not that of a message to be compressed.</param>
    internal abstract bool TryBegin(long length, FrameHead head);

    /// <summary>Writes what waits; false when some is left because the connection takes no more now.</summary>
    internal abstract bool TryFlush();

    /// <summary>Gives pooled memory back. Nothing may be called after it.</summary>
    internal virtual void Release()
    {
    }
}
