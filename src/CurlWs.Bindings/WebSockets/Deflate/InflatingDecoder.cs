using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>
/// Decompresses what comes compressed, and hands on everything else as it is. Of a compressed message the chunks are decompressed bytes:
/// their offset counts those of the message, and bytes left are the frame's own, still compressed.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Release disposes it, as it gives back what every decoder has.")]
internal sealed class InflatingDecoder(
    FrameDecoder decoder, FrameLimits limits, bool contextTakeover, ConnectionTelemetry? telemetry = null) : FrameDecoder
{
    // So many pieces of input that came to nothing are taken before it gives way: at most 1 MiB.
    private const int MostAtOnce = 128;

    private readonly MessageInflater _inflater = new(contextTakeover);

    // The frame that the inflater's input came from, and whether there may be output without more of it.
    private FrameChunk _taken;
    private bool _hasOutput;
    private bool _gaveWay;
    private long _offset;

    // Of the message under way, as it came.
    private long _compressed;

    internal override long Announced => decoder.Announced;

    internal override bool MayHaveMore => _hasOutput || decoder.MayHaveMore;

    internal override bool ReadsOn => decoder.ReadsOn;

    internal override bool GaveWay => _gaveWay;

    internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
    {
        _gaveWay = false;
        int pieces = 0;
        while (true)
        {
            if (++pieces > MostAtOnce)
            {
                _gaveWay = true;
                chunk = default;
                return false;
            }

            if (_hasOutput)
            {
                if (Inflate(buffer, out chunk))
                {
                    return true;
                }

                // Blocks of nothing: no limit in bytes would ever be reached.
                limits.CountEmpty();
                continue;
            }

            // Only the header tells where the payload belongs. A frame without payload is taken by this.
            if (!decoder.TryReceive([], out chunk))
            {
                return false;
            }

            if (!chunk.Head.IsCompressed)
            {
                return chunk.BytesLeft == 0 || buffer.IsEmpty || decoder.TryReceive(buffer, out chunk);
            }

            if (chunk.BytesLeft > 0 && !decoder.TryReceive(_inflater.Input, out chunk))
            {
                _inflater.Advance(0, endOfMessage: false);
                return false;
            }

            _inflater.Advance(chunk.Length, chunk.IsMessageEnd);
            _compressed += chunk.Length;
            if (chunk.BytesLeft == 0)
            {
                telemetry?.CompressedFrame(TagNames.Receive, chunk.Head.Opcode);
            }

            _taken = chunk;
            _hasOutput = chunk.Length > 0 || chunk.IsMessageEnd;
        }
    }

    internal override void Release()
    {
        decoder.Release();
        _inflater.Dispose();
    }

    /// <summary>False when nothing came out: the next frame is needed.</summary>
    private bool Inflate(Span<byte> buffer, out FrameChunk chunk)
    {
        if (buffer.IsEmpty)
        {
            chunk = Chunk(0, Math.Max(1, _taken.BytesLeft));
            return true;
        }

        OperationStatus status = _inflater.Inflate(buffer, out int count);
        _hasOutput = status == OperationStatus.DestinationTooSmall;
        chunk = Chunk(count, _hasOutput ? Math.Max(1, _taken.BytesLeft) : _taken.BytesLeft);
        _offset += count;
        if (status == OperationStatus.Done)
        {
            telemetry?.CompressedMessage(TagNames.Receive, _offset, _compressed);
            (_offset, _compressed) = (0, 0);
        }

        return count > 0 || status == OperationStatus.Done;
    }

    private FrameChunk Chunk(int count, long left) => new(_taken.Head, _offset, left, count);
}
