using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CurlWs.Samples;

/// <summary>Numbers and foreign text as a person reads them.</summary>
internal static class Units
{
    private static readonly string[] s_binary = ["B", "KiB", "MiB", "GiB"];

    /// <summary>Three figures, in milliseconds or seconds.</summary>
    public static string Time(TimeSpan time) =>
        time.TotalSeconds >= 1 ? Figures(time.TotalSeconds) + " s" : Figures(time.TotalMilliseconds) + " ms";

    /// <summary>Bytes, exactly, unless they are whole MiB.</summary>
    public static string Size(long bytes) =>
        bytes >= 1 << 20 && bytes % (1 << 20) == 0
            ? $"{bytes >> 20} MiB"
            : bytes.ToString("N0", CultureInfo.InvariantCulture) + " B";

    /// <summary>Bytes a second; a dash when there is nothing to divide.</summary>
    public static string Rate(long bytes, TimeSpan time) =>
        bytes == 0 || time <= TimeSpan.Zero ? "-" : Rounded(bytes / time.TotalSeconds) + "/s";

    /// <summary>About so many bytes.</summary>
    public static string Rounded(double bytes)
    {
        int unit = 0;
        while (bytes >= 1000 && unit < s_binary.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return $"{(unit == 0 ? bytes.ToString("0", CultureInfo.InvariantCulture) : Figures(bytes))} {s_binary[unit]}";
    }

    /// <summary>Text from a server, fit for a terminal: one line, no control characters, not too long.</summary>
    public static string Printable(string text)
    {
        string line = string.Concat(text.EnumerateRunes()
            .Select(rune => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? "\ufffd" : rune.ToString()));
        return line.Length <= 80 ? line : line[..77] + "...";
    }

    private static string Figures(double value) =>
        value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
