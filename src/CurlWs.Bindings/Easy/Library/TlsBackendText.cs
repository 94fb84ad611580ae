using System;
using System.Linq;

namespace CurlWs;

/// <summary>What libcurl calls the TLS library that it uses, such as <c>OpenSSL/3.5.7</c>.</summary>
internal static class TlsBackendText
{
    /// <summary>Of several, those in parentheses are not in use.</summary>
    internal static string Active(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(part => !part.StartsWith('(')) ?? string.Empty;

    /// <summary>Whether it is Windows' own.</summary>
    internal static bool IsSchannel(string text) => Active(text).StartsWith("Schannel", StringComparison.OrdinalIgnoreCase);
}
