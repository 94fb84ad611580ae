using System;
using System.Buffers;
using System.Globalization;
using System.IO;

namespace CurlWs;

/// <summary>
/// Looks into a cookie file before libcurl reads it. A server can set a cookie that libcurl writes as a line that it cannot read: up to
/// 8.22 the cookies behind it are not seen, or the transfer fails before it connects and leaves the jar empty (CVE-2026-86412, 92386).
/// </summary>
internal static class CookieFileCheck
{
    /// <summary>The longest line that libcurl reads, in bytes: its buffer of 5,000 also takes the line's end and a zero.</summary>
    internal const int LongestLine = 4998;

    /// <summary>Throws where libcurl could not read all of it. It skips a file that is not there or cannot be opened.</summary>
    /// <exception cref="ArgumentException">A line is too long.</exception>
    internal static void Require(string file, string option)
    {
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (TooLongLine(stream) is { } line)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Line {line} of the cookie file {file} has more than {LongestLine} bytes: libcurl would lose cookies over it. ")
                        + "A server has set that cookie (CVE-2026-86412, CVE-2026-92386): remove the line.",
                    option);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // libcurl cannot open it either: it warns and goes on without.
        }
    }

    private static long? TooLongLine(FileStream stream)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            long line = 1;
            int length = 0;
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..], line++, length = 0)
                {
                    if (length + end > LongestLine)
                    {
                        return line;
                    }
                }

                length += rest.Length;
                if (length > LongestLine)
                {
                    return line;
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
