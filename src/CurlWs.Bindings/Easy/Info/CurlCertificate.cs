using System;
using System.Collections.Generic;

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
    public string? Subject => Find("Subject");

    /// <summary>Issuer of the certificate; null if libcurl's TLS library does not report one.</summary>
    public string? Issuer => Find("Issuer");

    /// <summary>The certificate itself, PEM; null if libcurl's TLS library does not report one.</summary>
    public string? Pem => Find("Cert");

    /// <summary>The first value of that name, without regard to case; null if there is none.</summary>
    public string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (KeyValuePair<string, string> field in Fields)
        {
            if (string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }
}
