using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using CurlWs.Interop;

namespace CurlWs.Tests.Interop;

/// <summary>The libcurl that this process has loaded, as the operating system sees it.</summary>
internal static unsafe class LoadedLibrary
{
    /// <summary>Its own version, such as "8.22.0".</summary>
    internal static string Version => Marshal.PtrToStringUTF8((nint)Info->version)!;

    /// <summary>Its version as three bytes.</summary>
    internal static uint VersionNumber => Info->version_num;

    /// <summary>The file it was loaded from, or null where the system does not tell.</summary>
    internal static string? Path { get; } = FileThatHolds((nuint)Info->version);

    private static curl_version_info_data* Info => Native.curl_version_info(LibCurl.CURLVERSION_NOW);

    // A constant of the library is in one of its mappings, whatever other libcurl this process may have mapped too.
    private static string? FileThatHolds(nuint address)
    {
        if (!File.Exists("/proc/self/maps")) { return null; }
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            int path = line.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0 && Hexadecimal(range[0]) <= address && address < Hexadecimal(range[1])) { return line[path..]; }
        }

        return null;
    }

    private static nuint Hexadecimal(string text) => nuint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
