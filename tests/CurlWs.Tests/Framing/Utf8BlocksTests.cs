using System;
using System.Runtime.Intrinsics.X86;
using System.Text;

using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>UTF-8 checked by vectors of each width against the table of RFC 3629, section 4, one byte at a time.</summary>
public sealed class Utf8BlocksTests
{
    private const int Length = 100;

    // Around the borders of the vectors, and at both ends.
    private static readonly int[] s_places = [0, 13, 15, 16, 47, 48, 80, 83, 84, 97, 98, 99];

    private static readonly byte[] s_borders =
    [
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
        0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff,
    ];

    // Longer than two of the widest vectors, and every class of characters beside every other one.
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(
        "a\u00e9\u20ac\U0001f600\u07ff\u0800a\U00010000\ud7ff\u00e9\ue000b\u20ac\u20ac\U0010ffff\U0010ffff\uffff"
        + "plain ascii that is longer than the widest vector, so that it is passed over"
        + "\u00e9\u20ac\U0001f600\u00e9\u00e9aa\u20aca\U0001f600");

    private delegate bool Check(ReadOnlySpan<byte> bytes);

    [Fact]
    public void IsValid_EveryPairAtEveryPlace_IsAsByteByByte()
    {
        Assert.SkipUnless(Utf8Blocks.IsSupported, "The processor has no byte shuffle.");
        foreach (Check check in Widths())
        {
            foreach (int place in s_places)
            {
                for (int pair = 0; pair <= 0xffff; pair++)
                {
                    Compare(check, place, [(byte)(pair >> 8), (byte)pair]);
                }
            }
        }
    }

    [Fact]
    public void IsValid_EveryTripleAndEveryBorderOfFour_IsAsByteByByte()
    {
        Assert.SkipUnless(Utf8Blocks.IsSupported, "The processor has no byte shuffle.");
        Check[] checks = Widths();
        for (int first = 0xc0; first <= 0xff; first++)
        {
            for (int rest = 0; rest <= 0xffff; rest++)
            {
                // Every triple once, the widths and the places in turn.
                Check check = checks[rest % checks.Length];
                Compare(check, s_places[(first + rest) % s_places.Length], [(byte)first, (byte)(rest >> 8), (byte)rest]);
            }
        }

        int turn = 0;
        for (int pair = 0xee00; pair <= 0xf8ff; pair++)
        {
            foreach (byte third in s_borders)
            {
                foreach (byte fourth in s_borders)
                {
                    Check check = checks[turn++ % checks.Length];
                    Compare(check, s_places[turn % s_places.Length], [(byte)(pair >> 8), (byte)pair, third, fourth]);
                }
            }
        }
    }

    [Fact]
    public void IsValid_EachLengthAndAlignment_LooksAtNothingOutside()
    {
        Assert.SkipUnless(Utf8Blocks.IsSupported, "The processor has no byte shuffle.");
        byte[] memory = new byte[s_text.Length + 128];
        foreach (Check check in Widths())
        {
            for (int start = 1; start <= 64; start++)
            {
                for (int length = Utf8Blocks.Worthwhile; length <= s_text.Length; length++)
                {
                    // Beside it are bytes that are wrong everywhere.
                    memory.AsSpan().Fill(0xff);
                    s_text.AsSpan(0, length).CopyTo(memory.AsSpan(start));
                    Assert.True(check(memory.AsSpan(start, length)), $"{length} bytes at {start}");
                }
            }
        }
    }

    [Fact]
    public void Validator_CutAnywhere_KnowsWhatIsUnfinished()
    {
        for (int end = 0; end <= s_text.Length; end++)
        {
            bool whole = end == s_text.Length || (s_text[end] & 0xc0) != 0x80;
            for (int cut = 0; cut <= end; cut++)
            {
                Utf8Validator validator = default;
                Assert.True(validator.Add(s_text.AsSpan(0, cut)) && validator.Add(s_text.AsSpan(cut, end - cut)), $"{cut} of {end}");
                Assert.Equal(whole, validator.End());
            }
        }
    }

    /// <summary>A wrong byte anywhere is told with the piece in which the first byte is that can no longer be right.</summary>
    [Fact]
    public void Validator_OneWrongByteAndCutAnywhere_FailsWithThatPiece()
    {
        byte[] bytes = [.. s_text];
        for (int at = 0; at < bytes.Length; at++)
        {
            foreach (byte border in s_borders)
            {
                bytes[at] = border;
                int hopeless = HopelessAt(bytes);
                for (int cut = Math.Max(0, at - 4); cut <= Math.Min(bytes.Length, at + 5); cut++)
                {
                    Utf8Validator validator = default;
                    bool first = validator.Add(bytes.AsSpan(0, cut));
                    Assert.True(first == hopeless >= cut, $"{border:x2} at {at}, cut at {cut}");
                    Assert.True(
                        !first || validator.Add(bytes.AsSpan(cut)) == (hopeless == int.MaxValue), $"{border:x2} at {at}, rest from {cut}");
                }
            }

            bytes[at] = s_text[at];
        }
    }

    private static Check[] Widths() => Avx2.IsSupported ? [Utf8Blocks.IsValid128, Utf8Blocks.IsValid256] : [Utf8Blocks.IsValid128];

    private static void Compare(Check check, int place, ReadOnlySpan<byte> sequence)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Fill((byte)'a');
        sequence = sequence[..Math.Min(sequence.Length, Length - place)];
        sequence.CopyTo(bytes[place..]);
        int hopeless = HopelessAt(bytes[..Math.Min(Length, place + sequence.Length + 1)]);

        // Of a last byte that can begin nothing it does not tell.
        bool expected = hopeless == int.MaxValue || (hopeless == Length - 1 && bytes[hopeless] >= 0xc0 && !IsInside(bytes[..hopeless]));
        if (check(bytes) != expected)
        {
            Assert.Fail($"{Convert.ToHexString(sequence)} at {place} of {Length}, {check.Method.Name}: expected {expected}");
        }
    }

    private static bool IsInside(ReadOnlySpan<byte> bytes)
    {
        HopelessAt(bytes, out int missing);
        return missing > 0;
    }

    private static int HopelessAt(ReadOnlySpan<byte> bytes) => HopelessAt(bytes, out _);

    /// <summary>The first byte that cannot be right, whatever follows, or none (RFC 3629, section 4).</summary>
    private static int HopelessAt(ReadOnlySpan<byte> bytes, out int missing)
    {
        missing = 0;
        (byte low, byte high) = ((byte)0x80, (byte)0xbf);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (missing > 0)
            {
                if (b < low || b > high)
                {
                    return i;
                }

                missing--;
                (low, high) = (0x80, 0xbf);
                continue;
            }

            switch (b)
            {
                case < 0x80:
                    break;
                case >= 0xc2 and <= 0xdf:
                    missing = 1;
                    break;
                case >= 0xe0 and <= 0xef:
                    missing = 2;
                    low = b == 0xe0 ? (byte)0xa0 : low;
                    high = b == 0xed ? (byte)0x9f : high;
                    break;
                case >= 0xf0 and <= 0xf4:
                    missing = 3;
                    low = b == 0xf0 ? (byte)0x90 : low;
                    high = b == 0xf4 ? (byte)0x8f : high;
                    break;
                default:
                    return i;
            }
        }

        return int.MaxValue;
    }
}
