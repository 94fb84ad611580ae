using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>Keeps what a compressor has written last, in pooled memory: the payload of a frame.</summary>
/// <param name="framed">Whether it writes unmasked frames, each in one call, whose payload is kept; else plain bytes, which add up.</param>
internal sealed class DeflateSink(bool framed) : BareStream
{
    private byte[]? _buffer;
    private int _count;

    internal ReadOnlyMemory<byte> Payload => _buffer.AsMemory(0, _count);

    // What a flush ends with, and a message does not.
    private static ReadOnlySpan<byte> Marker => [0x00, 0x00, 0xff, 0xff];

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (framed)
        {
            buffer = PayloadOf(buffer);
            Clear();
        }

        Reserve(buffer.Length);
        buffer.CopyTo(_buffer.AsSpan(_count));
        _count += buffer.Length;
    }

    /// <summary>Forgets what was written, and keeps the memory.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Forgets what was written behind so many bytes.</summary>
    internal void Keep(int count) => _count = count;

    /// <summary>Takes the end of a flush off; an empty message is one byte (RFC 7692, section 7.2.3.6).</summary>
    internal void EndMessage()
    {
        if (Payload.Span.EndsWith(Marker))
        {
            _count -= Marker.Length;
        }

        if (_count == 0)
        {
            Reserve(1);
            _buffer![_count++] = 0;
        }
    }

    internal void Release()
    {
        _count = 0;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int count)
    {
        if (_buffer is null || _buffer.Length - _count < count)
        {
            byte[] longer = ArrayPool<byte>.Shared.Rent(_count + Math.Max(count, _count));
            int kept = _count;
            Payload.CopyTo(longer);
            Release();
            (_buffer, _count) = (longer, kept);
        }
    }

    /// <summary>An unmasked frame without its header.</summary>
    private static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> frame)
    {
        int header = (frame[1] & 0x7f) switch
        {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        return frame[header..];
    }
}
