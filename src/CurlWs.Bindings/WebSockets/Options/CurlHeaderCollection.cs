using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace CurlWs;

/// <summary>Header fields in the order in which they are sent. A name may occur more than once. Not for two threads at once.</summary>
public sealed class CurlHeaderCollection : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <inheritdoc/>
    public int Count => _fields.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _fields[index];

    /// <summary>Adds a field behind the others.</summary>
    /// <param name="name">A token (RFC 9110, section 5.1).</param>
    /// <param name="value">Text without control characters other than the tab (RFC 9110, section 5.5). Blanks around it mean nothing; one
    /// that is empty or blank is sent as an empty field.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds a control character.</exception>
    public void Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                throw new ArgumentException($"This is not a header name: it holds '{SafeText.Printable(c.ToString())}'.", nameof(name));
            }
        }

        if (ControlCharacters.AnyIn(value))
        {
            throw new ArgumentException($"The value of the header {name} holds a line break or another control character.", nameof(value));
        }

        _fields.Add(new(name, value));
    }

    /// <summary>Adds fields behind the others, in their order: <c>RequestHeaders = { theirHeaders }</c>.</summary>
    /// <param name="fields">Names and values, such as a dictionary; each has to be what <see cref="Add(string, string)"/> takes.</param>
    /// <exception cref="ArgumentException">A name is no token, or a value holds a control character; the fields before it have been
    /// added.</exception>
    public void Add(IEnumerable<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach ((string name, string value) in fields)
        {
            Add(name, value);
        }
    }

    /// <summary>Replaces all fields of this name by one, at the place of the first; adds it if there is none.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void Set(string name, string value)
    {
        int place = _fields.FindIndex(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        Remove(name);
        Add(name, value);
        if (place >= 0)
        {
            KeyValuePair<string, string> field = _fields[^1];
            _fields.RemoveAt(_fields.Count - 1);
            _fields.Insert(place, field);
        }
    }

    /// <summary>Removes all fields of this name.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _fields.RemoveAll(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) > 0;
    }

    /// <summary>Finds the value of the last field of this name.</summary>
    /// <param name="name">Name of the field, in any case.</param>
    /// <param name="value">Value of the field; null if there is no such field.</param>
    /// <returns>Whether there is such a field.</returns>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        int place = _fields.FindLastIndex(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        value = place < 0 ? null : _fields[place].Value;
        return value is not null;
    }

    /// <summary>Lists the values of all fields of this name, in order; empty if there is none.</summary>
    /// <param name="name">Name of the fields, in any case.</param>
    public IReadOnlyList<string> GetValues(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. _fields.Where(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value)];
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
