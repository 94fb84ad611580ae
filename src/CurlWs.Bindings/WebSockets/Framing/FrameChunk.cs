using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>A chunk of one frame that a decoder has handed on.</summary>
/// <param name="head">The frame's.</param>
/// <param name="offset">Where in the frame's payload it begins; in the message, if that is compressed. In bytes.</param>
/// <param name="bytesLeft">How many payload bytes come after it; compressed ones, if the message is compressed.</param>
/// <param name="length">How many bytes it has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct FrameChunk(FrameHead head, long offset, long bytesLeft, int length)
{
    internal FrameHead Head { get; } = head;

    internal long Offset { get; } = offset;

    internal long BytesLeft { get; } = bytesLeft;

    internal int Length { get; } = length;

    /// <summary>Whether this is the last chunk of a text or binary message.</summary>
    internal bool IsMessageEnd => BytesLeft == 0 && Head.IsFinal && !Head.IsControl;
}
