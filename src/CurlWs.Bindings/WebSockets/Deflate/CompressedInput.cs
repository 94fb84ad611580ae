using System;
using System.Buffers;

namespace CurlWs;

/// <summary>
/// A message's compressed bytes, as the stream that the framework's decompressor reads from: it runs dry and goes on, appends what the
/// sender removed (RFC 7692, section 7.2.2), and gives the last bytes apart, because only so it is seen where a final block ends.
/// </summary>
internal sealed class CompressedInput : BareStream
{
    private const int BufferSize = 16 * 1024;

    // A final block may end before the message's last byte, which is then 0 (section 7.2.3.4).
    private const int Tail = 2;

    private byte[]? _buffer;
    private int _taken;
    private int _count;
    private bool _ended;

    /// <summary>Whether more was asked for than is there; to be reset by who wants to know.</summary>
    internal bool RanDry { get; set; }

    /// <summary>Whether the message ended without a byte, which not even an empty one does (section 7.2.3.6).</summary>
    internal bool IsEmpty { get; private set; }

    /// <summary>Whether the message is taken, and the bytes that its sender removed too.</summary>
    internal bool MarkerTaken => _ended && _taken > _count;

    /// <summary>Whether all of the message is taken.</summary>
    internal bool AtEnd => _ended && _taken == _count;

    /// <summary>Where the next bytes go.</summary>
    internal Span<byte> Free
    {
        get
        {
            _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
            _buffer.AsSpan(_taken, _count - _taken).CopyTo(_buffer);
            _count -= _taken;
            _taken = 0;
            return _buffer.AsSpan(_count, _buffer.Length - _count - Marker.Length);
        }
    }

    // A final block ends with the last byte, or with the one before if the last one is 0. So these are given together, and nothing else
    // with them.
    private int LastPiece => _ended && _buffer![_count - 1] != 0 ? _count - 1 : _count - Tail;

    private static ReadOnlySpan<byte> Marker => [0x00, 0x00, 0xff, 0xff];

    public override int Read(Span<byte> buffer)
    {
        int end = !_ended || _taken < LastPiece ? LastPiece
            : _taken < _count ? _count
            : _count + Marker.Length;
        int count = Math.Min(buffer.Length, end - _taken);
        if (count <= 0)
        {
            RanDry = true;
            return 0;
        }

        _buffer.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    internal void Advance(int count, bool endOfMessage)
    {
        _count += count;
        if (endOfMessage)
        {
            // Of a message with a byte at least that one is held back until here.
            IsEmpty = _count == _taken;
            _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
            Marker.CopyTo(_buffer.AsSpan(_count));
            _ended = true;
        }
        else if (_count == _taken)
        {
            Release();
        }
    }

    /// <summary>Forgets the message and gives the memory back.</summary>
    internal void Release()
    {
        _taken = _count = 0;
        _ended = IsEmpty = false;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
