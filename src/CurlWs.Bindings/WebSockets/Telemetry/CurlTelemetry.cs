namespace CurlWs;

/// <summary>
/// The names under which this library is seen: give them to what collects metrics, traces and events. Nothing is counted, timed or written
/// while nobody listens.
/// </summary>
public static class CurlTelemetry
{
    /// <summary>
    /// Name of the meter (<see cref="System.Diagnostics.Metrics.Meter"/>): <c>AddMeter(CurlTelemetry.MeterName)</c> with OpenTelemetry,
    /// <c>dotnet-counters monitor --counters CurlWs</c> without.
    /// </summary>
    public const string MeterName = "CurlWs";

    /// <summary>
    /// Name of the source of activities (<see cref="System.Diagnostics.ActivitySource"/>), one for each connect and one for the life of
    /// each connection: <c>AddSource(CurlTelemetry.ActivitySourceName)</c>.
    /// </summary>
    public const string ActivitySourceName = "CurlWs";

    /// <summary>
    /// Name of the event source (<see cref="System.Diagnostics.Tracing.EventSource"/>), for an
    /// <see cref="System.Diagnostics.Tracing.EventListener"/>, <c>dotnet-trace</c> and PerfView.
    /// </summary>
    public const string EventSourceName = "CurlWs";
}
