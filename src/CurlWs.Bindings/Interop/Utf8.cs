using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CurlWs.Interop;

/// <summary>Strings over the border: UTF-8, zero-terminated.</summary>
internal static unsafe class Utf8
{
    /// <summary>A string for the length of one call: <c>fixed (byte* p = Utf8.Bytes(text))</c>; null stays null.</summary>
    internal static byte[]? Bytes(string? text)
    {
        if (text is null)
        {
            return null;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>Whether C would see only the beginning: its strings end at a zero.</summary>
    internal static bool HasZero(string? text) => text?.Contains('\0', StringComparison.Ordinal) ?? false;

    internal static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>A string that libcurl allocated for us: copied, then freed.</summary>
    internal static string? TakeText(byte* text)
    {
        string? copy = Text(text);
        Native.curl_free(text);
        return copy;
    }
}
