using System;
using System.Text;

namespace CurlWs.Fuzz;

/// <summary>Takes an input apart from its begin on; behind the end everything is 0.</summary>
internal ref struct FuzzInput(ReadOnlySpan<byte> bytes)
{
    /// <summary>What is left.</summary>
    internal ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    /// <summary>The next byte.</summary>
    internal int Byte() => Take(1) is [byte first] ? first : 0;

    /// <summary>The next bytes: as many as there are, at most so many.</summary>
    internal ReadOnlySpan<byte> Take(int most)
    {
        int count = Math.Min(most, Rest.Length);
        ReadOnlySpan<byte> taken = Rest[..count];
        Rest = Rest[count..];
        return taken;
    }

    /// <summary>All that is left as text, each byte a character.</summary>
    internal string Latin1() => Encoding.Latin1.GetString(Take(int.MaxValue));

    /// <summary>All that is left as text, with the replacement character for what is no UTF-8.</summary>
    internal string Text() => Encoding.UTF8.GetString(Take(int.MaxValue));

    /// <summary>A size between 1 and the largest, small ones more often.</summary>
    internal static int Size(int choice, int largest) => Math.Clamp(
        (choice & 7) switch { 0 => 1, 1 => 2, 2 => 3, 3 => 7, 4 => 125, 5 => 1000, _ => largest }, 1, largest);
}
