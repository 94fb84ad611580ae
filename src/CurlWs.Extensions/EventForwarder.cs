using System.Diagnostics.Tracing;

using Microsoft.Extensions.Logging;

namespace CurlWs;

/// <summary>From the library's event source to a logger.</summary>
internal sealed class EventForwarder : EventListener
{
    // Null while the base constructor tells of the sources that there are already.
    private readonly ILogger? _logger;
    private readonly object _lock = new();
    private EventSource? _source;

    internal EventForwarder(ILogger logger)
    {
        lock (_lock)
        {
            _logger = logger;
        }

        Begin();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == CurlTelemetry.EventSourceName)
        {
            _source = eventSource;
            Begin();
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        LogLevel level = LevelOf(eventData.Level);
        if (_logger is { } logger && eventData.EventSource == _source && eventData.EventId > 0 && logger.IsEnabled(level))
        {
            EventValues values = new(eventData);
            logger.Log(level, new EventId(eventData.EventId, eventData.EventName), values, null, static (v, _) => v.ToString());
        }
    }

    private static LogLevel LevelOf(EventLevel level) => level switch
    {
        EventLevel.Critical => LogLevel.Critical,
        EventLevel.Error => LogLevel.Error,
        EventLevel.Warning => LogLevel.Warning,
        EventLevel.Verbose => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private void Begin()
    {
        // The source may be made on another thread while this is: whoever comes second has both.
        lock (_lock)
        {
            if (_logger is { } logger && _source is { } source)
            {
                EnableEvents(
                    source,
                    logger.IsEnabled(LogLevel.Debug) ? EventLevel.Verbose
                    : logger.IsEnabled(LogLevel.Information) ? EventLevel.Informational
                    : EventLevel.Warning);
            }
        }
    }
}
