using System;

namespace CurlWs;

/// <summary>A host's name as DNS has it.</summary>
internal static class HostName
{
    /// <summary>The host of an absolute address in ASCII; null where <see cref="Uri"/> has taken one that IDNA does not let be.</summary>
    internal static string? InAscii(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            // Found out where it is asked for, and not where the address is made.
            return null;
        }
    }
}
