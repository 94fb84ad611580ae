using System;
using System.IO.Compression;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>What the deflater makes, the inflater takes apart, however it is cut.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [InlineData(15, true, 1, CompressionLevel.Optimal)]
    [InlineData(15, false, 2, CompressionLevel.Optimal)]
    [InlineData(12, true, 3, CompressionLevel.Optimal)]
    [InlineData(9, true, 4, CompressionLevel.Optimal)]
    [InlineData(9, false, 5, CompressionLevel.Optimal)]
    [InlineData(15, true, 6, CompressionLevel.Fastest)]
    [InlineData(15, false, 7, CompressionLevel.Fastest)]
    [InlineData(15, true, 8, CompressionLevel.SmallestSize)]
    [InlineData(15, false, 9, CompressionLevel.SmallestSize)]
    public void ManyMessages_CutAnyhow_ComeBack(int windowBits, bool contextTakeover, int seed, CompressionLevel level)
    {
        Random random = new(seed);
        using MessageDeflater deflater = new(windowBits, contextTakeover, level);
        using MessageInflater inflater = new(contextTakeover);
        for (int i = 0; i < 60; i++)
        {
            byte[] message = Samples.Next(random);
            byte[] compressed = Deflating.Message(deflater, message, fragment: 1 + random.Next(message.Length + 1));
            int piece = random.Next(3) == 0 ? 1 + random.Next(5) : random.Next(20_000);
            int buffer = random.Next(3) == 0 ? 1 + random.Next(50) : Math.Max(1, message.Length + random.Next(-1, 2));
            byte[] back = Inflating.Message(inflater, compressed, piece, buffer);
            Assert.True(
                message.AsSpan().SequenceEqual(back),
                $"seed {seed}, message {i}: {message.Length} bytes, {piece} by {piece}, read {buffer} by {buffer}");
        }
    }

    [Fact]
    public void LargeMessage_IsCutIntoFramesOfBoundedSize()
    {
        ReadOnlyMemory<byte> left = Samples.Text(1_000_000);
        using MessageDeflater deflater = new(15, contextTakeover: true);
        int frames = 0;
        bool ends = false;
        while (!left.IsEmpty)
        {
            Assert.False(ends);
            Assert.InRange(deflater.Deflate(ref left, endOfMessage: true, out ends).Length, 1, MessageDeflater.SliceSize);
            frames++;
        }

        Assert.True(ends);
        Assert.Equal((1_000_000 + MessageDeflater.SliceSize - 1) / MessageDeflater.SliceSize, frames);
    }

    [Fact]
    public void LargeMessage_ThatDoesNotShrink_ComesBack()
    {
        byte[] message = new byte[200_000];
        new Random(1).NextBytes(message);
        using MessageDeflater deflater = new(15, contextTakeover: true);
        using MessageInflater inflater = new(contextTakeover: true);
        Assert.Equal(message, Inflating.Message(inflater, Deflating.Message(deflater, message)));
    }

    [Fact]
    public void Fragment_ThatIsNotTheLast_DoesNotEndTheMessage()
    {
        using MessageDeflater deflater = new(15, contextTakeover: true);
        ReadOnlyMemory<byte> fragment = Samples.Text(1_000);
        deflater.Deflate(ref fragment, endOfMessage: false, out bool ends);
        Assert.False(ends);
        Assert.True(fragment.IsEmpty);
    }

    [Fact]
    public void RepeatedMessages_WithContextTakeover_AreSmaller()
    {
        byte[] message = Samples.Text(2_000);
        int[] sizes = new int[2];
        foreach (bool takeover in new[] { true, false })
        {
            using MessageDeflater deflater = new(15, takeover);
            Deflating.Message(deflater, message);
            sizes[takeover ? 0 : 1] = Deflating.Message(deflater, message).Length;
        }

        Assert.True(sizes[0] * 5 < sizes[1], $"{sizes[0]} bytes with the context, {sizes[1]} without");
    }

    /// <summary>The whole cost of a message in the steady state, on this thread; native memory is not counted.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void Message_WithContextTakeover_AllocatesNothing(int length)
    {
        using MessageDeflater deflater = new(15, contextTakeover: true);
        using MessageInflater inflater = new(contextTakeover: true);
        byte[] message = Samples.Text(length);
        byte[] output = new byte[length];
        long total = 0;
        Run(50);

        // Twice, because a tier of the compiler or a pool may still settle during the first.
        long first = Measure();
        long second = first == 0 ? 0 : Measure();
        Assert.True(Math.Min(first, second) == 0, $"{first} and {second} bytes in 200 messages");
        Assert.Equal(0, total % length);

        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(200);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                ReadOnlyMemory<byte> left = message;
                ReadOnlyMemory<byte> frame = deflater.Deflate(ref left, endOfMessage: true, out _);
                bool done = false;
                while (!done)
                {
                    Span<byte> input = inflater.Input;
                    int count = Math.Min(input.Length, frame.Length);
                    frame.Span[..count].CopyTo(input);
                    frame = frame[count..];
                    inflater.Advance(count, frame.IsEmpty);
                    done = inflater.Inflate(output, out int written) == System.Buffers.OperationStatus.Done;
                    total += written;
                }

                deflater.ReleaseBuffer();
            }
        }
    }
}
