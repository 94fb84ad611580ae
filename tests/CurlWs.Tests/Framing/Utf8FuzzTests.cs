using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;

using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>The piecewise UTF-8 check against the framework's, over random bytes in random pieces.</summary>
public sealed class Utf8FuzzTests
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Bytes on the borders of the classes, so that sequences are right or nearly right more often than by chance.
    private static readonly byte[] s_borders =
        [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3,
            0xf4, 0xf5, 0xff];

    private static readonly string[] s_letters =
        ["a", "\u00e9", "\u07ff", "\u0800", "\u20ac", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0001f600", "\U0010ffff"];

    [Fact]
    public void Validator_AnyBytesInAnyPieces_AgreesWithTheFramework()
    {
        int valid = 0;
        int all = 0;
        foreach (int seed in Fuzz.Seeds(200_000))
        {
            Random random = new(seed);
            byte[] bytes = Make(random);
            bool expected = IsValid(bytes);
            int hopeless = HopelessFrom(bytes);

            Utf8Validator validator = default;
            int at = 0;
            bool good = true;
            while (good && at < bytes.Length)
            {
                int piece = Math.Min(random.Next(4) == 0 ? random.Next(40) : random.Next(4), bytes.Length - at);
                good = validator.Add(bytes.AsSpan(at, piece));
                at += piece;
                Assert.True(good == at < hopeless, $"CURLWS_FUZZ_SEED={seed}: after {at} of {Convert.ToHexString(bytes)}: {good}");
            }

            Assert.True(
                (good && validator.End()) == expected, $"CURLWS_FUZZ_SEED={seed}: {Convert.ToHexString(bytes)} is valid: {expected}");
            all++;
            valid += expected ? 1 : 0;
        }

        Assert.InRange(valid, all / 5, all * 4 / 5);
    }

    private static byte[] Make(Random random)
    {
        List<byte> bytes = [];
        bool broken = random.Next(2) == 0;
        // Also long enough for vectors, mostly too short for them.
        for (int count = random.Next(1, random.Next(8) == 0 ? 120 : 14); count > 0; count--)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(s_letters[random.Next(s_letters.Length)]));
            if (random.Next(8) == 0)
            {
                bytes.AddRange(new byte[random.Next(40)]);
            }

            if (broken && random.Next(4) == 0)
            {
                bytes.Add(s_borders[random.Next(s_borders.Length)]);
            }
        }

        if (broken && random.Next(3) == 0)
        {
            bytes.RemoveAt(random.Next(bytes.Count));
        }

        return [.. bytes];
    }

    private static bool IsValid(byte[] bytes)
    {
        try
        {
            s_strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>
    /// The shortest length at which nothing that follows could make the bytes right; beyond all of them when there is none.
    /// </summary>
    private static int HopelessFrom(byte[] bytes)
    {
        Span<char> chars = stackalloc char[bytes.Length + 1];
        for (int length = 1; length <= bytes.Length; length++)
        {
            OperationStatus status = Utf8.ToUtf16(
                bytes.AsSpan(0, length), chars, out _, out _, replaceInvalidSequences: false, isFinalBlock: false);
            if (status == OperationStatus.InvalidData)
            {
                return length;
            }
        }

        return int.MaxValue;
    }
}
