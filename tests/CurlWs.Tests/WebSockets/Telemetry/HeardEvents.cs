using System.Collections.Generic;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Linq;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>Listens to the library's events, of all tests that run meanwhile: ask for those of one connection.</summary>
internal sealed class HeardEvents : EventListener
{
    private readonly List<(string Name, long Id, string Text)> _events = [];

    internal IReadOnlyList<(string Name, long Id, string Text)> All
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    internal string[] NamesOf(long id) => [.. All.Where(e => e.Id == id).Select(e => e.Name)];

    internal string TextOf(long id, string name) => All.Single(e => e.Id == id && e.Name == name).Text;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == CurlTelemetry.EventSourceName)
        {
            EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != CurlTelemetry.EventSourceName || eventData.EventName == "EventSourceMessage")
        {
            return;
        }

        lock (_events)
        {
            _events.Add((
                eventData.EventName!,
                (long)eventData.Payload![0]!,
                string.Format(CultureInfo.InvariantCulture, eventData.Message!, [.. eventData.Payload])));
        }
    }
}
