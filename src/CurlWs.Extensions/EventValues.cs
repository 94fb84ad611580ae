using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace CurlWs;

/// <summary>An event's arguments by their names, as a structured log has its values.</summary>
internal sealed class EventValues(EventWrittenEventArgs written) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string _format = written.Message ?? written.EventName ?? string.Empty;
    private readonly ReadOnlyCollection<string> _names = written.PayloadNames ?? ReadOnlyCollection<string>.Empty;
    private readonly ReadOnlyCollection<object?> _values = written.Payload ?? ReadOnlyCollection<object?>.Empty;

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => new(_names[index], _values[index]);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, _format, [.. _values]);
}
