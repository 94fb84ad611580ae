using System;
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CurlWs;

/// <summary>
/// Checks a text message piece by piece, and fails at the first byte after which no continuation could be right (RFC 6455, section 8.1).
/// </summary>
internal struct Utf8Validator
{
    private PendingBytes _pending;
    private int _pendingCount;

    /// <summary>Whether everything so far could begin a valid text.</summary>
    internal bool Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> pending = _pending;
        while (_pendingCount > 0 && !bytes.IsEmpty)
        {
            pending[_pendingCount++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(pending[.._pendingCount], out _, out _))
            {
                case OperationStatus.Done:
                    _pendingCount = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        int tail = IncompleteTail(bytes);
        if (!Utf8.IsValid(bytes[..^tail]))
        {
            return false;
        }

        if (tail > 0)
        {
            bytes[^tail..].CopyTo(pending);
            _pendingCount = tail;
            return Rune.DecodeFromUtf8(pending[..tail], out _, out _) == OperationStatus.NeedMoreData;
        }

        return true;
    }

    /// <summary>At the end of the message: whether no character is unfinished. Ready for the next one.</summary>
    internal bool End()
    {
        bool complete = _pendingCount == 0;
        _pendingCount = 0;
        return complete;
    }

    /// <summary>How many bytes at the end begin a character that is longer than what is there.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            byte b = bytes[^back];
            if (b >= 0xc0)
            {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return length > back ? back : 0;
            }

            if (b < 0x80)
            {
                return 0;
            }
        }

        return 0;
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct PendingBytes
    {
        private byte _first;
    }
}
