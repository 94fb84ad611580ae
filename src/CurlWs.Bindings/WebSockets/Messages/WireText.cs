using System;
using System.Text;

namespace CurlWs;

/// <summary>Text as a WebSocket sends it: UTF-8, and nothing that is not (RFC 6455, section 5.6).</summary>
internal static class WireText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How many bytes a text has.</summary>
    /// <exception cref="ArgumentException">It has half of a surrogate pair, or more bytes than an array.</exception>
    internal static int Measure(ReadOnlySpan<char> text)
    {
        try
        {
            return s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(
                "The text has one half of a surrogate pair without the other, which UTF-8 cannot express. Cut a "
                + "text between runes (System.Text.Rune), not between chars.",
                nameof(text),
                e);
        }
    }

    /// <summary>Encodes a text that was measured.</summary>
    /// <exception cref="InvalidOperationException">It has changed since.</exception>
    internal static void Encode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int written;
        try
        {
            written = s_strict.GetBytes(text, bytes);
        }
        catch (ArgumentException e)
        {
            throw Changed(e);
        }

        if (written != bytes.Length)
        {
            throw Changed(null);
        }
    }

    private static InvalidOperationException Changed(Exception? e) =>
        new("The text was changed while it was being sent; nothing was sent.", e);
}
