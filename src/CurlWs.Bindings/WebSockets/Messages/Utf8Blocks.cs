using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace CurlWs;

/// <summary>
/// Checks UTF-8 a vector at a time, by the method of John Keiser and Daniel Lemire, "Validating UTF-8 In Less Than One Instruction Per
/// Byte" (2021): three tables, looked up with half bytes, have a bit for each way in which two neighbours do not go together.
/// </summary>
internal static class Utf8Blocks
{
    /// <summary>From how many bytes on this is faster than the framework's check; so many there must be.</summary>
    internal const int Worthwhile = 64;

    // What two neighbours can be, each bit set in all three tables only if they are.
    private const byte TooShort = 1 << 0;
    private const byte TooLong = 1 << 1;
    private const byte Overlong3 = 1 << 2;
    private const byte TooLarge = 1 << 3;
    private const byte Surrogate = 1 << 4;
    private const byte Overlong2 = 1 << 5;
    private const byte TooLarge1000 = 1 << 6;
    private const byte Overlong4 = 1 << 6;
    private const byte TwoContinue = 1 << 7;
    private const byte Any = TooShort | TooLong | TwoContinue;

    /// <summary>Whether the processor has what this needs.</summary>
    internal static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    // By the upper half of the first byte, by its lower half, and by the upper half of the second.
    private static Vector128<byte> FirstUpper
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
            TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
            TwoContinue, TwoContinue, TwoContinue, TwoContinue,
            TooShort | Overlong2,
            TooShort,
            TooShort | Overlong3 | Surrogate,
            TooShort | TooLarge | TooLarge1000 | Overlong4);
    }

    private static Vector128<byte> FirstLower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
            Any | Overlong2 | Overlong3 | Overlong4,
            Any | Overlong2,
            Any,
            Any,
            Any | TooLarge,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000 | Surrogate,
            Any | TooLarge | TooLarge1000,
            Any | TooLarge | TooLarge1000);
    }

    private static Vector128<byte> SecondUpper
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
            TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
            TooLong | TwoContinue | Overlong2 | Overlong3 | Overlong4 | TooLarge1000,
            TooLong | TwoContinue | Overlong2 | Overlong3 | TooLarge,
            TooLong | TwoContinue | Overlong2 | Surrogate | TooLarge,
            TooLong | TwoContinue | Overlong2 | Surrogate | TooLarge,
            TooShort, TooShort, TooShort, TooShort);
    }

    /// <summary>
    /// Whether each byte may follow those before it; the first one begins a character. The last may be unfinished, and of a last byte that
    /// can begin nothing this does not tell.
    /// </summary>
    /// <param name="bytes">At least <see cref="Worthwhile"/>.</param>
    internal static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(bytes.Length >= Worthwhile, "The vectors would reach beyond it.");
        return Avx2.IsSupported ? IsValid256(bytes) : IsValid128(bytes);
    }

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    internal static bool IsValid128(ReadOnlySpan<byte> bytes)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        return (First(ref first) | Rest(ref first, (nuint)Vector128<byte>.Count, length)) == Vector128<byte>.Zero;
    }

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    internal static bool IsValid256(ReadOnlySpan<byte> bytes)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        Vector256<byte> wrong = First(ref first).ToVector256();
        Vector256<byte> firstUpper = Vector256.Create(FirstUpper, FirstUpper);
        Vector256<byte> firstLower = Vector256.Create(FirstLower, FirstLower);
        Vector256<byte> secondUpper = Vector256.Create(SecondUpper, SecondUpper);
        nuint i = (nuint)Vector128<byte>.Count;
        for (; i + 32 <= length; i += 32)
        {
            Vector256<byte> here = Vector256.LoadUnsafe(ref first, i);
            Vector256<byte> third = Vector256.LoadUnsafe(ref first, i - 3);
            if ((here | third).ExtractMostSignificantBits() == 0)
            {
                continue;
            }

            Vector256<byte> one = Vector256.LoadUnsafe(ref first, i - 1);
            Vector256<byte> second = Vector256.LoadUnsafe(ref first, i - 2);
            Vector256<byte> pair = Avx2.Shuffle(firstUpper, one >>> 4)
                & Avx2.Shuffle(firstLower, one & Vector256.Create((byte)0x0f))
                & Avx2.Shuffle(secondUpper, here >>> 4);
            Vector256<byte> mustContinue = Avx2.SubtractSaturate(second, Vector256.Create((byte)0x60))
                | Avx2.SubtractSaturate(third, Vector256.Create((byte)0x70));
            wrong |= pair ^ (mustContinue & Vector256.Create((byte)0x80));
        }

        return (Rest(ref first, i, length) | wrong.GetLower() | wrong.GetUpper()) == Vector128<byte>.Zero;
    }

    /// <summary>What is wrong in the first 16 bytes, before which there is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> First(ref byte first)
    {
        Vector128<byte> here = Vector128.LoadUnsafe(ref first);
        return Wrong(
            here,
            Lookup(here, Vector128.Create((byte)255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)),
            Lookup(here, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
            Lookup(here, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)));
    }

    /// <summary>What is wrong from there on; the last vector looks at some bytes twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Rest(ref byte first, nuint i, nuint length)
    {
        Vector128<byte> wrong = Vector128<byte>.Zero;
        nuint last = length - 16;
        for (; i < last; i += 16)
        {
            wrong |= At(ref first, i);
        }

        return wrong | At(ref first, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> At(ref byte first, nuint i)
    {
        Vector128<byte> here = Vector128.LoadUnsafe(ref first, i);
        Vector128<byte> third = Vector128.LoadUnsafe(ref first, i - 3);
        return (here | third).ExtractMostSignificantBits() == 0
            ? Vector128<byte>.Zero
            : Wrong(here, Vector128.LoadUnsafe(ref first, i - 1), Vector128.LoadUnsafe(ref first, i - 2), third);
    }

    /// <param name="here">The bytes.</param>
    /// <param name="one">Those one before each.</param>
    /// <param name="second">Those two before each.</param>
    /// <param name="third">Those three before each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Wrong(Vector128<byte> here, Vector128<byte> one, Vector128<byte> second, Vector128<byte> third)
    {
        Vector128<byte> pair = Lookup(FirstUpper, one >>> 4)
            & Lookup(FirstLower, one & Vector128.Create((byte)0x0f))
            & Lookup(SecondUpper, here >>> 4);

        // From 0xe0 two before, from 0xf0 three before: then, and only then, this byte continues and the one before it too.
        Vector128<byte> mustContinue = SubtractSaturate(second, Vector128.Create((byte)0x60))
            | SubtractSaturate(third, Vector128.Create((byte)0x70));
        return pair ^ (mustContinue & Vector128.Create((byte)0x80));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> at) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(table, at) : Ssse3.Shuffle(table, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SubtractSaturate(Vector128<byte> left, Vector128<byte> right) =>
        AdvSimd.IsSupported ? AdvSimd.SubtractSaturate(left, right) : Sse2.SubtractSaturate(left, right);
}
