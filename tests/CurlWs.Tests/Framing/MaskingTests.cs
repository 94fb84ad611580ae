using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>RFC 6455, section 5.3: the wide mask against one byte at a time.</summary>
public sealed unsafe class MaskingTests
{
    private const int Longest = 300;
    private const int Alignments = 64;
    private const byte Guard = 0xa5;

    // No two bytes alike, or a wrong rotation might not show.
    private const uint Key = 0x7c53a91e;

    /// <summary>
    /// All lengths from 0 to 300, each alignment of source and destination in a cache line, all four rotations of the key.
    /// </summary>
    [Fact]
    public void Apply_AllLengthsAndAlignments_IsAsByteByByte()
    {
        byte[] payload = Wire.Noise(Longest, 11);
        byte[][] expected = [.. Enumerable.Range(0, 4).Select(turn => ByteByByte(payload, BitOperations.RotateRight(Key, 8 * turn)))];
        byte* source = (byte*)NativeMemory.AlignedAlloc(Longest + Alignments, Alignments);
        byte* destination = (byte*)NativeMemory.AlignedAlloc(Longest + Alignments + 1, Alignments);
        try
        {
            for (int from = 0; from < Alignments; from++)
            {
                payload.CopyTo(new Span<byte>(source + from, Longest));
                for (int to = 0; to < Alignments; to++)
                {
                    for (int length = 0; length <= Longest; length++)
                    {
                        for (int turn = 0; turn < 4; turn++)
                        {
                            Check(new(source + from, length), destination, to, BitOperations.RotateRight(Key, 8 * turn), expected[turn]);
                        }
                    }
                }

                Assert.True(payload.AsSpan().SequenceEqual(new ReadOnlySpan<byte>(source + from, Longest)), "The source has changed.");
            }
        }
        finally
        {
            NativeMemory.AlignedFree(source);
            NativeMemory.AlignedFree(destination);
        }
    }

    /// <summary>In place, and in pieces of every length: the returned key goes on where the piece ended.</summary>
    [Fact]
    public void Apply_InPlaceAndInPieces_IsAsByteByByte()
    {
        byte[] payload = Wire.Noise(Longest, 12);
        byte[] expected = ByteByByte(payload, Key);
        for (int piece = 1; piece <= Longest; piece++)
        {
            byte[] bytes = [.. payload];
            uint key = Key;
            for (int at = 0; at < Longest; at += piece)
            {
                Span<byte> next = bytes.AsSpan(at, Math.Min(piece, Longest - at));
                key = Masking.Apply(next, next, key);
            }

            Assert.Equal(expected, bytes);
        }
    }

    /// <summary>More keys than one batch holds: no two alike by more than chance, and every bit of a key is used.</summary>
    [Fact]
    public void NextKey_ManyTimes_IsFreshEachTime()
    {
        uint[] keys = [.. Enumerable.Range(0, 4096).Select(_ => Masking.NextKey())];
        Assert.True(keys.Distinct().Count() >= 4090, "Keys come again.");
        Assert.All(Enumerable.Range(0, 32), bit => Assert.InRange(keys.Count(key => (key >> bit & 1) == 1), 1792, 2304));
    }

    private static void Check(ReadOnlySpan<byte> source, byte* destination, int to, uint key, byte[] expected)
    {
        // One byte on either side must stay.
        destination[to + source.Length] = Guard;
        if (to > 0)
        {
            destination[to - 1] = Guard;
        }

        Span<byte> target = new(destination + to, source.Length);
        uint next = Masking.Apply(source, target, key);
        bool good = target.SequenceEqual(expected.AsSpan(0, source.Length)) && destination[to + source.Length] == Guard
            && (to == 0 || destination[to - 1] == Guard) && next == BitOperations.RotateRight(key, 8 * (source.Length % 4));
        if (!good)
        {
            Assert.Fail($"{source.Length} bytes to alignment {to}, key {key:x8}");
        }
    }

    private static byte[] ByteByByte(byte[] payload, uint key) => [.. payload.Select((b, i) => (byte)(b ^ (byte)(key >> (8 * (i % 4)))))];
}
