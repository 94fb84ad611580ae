using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Own parser over <c>curl_easy_recv</c>: many small frames a call, large payloads straight into the caller's memory. As strict as
/// libcurl's, plus the minimal length encoding of RFC 6455, section 5.2. Memory is rented only while bytes wait in it.
/// </summary>
internal sealed class ManagedDecoder(CurlEasy easy, FrameLimits limits, bool allowCompressed) : FrameDecoder
{
    private const int BufferSize = 64 * 1024;

    // From this payload size on, a copy through the buffer costs more than it saves in calls.
    private const int DirectSize = 32 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    // The frame in hand, or the last one; and a frame of the message that goes on, if one does.
    private FrameHead _head;
    private FrameHead _message;
    private long _offset;
    private long _left;
    private bool _inFrame;

    internal override long Announced => _inFrame && !_head.IsControl && !_head.IsCompressed ? _left : 0;

    internal override bool MayHaveMore => _start < _end;

    internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
    {
        chunk = default;
        while (!_inFrame)
        {
            if (!ParseHeader() && !Fill())
            {
                return false;
            }
        }

        if (_left == 0 || buffer.IsEmpty)
        {
            chunk = Chunk(0);
            return true;
        }

        int count;
        if (_start < _end)
        {
            count = (int)Math.Min(_left, Math.Min(buffer.Length, _end - _start));
            Take(buffer[..count]);
        }
        else if (Math.Min(_left, buffer.Length) >= DirectSize)
        {
            Release();
            if (!Read(buffer[..(int)Math.Min(_left, buffer.Length)], out count))
            {
                return false;
            }
        }
        else
        {
            return Fill() && TryReceive(buffer, out chunk);
        }

        chunk = Chunk(count);
        return true;
    }

    internal override bool TryTakeMessage(Span<byte> buffer, bool checksText, out FrameHead head, out int length)
    {
        head = default;
        length = 0;
        ReadOnlySpan<byte> bytes = new(_buffer, _start, _end - _start);
        if (bytes.Length < 4 || _inFrame || !_message.IsNone)
        {
            return false;
        }

        // A length of 64 bits, and the bit of a masked frame, are left to ParseHeader; so are reserved bits, and what is no message's only
        // frame.
        int size = 2;
        int count = bytes[1];
        if (count == 126)
        {
            size = 4;
            count = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }

        if (bytes[1] > 126 || (size == 4 && count < 126) || !FrameHead.IsWholeMessage(bytes[0]) || (uint)(count - 1) >= (uint)buffer.Length
            || count > bytes.Length - size || !limits.AllowsWhole(count))
        {
            return false;
        }

        ReadOnlySpan<byte> payload = bytes.Slice(size, count);
        FrameHead found = FrameHead.OfWholeMessage(bytes[0]);
        if (checksText && found.Type == WebSocketOpcode.Text && !Utf8Validator.IsText(payload))
        {
            return false;
        }

        payload.CopyTo(buffer);
        _start += size + count;
        if (_start == _end)
        {
            Release();
        }

        head = found;
        length = count;
        return true;
    }

    internal override void Release()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies waiting bytes out. With the last one the memory goes back: an idle connection holds none.</summary>
    private void Take(Span<byte> target)
    {
        _buffer.AsSpan(_start, target.Length).CopyTo(target);
        _start += target.Length;
        if (_start == _end)
        {
            Release();
        }
    }

    private FrameChunk Chunk(int count)
    {
        FrameChunk chunk = new(_head, _offset, _left - count, count);
        _offset += count;
        _left -= count;
        _inFrame = _left > 0;
        return chunk;
    }

    /// <summary>Reads more behind what is there; false when nothing is there to read.</summary>
    private bool Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        if (_start > 0 && _buffer.Length - _end < FrameHead.MaxControlPayload)
        {
            // What is left is less than a header, or it would not be called.
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (Read(_buffer.AsSpan(_end), out int count))
        {
            _end += count;
            return true;
        }

        if (_start == _end)
        {
            Release();
        }

        return false;
    }

    private bool Read(Span<byte> target, out int count)
    {
        if (!easy.TryReceiveRaw(target, out count))
        {
            return false;
        }

        return count > 0 ? true : throw CurlErrors.Make(CURLcode.CURLE_GOT_NOTHING, "curl_easy_recv", "the peer has closed the connection");
    }

    private bool ParseHeader()
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < 2)
        {
            return false;
        }

        WebSocketOpcode opcode = (WebSocketOpcode)(bytes[0] & 0x0f);
        bool final = (bytes[0] & 0x80) != 0;
        int rsv = bytes[0] & 0x70;
        int length7 = bytes[1] & 0x7f;
        CheckFirstBytes(opcode, final, rsv, length7, masked: (bytes[1] & 0x80) != 0);

        long length = length7;
        int size = 2;
        if (length7 == 126)
        {
            size = 4;
            if (bytes.Length < size)
            {
                return false;
            }

            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length7 == 127)
        {
            size = 10;
            if (bytes.Length < size)
            {
                return false;
            }

            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        }

        if (length < 0 || (length7 == 126 && length < 126) || (length7 == 127 && length <= ushort.MaxValue))
        {
            throw Wrong(length < 0 ? "a frame length of 2^63 or more" : "a frame length that is not encoded in the shortest way");
        }

        Begin(opcode, final, rsv != 0, length);
        _start += size;
        return true;
    }

    private void CheckFirstBytes(WebSocketOpcode opcode, bool final, int rsv, int length7, bool masked)
    {
        bool firstOfMessage = opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary;
        if (rsv != 0 && !(rsv == 0x40 && allowCompressed && firstOfMessage))
        {
            throw Wrong("a reserved bit that no extension explains");
        }

        if (masked)
        {
            throw Wrong("a masked frame from a server");
        }

        if (opcode is (> WebSocketOpcode.Binary and < WebSocketOpcode.Close) or > WebSocketOpcode.Pong)
        {
            throw Wrong($"the reserved opcode {(int)opcode}");
        }

        if (opcode >= WebSocketOpcode.Close && (!final || length7 > FrameHead.MaxControlPayload))
        {
            throw Wrong(final ? $"a control frame of more than {FrameHead.MaxControlPayload} bytes" : "a fragmented control frame");
        }

        if (opcode == WebSocketOpcode.Continuation && _message.IsNone)
        {
            throw Wrong("a continuation frame outside a message");
        }

        if (firstOfMessage && !_message.IsNone)
        {
            throw Wrong("a new message inside a message");
        }
    }

    private void Begin(WebSocketOpcode opcode, bool final, bool compressed, long length)
    {
        if (opcode >= WebSocketOpcode.Close)
        {
            _head = new FrameHead(opcode, isFinal: true);
        }
        else
        {
            limits.Begin(length, final);
            _head = opcode == WebSocketOpcode.Continuation ? _message.Next(final) : new FrameHead(opcode, final, compressed);
            _message = final ? default : _head;
        }

        _offset = 0;
        _left = length;
        _inFrame = true;
    }

    private static FramingException Wrong(string what) => new(WebSocketCloseStatus.ProtocolError, $"The server sent {what}.");
}
