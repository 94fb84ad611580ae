using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.Net.WebSockets;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>What a server may send by mistake or on purpose.</summary>
public sealed class BadDataTests
{
    [Theory]
    [InlineData("", "no byte")]
    // A block of the reserved type; a stored block whose length and its complement differ; a distance to before the beginning.
    [InlineData("06", "not compressed as agreed")]
    [InlineData("000500000048656c6c6f00", "not compressed as agreed")]
    [InlineData("f200110000", "not compressed as agreed")]
    [InlineData("f248", "inside a compressed block")]
    [InlineData("000500faff4865", "inside a compressed block")]
    [InlineData("f348", "inside a compressed block")]
    [InlineData("f348cdc9c90700000000ffff00", "after a final block")]
    [InlineData("f348cdc9c90700f248cdc9c90700", "after a final block")]
    [InlineData("f348cdc9c9070001", "after a final block")]
    public void Inflate_BadMessage_SaysWhatIsWrong(string hex, string expected)
    {
        foreach (bool contextTakeover in new[] { true, false })
        {
            foreach (int piece in new[] { 0, 1, 3 })
            {
                using MessageInflater inflater = new(contextTakeover);
                FramingException e = Assert.Throws<FramingException>(
                    () => Inflating.Message(inflater, Convert.FromHexString(hex), piece, buffer: 3));
                Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, e.CloseStatus);
                Assert.Contains(expected, e.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>A sender that forgets the byte after its final block: nothing is missing.</summary>
    [Fact]
    public void Inflate_FinalBlockWithoutTheByteAfterIt_IsTheMessage()
    {
        using MessageInflater inflater = new(contextTakeover: true);
        Assert.Equal("Hello"u8.ToArray(), Inflating.Message(inflater, Convert.FromHexString("f348cdc9c90700")));
        Assert.Equal("Hello"u8.ToArray(), Inflating.Message(inflater, Convert.FromHexString("f248cdc9c90700")));
    }

    /// <summary>A final block whatever its last byte: nothing or a 0 may follow it, and nothing else (RFC 7692, section 7.2.3.4).</summary>
    [Fact]
    public void Inflate_FinalBlock_EndsWithTheLastByteOrAZeroAfterIt()
    {
        int endsWithZero = 0;
        int endsOtherwise = 0;
        for (int length = 1; length < 200; length++)
        {
            byte[] text = Samples.Text(length);
            using MemoryStream compressed = new();
            using (DeflateStream stream = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                stream.Write(text);
            }

            byte[] bytes = compressed.ToArray();
            _ = bytes[^1] == 0 ? endsWithZero++ : endsOtherwise++;
            foreach (int piece in new[] { 0, 1, 2, 3 })
            {
                Assert.Equal(text, InflateOnce(bytes, piece));
                Assert.Equal(text, InflateOnce([.. bytes, 0], piece));
                foreach (byte[] rest in new byte[][] { [1], [0, 0], [0, 1], [1, 0], [0, 0, 0] })
                {
                    FramingException e = Assert.Throws<FramingException>(() => InflateOnce([.. bytes, .. rest], piece));
                    Assert.Contains("after a final block", e.Message, StringComparison.Ordinal);
                }
            }
        }

        Assert.True(endsWithZero > 0 && endsOtherwise > 0, $"{endsWithZero} with a zero, {endsOtherwise} without");
    }

    /// <summary>A thousandfold: what comes out at a time is what the caller has room for.</summary>
    [Fact]
    public void Inflate_Bomb_MakesNoMoreThanTheCallerTakes()
    {
        byte[] zeros = new byte[1 << 20];
        using MemoryStream compressed = new();
        using (DeflateStream stream = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int i = 0; i < 64; i++)
            {
                stream.Write(zeros);
            }
        }

        using MessageInflater inflater = new(contextTakeover: true);
        int count = Math.Min((int)compressed.Length, inflater.Input.Length);
        compressed.GetBuffer().AsSpan(0, count).CopyTo(inflater.Input);
        inflater.Advance(count, endOfMessage: false);
        byte[] memory = new byte[1_000];
        long before = GC.GetAllocatedBytesForCurrentThread();
        int full = 0;
        for (int i = 0; i < 10_000; i++)
        {
            full += inflater.Inflate(memory, out int written) == OperationStatus.DestinationTooSmall && written == memory.Length ? 1 : 0;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(10_000, full);
        Assert.InRange(allocated, 0, 10_000);
    }

    /// <summary>Mutated and random bytes, cut anyhow: each call returns, and nothing but the one exception is thrown.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Inflate_Fuzzed_NeverFailsInAnotherWay(int seed, bool contextTakeover)
    {
        Random random = new(seed);
        using MessageDeflater deflater = new(15, contextTakeover: false);
        int failed = 0;
        const int Rounds = 1_500;
        for (int i = 0; i < Rounds; i++)
        {
            using MessageInflater inflater = new(contextTakeover);
            try
            {
                for (int message = 0; message < 3; message++)
                {
                    byte[] bytes = Fuzzed(random, deflater);
                    Inflating.Message(inflater, bytes, random.Next(40), 1 + random.Next(5_000));
                }
            }
            catch (FramingException)
            {
                failed++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, round {i}", e);
            }
        }

        Assert.InRange(failed, Rounds / 4, Rounds);
    }

    private static byte[] InflateOnce(byte[] compressed, int piece)
    {
        using MessageInflater inflater = new(contextTakeover: true);
        return Inflating.Message(inflater, compressed, piece, buffer: 1_000);
    }

    private static byte[] Fuzzed(Random random, MessageDeflater deflater)
    {
        byte[] bytes;
        if (random.Next(4) == 0)
        {
            bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            return bytes;
        }

        bytes = Deflating.Message(deflater, Samples.Text(random.Next(400)));
        for (int i = random.Next(3); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
