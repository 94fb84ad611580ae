using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace CurlWs.AotTests;

/// <summary>Listens to a connection in all three ways, and compares what it has heard with what there is to hear.</summary>
internal sealed class Seen : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _heard = [];

    internal static async Task CheckAsync(Uri uri, CancellationToken cancellationToken)
    {
        using Seen seen = new();
        using MeterListener metrics = new();
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CurlTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        metrics.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen._heard.Enqueue($"{instrument.Name} {value}"));
        metrics.SetMeasurementEventCallback<double>((instrument, _, _, _) => seen._heard.Enqueue(instrument.Name));
        using ActivityListener activities = new()
        {
            ShouldListenTo = source => source.Name == CurlTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => seen._heard.Enqueue(activity.OperationName),
        };
        metrics.Start();
        ActivitySource.AddActivityListener(activities);
        using (seen.LogCurlWs())
        {
            await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, cancellationToken: cancellationToken);
            await socket.SendAsync("seen", cancellationToken);
            if (await socket.ReceiveTextAsync(cancellationToken) != "seen")
            {
                throw new InvalidOperationException("The echo is another one.");
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }

        string[] missing = [.. new[]
        {
            "curlws.client.connect.duration", "curlws.client.messages 1", "curlws.client.io 4", "curlws.client.closes 1",
            "CurlWs.Connect", "CurlWs.Connection", "ConnectStart", "Opened", "ConnectStop", "Closed",
        }.Except(seen._heard)];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException($"Not heard: {string.Join(", ", missing)}. Heard: {string.Join(", ", seen._heard)}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is its own provider.");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _heard.Enqueue(eventId.Name ?? formatter(state, exception));

    public void Dispose()
    {
    }
}
