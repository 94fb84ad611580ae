using System;
using System.Collections.Generic;

namespace CurlWs.Fuzz;

/// <summary>
/// Deflate as RFC 1951 has it, over a message that is there as a whole, a bit at a time: slow, and short enough to be seen to be right.
/// </summary>
internal ref struct ReferenceInflater
{
    private const int LargestDistance = 32 * 1024;

    private static ReadOnlySpan<int> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<int> LengthExtra =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<int> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];

    private static ReadOnlySpan<int> CodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly ReadOnlySpan<byte> _input;
    private readonly List<byte> _output;
    private int _bit;

    /// <param name="input">The compressed bytes.</param>
    /// <param name="output">What distances may refer to; new bytes are put behind it.</param>
    internal ReferenceInflater(ReadOnlySpan<byte> input, List<byte> output)
    {
        _input = input;
        _output = output;
    }

    /// <summary>How an input has ended.</summary>
    internal enum End
    {
        /// <summary>Before a block, or in one.</summary>
        OutOfInput,

        /// <summary>With a final block.</summary>
        FinalBlock,

        /// <summary>With bits that mean nothing.</summary>
        Wrong,
    }

    /// <summary>How many bytes of the input were begun.</summary>
    internal readonly int BytesTaken => (_bit + 7) / 8;

    /// <summary>How many bytes the output had when the last byte was made whose bits are all in the first so many bytes of input.</summary>
    /// <remarks>Set by <see cref="Run"/>.</remarks>
    internal int OutputWithin { get; private set; }

    /// <summary>Whether all of the input was taken, and by whole blocks.</summary>
    internal bool IsBetweenBlocks { get; private set; }

    /// <summary>Decompresses all of it.</summary>
    /// <param name="within">How much of the input <see cref="OutputWithin"/> is about.</param>
    /// <param name="most">How many bytes of output are enough.</param>
    internal End Run(int within, int most)
    {
        try
        {
            while (true)
            {
                IsBetweenBlocks = _bit == _input.Length * 8;
                bool final = Bits(1) == 1;
                switch (Bits(2))
                {
                    case 0:
                        Stored(within);
                        break;
                    case 1:
                        Compressed(FixedLengths(), FixedDistances(), within, most);
                        break;
                    case 2:
                        (Code lengths, Code distances) = ReadCodes();
                        Compressed(lengths, distances, within, most);
                        break;
                    default:
                        return End.Wrong;
                }

                if (final)
                {
                    return End.FinalBlock;
                }
            }
        }
        catch (OutOfInputException)
        {
            return End.OutOfInput;
        }
        catch (WrongException)
        {
            return End.Wrong;
        }
    }

    private int Bits(int count)
    {
        if (_bit + count > _input.Length * 8)
        {
            throw new OutOfInputException();
        }

        int value = 0;
        for (int i = 0; i < count; i++, _bit++)
        {
            value |= ((_input[_bit / 8] >> (_bit % 8)) & 1) << (i & 31);
        }

        return value;
    }

    private void Put(byte value, int within)
    {
        _output.Add(value);
        OutputWithin = _bit <= within * 8 ? _output.Count : OutputWithin;
    }

    private void Stored(int within)
    {
        _bit = BytesTaken * 8;
        int length = Bits(16);
        if (Bits(16) != (length ^ 0xffff))
        {
            throw new WrongException();
        }

        for (; length > 0; length--)
        {
            Put((byte)Bits(8), within);
        }
    }

    private void Compressed(Code lengths, Code distances, int within, int most)
    {
        while (true)
        {
            int symbol = Decode(lengths);
            if (symbol == 256 || _output.Count > most)
            {
                return;
            }

            if (symbol < 256)
            {
                Put((byte)symbol, within);
                continue;
            }

            symbol = symbol - 257 < LengthBase.Length ? symbol - 257 : throw new WrongException();
            int length = LengthBase[symbol] + Bits(LengthExtra[symbol]);
            symbol = Decode(distances);
            int distance = symbol < DistanceBase.Length
                ? DistanceBase[symbol] + Bits(symbol < 2 ? 0 : (symbol / 2) - 1)
                : throw new WrongException();
            if (distance > Math.Min(_output.Count, LargestDistance))
            {
                throw new WrongException();
            }

            for (; length > 0; length--)
            {
                Put(_output[^distance], within);
            }
        }
    }

    private (Code Lengths, Code Distances) ReadCodes()
    {
        int lengthCount = Bits(5) + 257;
        int distanceCount = Bits(5) + 1;
        int codeCount = Bits(4) + 4;
        if (lengthCount > 286 || distanceCount > 30)
        {
            throw new WrongException();
        }

        byte[] sizes = new byte[19];
        for (int i = 0; i < codeCount; i++)
        {
            sizes[CodeOrder[i]] = (byte)Bits(3);
        }

        Code codes = new(sizes, mayBeIncomplete: false);
        sizes = new byte[lengthCount + distanceCount];
        if (codes.Symbols.Length == 0)
        {
            // zlib takes a bit for each, before it sees that there is no end of the block.
            Bits(sizes.Length);
            throw new WrongException();
        }

        for (int at = 0; at < sizes.Length;)
        {
            int symbol = Decode(codes);
            if (symbol < 16)
            {
                sizes[at++] = (byte)symbol;
                continue;
            }

            (byte size, int count) = symbol switch
            {
                16 => (at > 0 ? sizes[at - 1] : throw new WrongException(), 3 + Bits(2)),
                17 => ((byte)0, 3 + Bits(3)),
                _ => ((byte)0, 11 + Bits(7)),
            };
            if (at + count > sizes.Length)
            {
                throw new WrongException();
            }

            sizes.AsSpan(at, count).Fill(size);
            at += count;
        }

        return sizes[256] == 0
            ? throw new WrongException()
            : (new Code(sizes.AsSpan(0, lengthCount), mayBeIncomplete: true), new Code(sizes.AsSpan(lengthCount), mayBeIncomplete: true));
    }

    private int Decode(Code code)
    {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int size = 1; size < Code.Sizes; size++)
        {
            value |= Bits(1);
            int count = code.Counts[size];
            if (value - count < first)
            {
                return code.Symbols[index + value - first];
            }

            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }

        throw new WrongException();
    }

    private static Code FixedLengths()
    {
        byte[] sizes = new byte[288];
        sizes.AsSpan(0, 144).Fill(8);
        sizes.AsSpan(144, 112).Fill(9);
        sizes.AsSpan(256, 24).Fill(7);
        sizes.AsSpan(280).Fill(8);
        return new Code(sizes, mayBeIncomplete: false);
    }

    private static Code FixedDistances()
    {
        byte[] sizes = new byte[32];
        sizes.AsSpan().Fill(5);
        return new Code(sizes, mayBeIncomplete: false);
    }

    /// <summary>A canonical Huffman code (section 3.2.2): how many codes of each size there are, and the symbols in their order.</summary>
    private sealed class Code
    {
        internal const int Sizes = 16;

        internal Code(ReadOnlySpan<byte> sizes, bool mayBeIncomplete)
        {
            foreach (byte size in sizes)
            {
                Counts[size]++;
            }

            int used = sizes.Length - Counts[0];
            Counts[0] = 0;
            int left = 1;
            for (int size = 1; size < Sizes; size++)
            {
                left = (left << 1) - Counts[size];
                if (left < 0)
                {
                    throw new WrongException();
                }
            }

            // A code of one symbol has one bit, and one without any is there where no distance is needed.
            if (left > 0 && used > 0 && !(mayBeIncomplete && used == 1 && Counts[1] == 1))
            {
                throw new WrongException();
            }

            Symbols = new int[used];
            int next = 0;
            for (int size = 1; size < Sizes; size++)
            {
                for (int symbol = 0; symbol < sizes.Length; symbol++)
                {
                    if (sizes[symbol] == size)
                    {
                        Symbols[next++] = symbol;
                    }
                }
            }
        }

        internal int[] Counts { get; } = new int[Sizes];

        internal int[] Symbols { get; }
    }

    private sealed class OutOfInputException : Exception;

    private sealed class WrongException : Exception;
}
