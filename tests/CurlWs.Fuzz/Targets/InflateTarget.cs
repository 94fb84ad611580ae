using System;
using System.Buffers;
using System.Collections.Generic;

namespace CurlWs.Fuzz;

/// <summary>
/// The inflater, with any pieces and any buffers: what comes out is what a slow reader of the whole message makes of it, and no more of it
/// is held than one buffer.
/// </summary>
/// <remarks>Three choices, then messages: two bytes of length, and the bytes.</remarks>
internal sealed class InflateTarget : FuzzTarget
{
    private const int MostMessages = 8;

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        bool contextTakeover = (choices & 1) != 0;
        int piece = FuzzInput.Size(choices >> 1, 16_000);
        byte[] buffer = new byte[FuzzInput.Size(choices >> 4, 4096)];
        ReferenceMessages reference = new(contextTakeover);
        using MessageInflater inflater = new(contextTakeover);
        for (int message = 0; message < MostMessages && !from.Rest.IsEmpty; message++)
        {
            ReadOnlySpan<byte> compressed = from.Take((from.Byte() << 8) | from.Byte());
            (byte[] expected, bool? right) = reference.Next(compressed);
            List<byte> output = [];
            bool done = false;
            try
            {
                Inflate(inflater, compressed, piece, buffer, output);
                done = true;
            }
            catch (FramingException)
            {
            }

            if (output.Count >= ReferenceMessages.MostBytes)
            {
                return;
            }

            string text = $"message {message} ({Convert.ToHexString(compressed)})";
            Require(right is null || done == right, $"{text} is right: {right}, and was taken: {done}");
            int same = output.ToArray().AsSpan().CommonPrefixLength(expected);
            Require(
                same == output.Count && (!done || same == expected.Length),
                $"{text}: {output.Count} bytes, {expected.Length} expected, {same} the same");
            if (!done || right is null)
            {
                // Behind a message that ends inside a block the next one is read as its rest.
                return;
            }
        }
    }

    private static void Inflate(MessageInflater inflater, ReadOnlySpan<byte> compressed, int piece, byte[] buffer, List<byte> output)
    {
        OperationStatus status = OperationStatus.NeedMoreData;
        while (status != OperationStatus.Done && output.Count < ReferenceMessages.MostBytes)
        {
            if (status == OperationStatus.NeedMoreData)
            {
                Span<byte> free = inflater.Input;
                int count = Math.Min(Math.Min(compressed.Length, free.Length), piece);
                compressed[..count].CopyTo(free);
                compressed = compressed[count..];
                inflater.Advance(count, endOfMessage: compressed.IsEmpty);
            }

            status = inflater.Inflate(buffer, out int written);
            output.AddRange(buffer.AsSpan(0, written));
            bool isFull = written == buffer.Length;
            Require(status != OperationStatus.DestinationTooSmall || isFull, "More is there, and the buffer is not full.");
            Require(status != OperationStatus.NeedMoreData || !compressed.IsEmpty, "Everything is there, and more is asked for.");
        }
    }
}
