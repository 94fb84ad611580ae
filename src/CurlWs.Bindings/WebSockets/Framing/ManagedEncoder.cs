using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CurlWs;

/// <summary>
/// Own header, fresh random mask, wide XOR into a pooled buffer, <c>curl_easy_send</c>. Small frames that are taken before a flush leave
/// in one call; a large frame goes out slice by slice, so that memory is bounded. The caller's bytes are never changed.
/// </summary>
internal sealed class ManagedEncoder(CurlEasy easy) : FrameEncoder
{
    // Masked here and read by the kernel at once, while it is in the second-level cache. Every write wakes the receiver, so a large frame
    // takes larger slices: measured from 64 to 512 KiB, frames of 1 MiB are alike and those of 16 MiB gain from 128 KiB on.
    private const int BufferSize = 64 * 1024;
    private const int LargeBufferSize = 256 * 1024;
    private const int MaxHeader = 14;

    // A frame with so much payload is made on the stack.
    private const int SmallSize = 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    // Whether the connection was full when it was last asked: what waits then is left to nobody else, since its send could not be told any
    // more.
    private bool _refused;

    // The open frame: payload bytes still to be taken, and the mask's key turned to the next one.
    private long _frameLeft;
    private uint _key;

    internal override bool HasPending => _end > _start;

    internal override int PendingBytes => Math.Max(Volatile.Read(ref _end) - Volatile.Read(ref _start), 0);

    internal override bool IsInFrame => _frameLeft > 0;

    internal override bool HasRoom => _end < BufferSize / 2 && !_refused;

    internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        taken = 0;
        if (_frameLeft == 0 && !TryBegin(payload.Length, head))
        {
            return false;
        }

        ReadOnlySpan<byte> source = payload.Span;

        // At least once: a frame without payload is taken with its header.
        do
        {
            if (!Reserve(source.Length == taken ? 0 : 1))
            {
                return taken > 0;
            }

            int slice = Math.Min(source.Length - taken, _buffer!.Length - _end);
            _key = Masking.Apply(source.Slice(taken, slice), _buffer.AsSpan(_end), _key);
            _end += slice;
            taken += slice;
            _frameLeft -= slice;
        }
        while (taken < source.Length);

        return true;
    }

    [SkipLocalsInit]
    internal override bool TrySendSmall(ReadOnlySpan<byte> payload, FrameHead head)
    {
        if (payload.Length > SmallSize || _frameLeft > 0 || _end > _start)
        {
            return false;
        }

        Span<byte> frame = stackalloc byte[MaxHeader + SmallSize];
        int header = WriteHeader(frame, payload.Length, head);
        Masking.Apply(payload, frame[header..], _key);
        frame = frame[..(header + payload.Length)];
        _refused = !easy.TrySendRaw(frame, out int sent);
        if (sent < frame.Length)
        {
            _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
            frame[sent..].CopyTo(_buffer);
            (_start, _end) = (0, frame.Length - sent);
        }

        return true;
    }

    internal override bool EncodesText => true;

    internal override bool TrySendText(ReadOnlySpan<char> text, int length, FrameHead head)
    {
        if (length > BufferSize - MaxHeader || !Reserve(MaxHeader + length))
        {
            return false;
        }

        // Before the header: what fails here has taken nothing.
        Span<byte> payload = _buffer.AsSpan(_end + HeaderLength(length), length);
        WireText.Encode(text, payload);
        BeginFrame(length, head);
        Masking.Apply(payload, payload, _key);
        _end += length;
        _frameLeft = 0;
        return true;
    }

    internal override bool TryBegin(long length, FrameHead head)
    {
        if (length > BufferSize - MaxHeader && !HasPending)
        {
            // With its header in one piece as far as that goes: the last few bytes by themselves would be one more call.
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length + MaxHeader, LargeBufferSize));
        }

        if (!Reserve(MaxHeader))
        {
            return false;
        }

        BeginFrame(length, head);
        return true;
    }

    internal override bool TryFlush()
    {
        while (_start < _end)
        {
            _refused = !easy.TrySendRaw(_buffer.AsSpan(_start, _end - _start), out int sent);
            if (_refused)
            {
                return false;
            }

            _start += sent;
        }

        Release();
        return true;
    }

    internal override void Release()
    {
        _start = _end = 0;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sees that there is room for so many bytes, by writing what waits if need be.</summary>
    private bool Reserve(int count)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        if (_buffer.Length - _end >= count)
        {
            return true;
        }

        while (_start < _end)
        {
            _refused = !easy.TrySendRaw(_buffer.AsSpan(_start, _end - _start), out int sent);
            if (_refused)
            {
                break;
            }

            _start += sent;
        }

        if (_start < _end)
        {
            return false;
        }

        _start = _end = 0;
        return true;
    }

    private static int HeaderLength(long length) => length < 126 ? 6 : length <= ushort.MaxValue ? 8 : MaxHeader;

    private void BeginFrame(long length, FrameHead head)
    {
        _end += WriteHeader(_buffer.AsSpan(_end), length, head);
        _frameLeft = length;
    }

    /// <summary>Writes a frame's header with a fresh key; returns its length.</summary>
    private int WriteHeader(Span<byte> header, long length, FrameHead head)
    {
        header[0] = head.FirstByte;
        int size;
        if (length < 126)
        {
            header[1] = (byte)(0x80 | length);
            size = 2;
        }
        else if (length <= ushort.MaxValue)
        {
            header[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
            size = 4;
        }
        else
        {
            header[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(header[2..], length);
            size = 10;
        }

        _key = Masking.NextKey();
        BinaryPrimitives.WriteUInt32LittleEndian(header[size..], _key);
        return size + 4;
    }
}
