using System;
using System.Collections.Generic;

namespace CurlWs.Fuzz;

/// <summary>Compressed messages of one connection (RFC 7692, section 7.2.2), each there as a whole.</summary>
internal sealed class ReferenceMessages(bool contextTakeover)
{
    /// <summary>More than so many bytes of a message are not looked at.</summary>
    internal const int MostBytes = 1024 * 1024;

    // What its sender removed from the end of each.
    private static ReadOnlySpan<byte> Marker => [0x00, 0x00, 0xff, 0xff];

    private readonly List<byte> _history = [];

    /// <summary>
    /// Decompresses the next message: all of it, and whether it is right; or what comes before the fault. Null where the message ends
    /// inside a block, and only the bytes that were removed would tell: zlib is not asked what it waits for.
    /// </summary>
    internal (byte[] Output, bool? IsRight) Next(ReadOnlySpan<byte> compressed)
    {
        // Of earlier messages no more than a distance reaches.
        if (_history.Count > 4 * 32 * 1024)
        {
            _history.RemoveRange(0, _history.Count - (32 * 1024));
        }

        int before = _history.Count;
        ReferenceInflater inflater = new([.. compressed, .. Marker], _history);
        ReferenceInflater.End end = inflater.Run(compressed.Length, before + MostBytes);
        byte[] output = [.. _history[before..]];
        bool withinMessage = Math.Max(before, inflater.OutputWithin) == _history.Count;
        bool? right = end switch
        {
            _ when compressed.IsEmpty => false,

            // The byte that the final block ends in is the last one, or a 0 follows it (section 7.2.3.4).
            ReferenceInflater.End.FinalBlock => inflater.BytesTaken == compressed.Length
                || (inflater.BytesTaken == compressed.Length - 1 && compressed[^1] == 0),
            ReferenceInflater.End.Wrong when inflater.BytesTaken <= compressed.Length => false,
            _ when !withinMessage => false,
            ReferenceInflater.End.OutOfInput when inflater.IsBetweenBlocks => true,
            _ => null,
        };
        if (!contextTakeover || end == ReferenceInflater.End.FinalBlock)
        {
            _history.Clear();
        }

        return (output, right);
    }
}
