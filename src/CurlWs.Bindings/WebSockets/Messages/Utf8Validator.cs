using System;
using System.Buffers;
using System.Runtime.CompilerServices;
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
    internal bool Add(ReadOnlySpan<byte> bytes) => _pendingCount == 0 ? AddNext(bytes) : AddToPending(bytes);

    /// <summary>At the end of the message: whether no character is unfinished. Ready for the next one.</summary>
    internal bool End()
    {
        bool complete = _pendingCount == 0;
        _pendingCount = 0;
        return complete;
    }

    /// <summary>Whether bytes are a whole text.</summary>
    internal static bool IsText(ReadOnlySpan<byte> bytes)
    {
        Utf8Validator whole = default;
        return whole.AddNext(bytes) && whole.End();
    }

    /// <summary>Completes the unfinished character first.</summary>
    private bool AddToPending(ReadOnlySpan<byte> bytes)
    {
        Span<byte> pending = _pending;
        int at = 0;
        while (_pendingCount > 0 && at < bytes.Length)
        {
            pending[_pendingCount++] = bytes[at++];
            switch (Rune.DecodeFromUtf8(pending[.._pendingCount], out _, out _))
            {
                case OperationStatus.Done:
                    _pendingCount = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        return AddNext(bytes[at..]);
    }

    private bool AddNext(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Utf8Blocks.Worthwhile || !Utf8Blocks.IsSupported
            ? Utf8.IsValid(bytes) || AddUnfinished(bytes)
            : Ascii.IsValid(bytes) || AddBlocks(bytes);

    private bool AddUnfinished(ReadOnlySpan<byte> bytes)
    {
        int tail = IncompleteTail(bytes);
        return tail > 0 && Utf8.IsValid(bytes[..^tail]) && Hold(bytes[^tail..]);
    }

    private bool AddBlocks(ReadOnlySpan<byte> bytes)
    {
        int tail = IncompleteTail(bytes);
        return Utf8Blocks.IsValid(bytes) && (tail == 0 || Hold(bytes[^tail..]));
    }

    private bool Hold(ReadOnlySpan<byte> tail)
    {
        tail.CopyTo(_pending);
        _pendingCount = tail.Length;
        return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData;
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

    [InlineArray(4)]
    private struct PendingBytes
    {
        private byte _first;
    }
}
