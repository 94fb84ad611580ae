using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>Response headers of a transfer, copied: those of all its requests, in order.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Headers is what they are called everywhere.")]
public sealed class CurlHeaders : IReadOnlyList<CurlHeader>
{
    private readonly List<CurlHeader> _headers;

    internal CurlHeaders(List<CurlHeader> headers) => _headers = headers;

    /// <inheritdoc/>
    public int Count => _headers.Count;

    /// <inheritdoc/>
    public CurlHeader this[int index] => _headers[index];

    /// <summary>The value of the last header of that name, without regard to case: that of the last request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="origin">In which kinds of answer to look.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value, CurlHeaderOrigin origin = CurlHeaderOrigin.Any)
    {
        ArgumentNullException.ThrowIfNull(name);
        int found = _headers.FindLastIndex(
            header => (header.Origin & origin) != 0 && string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase));
        value = found < 0 ? null : _headers[found].Value;
        return value is not null;
    }

    /// <summary>All values of that name, without regard to case, in order.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="origin">In which kinds of answer to look.</param>
    public IReadOnlyList<string> GetAll(string name, CurlHeaderOrigin origin = CurlHeaderOrigin.Any)
    {
        ArgumentNullException.ThrowIfNull(name);
        List<string> values = [];
        foreach (CurlHeader header in _headers)
        {
            if ((header.Origin & origin) != 0 && string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
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
}
