using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>A meter factory of its own, and all that is measured with what it makes: nothing of other tests is in it.</summary>
internal sealed class MeasuredValues : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly List<(string Name, double Value, string Tags)> _values = [];
    private readonly MeterListener _listener = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal MeasuredValues(params string[] instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this && (instruments.Length == 0 || instruments.Contains(instrument.Name)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
    }

    internal IReadOnlyList<(string Name, double Value, string Tags)> All
    {
        get
        {
            lock (_values)
            {
                return [.. _values];
            }
        }
    }

    internal IReadOnlyList<Instrument> Instruments
    {
        get
        {
            List<Instrument> found = [];
            using MeterListener listener = new();
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == this)
                {
                    found.Add(instrument);
                }
            };
            listener.Start();
            return found;
        }
    }

    internal MeasuredValues Listen()
    {
        _listener.Start();
        return this;
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        Meter meter = new(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>The sum of an instrument's measurements that have this text among their tags.</summary>
    internal double Sum(string name, string tags = "") =>
        All.Where(v => v.Name == name && v.Tags.Contains(tags, StringComparison.Ordinal)).Sum(v => v.Value);

    internal double[] Of(string name) => [.. All.Where(v => v.Name == name).Select(v => v.Value)];

    /// <summary>Waits for a measurement that another thread makes.</summary>
    internal async Task WaitForAsync(string name)
    {
        Task changed;
        do
        {
            lock (_values)
            {
                changed = _values.Exists(v => v.Name == name) ? Task.CompletedTask : _changed.Task;
            }

            await Deadline.Within(changed, what: name);
        }
        while (Of(name).Length == 0);
    }

    internal string[] TagsOf(string name) => [.. All.Where(v => v.Name == name).Select(v => v.Tags)];

    /// <summary>What the observable instrument tells now.</summary>
    internal (double Value, string Tags)[] Observe(string name)
    {
        int before = All.Count;
        _listener.RecordObservableInstruments();
        return [.. All.Skip(before).Where(v => v.Name == name).Select(v => (v.Value, v.Tags))];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(m => m.Dispose());
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = string.Join(' ', tags.ToArray().Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key}={t.Value}")));
        lock (_values)
        {
            _values.Add((instrument.Name, value, text));
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
