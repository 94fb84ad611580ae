using System;
using System.Buffers;
using System.Collections.Generic;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>Feeds an inflater as the facade does: bytes only when it asks for them.</summary>
internal static class Inflating
{
    /// <summary>One message in one piece, read with one buffer that is larger than what comes out.</summary>
    internal static byte[] Message(MessageInflater inflater, ReadOnlySpan<byte> compressed) => Message(inflater, compressed, 0, 1 << 20);

    /// <summary>One message.</summary>
    /// <param name="inflater">What decompresses it.</param>
    /// <param name="compressed">Its compressed bytes.</param>
    /// <param name="piece">How many go in at a time; 0 for as many as fit.</param>
    /// <param name="buffer">How many are asked for at a time.</param>
    internal static byte[] Message(MessageInflater inflater, ReadOnlySpan<byte> compressed, int piece, int buffer)
    {
        byte[] memory = new byte[buffer];
        List<byte> output = [];
        OperationStatus status = OperationStatus.NeedMoreData;
        while (true)
        {
            if (status == OperationStatus.NeedMoreData)
            {
                Feed(inflater, ref compressed, piece);
            }

            status = inflater.Inflate(memory, out int written);
            output.AddRange(memory.AsSpan(0, written));
            Assert.True(status != OperationStatus.DestinationTooSmall || written == buffer, "More is there, and the buffer is not full.");
            Assert.True(status != OperationStatus.NeedMoreData || !compressed.IsEmpty, "Everything is there, and more is asked for.");
            if (status == OperationStatus.Done)
            {
                Assert.True(compressed.IsEmpty, "The message ended before its bytes.");
                return [.. output];
            }
        }
    }

    private static void Feed(MessageInflater inflater, ref ReadOnlySpan<byte> compressed, int piece)
    {
        Span<byte> input = inflater.Input;
        int count = Math.Min(Math.Min(compressed.Length, input.Length), piece == 0 ? int.MaxValue : piece);
        compressed[..count].CopyTo(input);
        compressed = compressed[count..];
        inflater.Advance(count, endOfMessage: compressed.IsEmpty);
    }
}
