using System;
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

    /// <summary>
    /// Receives every frame of the connection, both ways, on the wire's side of compression: kind, bits, length, and of the payload as many
    /// bytes as <see cref="FrameTraceBytes"/> says. <c>(in CurlFrameTrace frame) =&gt; Console.WriteLine(frame.ToString())</c> writes them
    /// for a person to read. Default null.
    /// </summary>
    /// <remarks>Called by the call that sends or receives, on its thread, before it goes on; both directions may call at once. It must not
    /// use the connection. An exception of the handler's ends the connection.</remarks>
    public CurlFrameTraceHandler? FrameTrace { get; set; }

    /// <summary>
    /// Most bytes of each payload that <see cref="FrameTrace"/> receives: the application's data, and its secrets. A frame that comes in
    /// pieces is handed over when these are here. Default 0: none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int FrameTraceBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
}
