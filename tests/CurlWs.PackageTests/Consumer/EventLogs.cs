#if EXTENSIONS
using System;
using System.Collections.Generic;
using CurlWs;
using Microsoft.Extensions.Logging;

namespace Consumer;

/// <summary>The events of a connection as logs, by the package CurlWs.Extensions.</summary>
internal sealed class EventLogs : ILoggerFactory, ILogger
{
    private readonly List<string> _names = [];

    /// <summary>The names of what is logged while a server is connected and left again.</summary>
    internal static string Of(string url)
    {
        EventLogs logs = new();
        using (logs.LogCurlWs())
        {
            CurlWebSocket.Connect(new Uri(url)).Dispose();
        }

        return string.Join(' ', logs._names);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is its own provider.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _names.Add(eventId.Name ?? formatter(state, exception));

    public void Dispose()
    {
    }
}
#endif
