using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace CurlWs;

/// <summary>The masking of RFC 6455, section 5.3, with the widest words that the processor has; and masking keys.</summary>
internal static class Masking
{
    [ThreadStatic]
    private static KeyBatch? t_keys;

    /// <summary>A fresh key from a cryptographic source, drawn in batches of 256 a thread.</summary>
    internal static uint NextKey()
    {
        KeyBatch keys = t_keys ??= new KeyBatch();
        if (keys.Left == 0)
        {
            keys.Fill();
        }

        return keys.Keys[--keys.Left];
    }

    /// <summary>
    /// Writes <paramref name="source"/>, masked, to <paramref name="destination"/>; returns the key for the byte after the last.
    /// </summary>
    /// <param name="source">The bytes, or the next ones of a payload.</param>
    /// <param name="destination">At least as long; may be the same memory.</param>
    /// <param name="key">The key's four bytes as a little-endian word, turned so that the first applies to the first byte here.</param>
    internal static uint Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        nuint length = (nuint)source.Length;
        nuint i = 0;
        uint word = BitConverter.IsLittleEndian ? key : BinaryPrimitives.ReverseEndianness(key);

        if (Vector512.IsHardwareAccelerated && length >= 64)
        {
            Vector512<byte> mask = Vector512.Create(word).AsByte();
            for (; i <= length - 64; i += 64)
            {
                (Vector512.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
            }
        }

        if (Vector256.IsHardwareAccelerated && length - i >= 32)
        {
            Vector256<byte> mask = Vector256.Create(word).AsByte();
            for (; i + 32 <= length; i += 32)
            {
                (Vector256.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
            }
        }

        if (Vector128.IsHardwareAccelerated && length - i >= 16)
        {
            Vector128<byte> mask = Vector128.Create(word).AsByte();
            for (; i + 16 <= length; i += 16)
            {
                (Vector128.LoadUnsafe(ref from, i) ^ mask).StoreUnsafe(ref to, i);
            }
        }

        for (; i + 4 <= length; i += 4)
        {
            uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, i));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), value ^ word);
        }

        for (uint rest = key; i < length; i++, rest = BitOperations.RotateRight(rest, 8))
        {
            Unsafe.Add(ref to, i) = (byte)(Unsafe.Add(ref from, i) ^ (byte)rest);
        }

        return BitOperations.RotateRight(key, source.Length % 4 * 8);
    }

    private sealed class KeyBatch
    {
        internal readonly uint[] Keys = new uint[256];
        internal int Left;

        internal void Fill()
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(Keys.AsSpan()));
            Left = Keys.Length;
        }
    }
}
