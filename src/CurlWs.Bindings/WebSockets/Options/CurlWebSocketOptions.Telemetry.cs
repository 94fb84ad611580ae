using System.Diagnostics.Metrics;

namespace CurlWs;

// How connections are seen from outside. Metrics, activities and events need no option: whoever wants them listens; see CurlTelemetry.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Maker of the meter that counts these connections, such as the one of dependency injection. Default null: the meter of the process.
    /// Both have the name <see cref="CurlTelemetry.MeterName"/>. The factory owns what it makes.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>
    /// Sends the trace context with the upgrade (<c>traceparent</c> and what else
    /// <see cref="System.Diagnostics.DistributedContextPropagator.Current"/> adds), so that the server's traces continue the caller's.
    /// Default false. A field that is in <see cref="RequestHeaders"/> already stays as it is. To another origin (see
    /// <see cref="MaxRedirects"/>) nothing of it goes along.
    /// </summary>
    public bool PropagateTraceContext { get; set; }
}
