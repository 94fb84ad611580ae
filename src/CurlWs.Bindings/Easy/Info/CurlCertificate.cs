using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>
/// A certificate that a server showed, as libcurl reads it:
/// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>.
/// </summary>
public sealed class CurlCertificate
{
    internal CurlCertificate(IReadOnlyList<KeyValuePair<string, string>> fields) => Fields = fields;

    /// <summary>Names and values, such as <c>Subject</c>, <c>Issuer</c>, <c>Start date</c>, <c>Cert</c>, in libcurl's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; }

    /// <summary>Holder of the certificate; null if libcurl's TLS library does not report one.</summary>
    public string? Subject => TryGetValue("Subject", out string? value) ? value : null;

    /// <summary>Issuer of the certificate; null if libcurl's TLS library does not report one.</summary>
    public string? Issuer => TryGetValue("Issuer", out string? value) ? value : null;

    // The last field: no name of an extension before it, which the server chooses, can stand for it.
    /// <summary>The certificate itself, PEM; null if libcurl's TLS library does not report one.</summary>
    public string? Pem => Fields is [.., { Key: "Cert" } last] ? last.Value : null;

    /// <summary>Finds the value of the first field of that name.</summary>
    /// <param name="name">Name of the field, in any case.</param>
    /// <param name="value">Value of the field; null if there is no such field.</param>
    /// <returns>Whether there is such a field.</returns>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (KeyValuePair<string, string> field in Fields)
        {
            if (string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
