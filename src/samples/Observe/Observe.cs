// What an operator sees of a connection: activities and metrics with OpenTelemetry, logs, and each frame as a line. Its server is in this
// process.
using System;
using System.Diagnostics;
using System.Linq;
using CurlWs;
using CurlWs.Samples;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

await using EmbeddedServer server = await EmbeddedServer.StartAsync();
using ActivitySource app = new("Observe");
bool all = args.Contains("--all");
TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().AddSource(CurlTelemetry.ActivitySourceName, app.Name);
MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().AddMeter(CurlTelemetry.MeterName);
using TracerProvider tracing = (all ? traces.AddConsoleExporter() : traces.AddProcessor(new Lines())).Build();
using MeterProvider metering = (all ? metrics.AddConsoleExporter() : metrics).Build();
using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new ToConsole()));
using IDisposable logs = loggers.LogCurlWs();

using (Activity? work = app.StartActivity("work"))
{
    await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri, new CurlWebSocketOptions
    {
        PropagateTraceContext = true,
        FrameTraceBytes = 16,
        FrameTrace = (in CurlFrameTrace frame) => Console.WriteLine($"frame: {frame.ToString()[16..]}"),
    });
    await socket.SendAsync("hello");
    Console.WriteLine($"received: {await socket.ReceiveTextAsync()}");
}

metering.ForceFlush();

internal sealed class Lines : BaseProcessor<Activity>
{
    public override void OnEnd(Activity activity) =>
        Console.WriteLine($"activity: {activity.OperationName}: {string.Join(' ', activity.Events.Select(e => e.Name))}");
}

internal sealed class ToConsole : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Console.WriteLine($"log: {logLevel} {eventId.Name}");

    public void Dispose()
    {
    }
}
