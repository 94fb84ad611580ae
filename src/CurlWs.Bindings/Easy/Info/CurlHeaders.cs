using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>Response headers, copied, in the order in which they arrived. A name may occur more than once.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Headers is what they are called everywhere.")]
public sealed class CurlHeaders : IReadOnlyList<CurlHeader>
{
    private readonly List<CurlHeader> _headers;

    internal CurlHeaders(List<CurlHeader> headers) => _headers = headers;

    /// <inheritdoc/>
    public int Count => _headers.Count;

    /// <summary>No headers.</summary>
    internal static CurlHeaders Empty { get; } = new([]);

    /// <inheritdoc/>
    public CurlHeader this[int index] => _headers[index];

    /// <summary>Finds the value of the last header of that name: over redirects, that of the last request.</summary>
    /// <param name="name">Name of the header, in any case.</param>
    /// <param name="value">Value of the header; null if there is no such header.</param>
    /// <param name="origin">Kinds of answer in which to look. Default all.</param>
    /// <returns>Whether there is such a header.</returns>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value, CurlHeaderOrigin origin = CurlHeaderOrigin.Any)
    {
        ArgumentNullException.ThrowIfNull(name);
        int found = _headers.FindLastIndex(header => Is(header, name, origin));
        value = found < 0 ? null : _headers[found].Value;
        return value is not null;
    }

    /// <summary>Lists the values of all headers of that name, in order; empty if there is none.</summary>
    /// <param name="name">Name of the header, in any case.</param>
    /// <param name="origin">Kinds of answer in which to look. Default all.</param>
    public IReadOnlyList<string> GetValues(string name, CurlHeaderOrigin origin = CurlHeaderOrigin.Any)
    {
        ArgumentNullException.ThrowIfNull(name);
        List<string> values = [];
        foreach (CurlHeader header in _headers)
        {
            if (Is(header, name, origin))
            {
                values.Add(header.Value);
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public IEnumerator<CurlHeader> GetEnumerator() => _headers.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Is(in CurlHeader header, string name, CurlHeaderOrigin origin) =>
        (header.Origin & origin) != 0 && header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
