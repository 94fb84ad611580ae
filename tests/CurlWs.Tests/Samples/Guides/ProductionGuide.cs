using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "In production", compiled; between the marks is what stands there.</summary>
internal static class ProductionGuide
{
    internal static void Collect(TracerProviderBuilder tracing, MeterProviderBuilder metering)
    {
        // <example>
        tracing.AddSource(CurlTelemetry.ActivitySourceName);
        metering.AddMeter(CurlTelemetry.MeterName);
        // </example>
    }

    internal static void Log(ILoggerFactory loggerFactory, Action work)
    {
        // <example>
        using IDisposable logs = loggerFactory.LogCurlWs();
        // </example>

        work();
    }

    internal static void Factory(CurlWebSocketOptions options, IServiceProvider services)
    {
        // <example>
        options.MeterFactory = services.GetRequiredService<IMeterFactory>();
        // </example>
    }

    internal static ActivityLink Link(CurlWebSocket socket)
    {
        // <example>
        ActivityLink link = new(socket.Activity!.Context);
        // </example>

        return link;
    }

    internal static void Propagate(CurlWebSocketOptions options)
    {
        // <example>
        options.PropagateTraceContext = true;
        // </example>
    }

    internal static void Frames(CurlWebSocketOptions options)
    {
        // <example>
        options.FrameTraceBytes = 32;
        options.FrameTrace = (in CurlFrameTrace frame) => Console.WriteLine(frame.ToString());
        // </example>
    }
}
