using System;
using System.Collections.Generic;
using System.Linq;

using Microsoft.Extensions.Logging;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>A logger factory whose loggers keep what they are given.</summary>
internal sealed class KeptLogs(LogLevel least) : ILoggerFactory
{
    private readonly List<Entry> _entries = [];

    internal IReadOnlyList<Entry> All
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    internal sealed record Entry(string Category, LogLevel Level, EventId Id, string Text, Dictionary<string, object?> Values);

    private sealed class Logger(KeptLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs.Least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary();
            lock (logs._entries)
            {
                logs._entries.Add(new Entry(category, logLevel, eventId, formatter(state, exception), values));
            }
        }
    }

    private LogLevel Least => least;
}
