using System;
using System.Collections.Concurrent;
using System.Linq;

using Microsoft.Extensions.Logging;

namespace CurlWs.Tests.Consumers;

/// <summary>What one side of SignalR logs, at every level.</summary>
internal sealed class SignalRLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _entries = new();

    /// <summary>Warnings, errors, and whatever came with an exception.</summary>
    internal string Troubles => string.Join('\n', _entries
        .Where(entry => entry.Level >= LogLevel.Warning || entry.Exception is not null)
        .Select(entry => $"{entry.Level}: {entry.Text} {entry.Exception}"));

    internal int Count => _entries.Count;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
