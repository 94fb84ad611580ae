using System;

namespace CurlWs;

/// <summary>A frame, or a part of one with its bytes, that was taken from the decoder and belongs to the next receive.</summary>
internal struct HeldChunk
{
    private FrameChunk _chunk;
    private ReadOnlyMemory<byte> _bytes;

    /// <summary>Whether anything is held.</summary>
    internal bool Any { get; private set; }

    /// <summary>Whether bytes are held. They have been checked.</summary>
    internal readonly bool HasBytes => !_bytes.IsEmpty;

    /// <summary>Keeps a frame without the bytes, which are elsewhere or none.</summary>
    internal void Keep(in FrameChunk chunk)
    {
        _chunk = chunk;
        Any = true;
    }

    /// <summary>Keeps what a canceled receive has of a frame. Its end is still to come, or it would have been delivered.</summary>
    /// <param name="last">The last chunk that it took.</param>
    /// <param name="bytes">What it has.</param>
    internal void Keep(in FrameChunk last, ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        Keep(new FrameChunk(last.Head, last.Offset + last.Length - bytes.Length, last.BytesLeft, 0));
    }

    /// <summary>Gives as much as fits.</summary>
    internal FrameChunk Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _bytes.Length);
        _bytes.Span[..count].CopyTo(buffer);
        _bytes = count < _bytes.Length ? _bytes[count..] : default;
        Any = !_bytes.IsEmpty;
        FrameChunk chunk = new(_chunk.Head, _chunk.Offset, _chunk.BytesLeft + _bytes.Length, count);
        _chunk = new FrameChunk(_chunk.Head, _chunk.Offset + count, _chunk.BytesLeft, 0);
        return chunk;
    }
}
