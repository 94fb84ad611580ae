using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace CurlWs.Fuzz;

/// <summary>
/// The check of a text that comes in pieces, against the framework's decoder: it fails with the first piece after which nothing could make
/// the text right, and not before. And the text as it is sent.
/// </summary>
internal sealed class Utf8Target : FuzzTarget
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        int piece = FuzzInput.Size(choices, 64 * 1024);
        int second = FuzzInput.Size(choices >> 3, 64);
        ReadOnlySpan<byte> bytes = from.Take(int.MaxValue);
        bool expected = IsValid(bytes);
        int hopeless = HopelessFrom(bytes);

        Utf8Validator validator = default;
        bool good = true;
        for (int at = 0, round = 0; good && at < bytes.Length; round++)
        {
            int count = Math.Min(round % 2 == 0 ? piece : second, bytes.Length - at);
            good = validator.Add(bytes.Slice(at, count));
            at += count;
            Require(good == at < hopeless, $"after {at} bytes: {good}, hopeless from {hopeless} on");
        }

        Require((good && validator.End()) == expected, $"valid: {expected}");
        if (good)
        {
            Require(validator.Add("a"u8) && validator.End(), "It is not ready for the next text.");
        }

        Send(bytes, expected);
    }

    /// <summary>The same bytes as characters, half of a pair among them perhaps.</summary>
    private static void Send(ReadOnlySpan<byte> bytes, bool valid)
    {
        if (valid)
        {
            string text = s_strict.GetString(bytes);
            byte[] sent = new byte[WireText.Measure(text)];
            WireText.Encode(text, sent);
            Require(bytes.SequenceEqual(sent), $"\"{text}\" goes out as other bytes than it came.");
        }

        // Copied: characters that are not aligned are none.
        char[] chars = new char[bytes.Length / 2];
        bytes[..(chars.Length * 2)].CopyTo(MemoryMarshal.AsBytes(chars.AsSpan()));
        int expected = Utf8.FromUtf16(chars, new byte[chars.Length * 3], out _, out int count, replaceInvalidSequences: false)
            == OperationStatus.Done ? count : -1;
        try
        {
            Require(WireText.Measure(chars) == expected, $"measured, and not {expected}");
        }
        catch (ArgumentException)
        {
            Require(expected < 0, $"refused, and has {expected} bytes");
        }
    }

    private static bool IsValid(ReadOnlySpan<byte> bytes)
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
    private static int HopelessFrom(ReadOnlySpan<byte> bytes)
    {
        char[] chars = new char[bytes.Length + 1];
        if (!IsHopeless(bytes, chars, out int right))
        {
            return int.MaxValue;
        }

        int length = right + 1;
        while (!IsHopeless(bytes[right..length], chars, out _))
        {
            length++;
        }

        return length;
    }

    private static bool IsHopeless(ReadOnlySpan<byte> bytes, char[] chars, out int right) => OperationStatus.InvalidData
        == Utf8.ToUtf16(bytes, chars, out right, out _, replaceInvalidSequences: false, isFinalBlock: false);
}
