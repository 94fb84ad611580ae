using System;

using Microsoft.Extensions.Logging;

namespace CurlWs;

/// <summary>Logs of CurlWs.Bindings for <c>Microsoft.Extensions.Logging</c>.</summary>
public static class CurlLoggerFactoryExtensions
{
    /// <summary>
    /// Logs the events of all connections of the process, in the category <see cref="CurlTelemetry.EventSourceName"/>, until what this
    /// returns is disposed. Once in a process: a second call logs each event a second time.
    /// </summary>
    /// <remarks>
    /// <para>The level is read here, once: below Debug no ping is listened for. An event's number and name are the log's
    /// <see cref="EventId"/>, its arguments the log's values, such as <c>connectionId</c>. A log is written by the thread that has
    /// something to tell, so a connect's is in the scope of its activity.</para>
    /// <para>With NativeAOT events are off until the project sets <c>EventSourceSupport</c> to true.</para>
    /// </remarks>
    /// <param name="loggerFactory">Maker of the logger, which must live as long as what this returns.</param>
    /// <returns>Ends the logging when it is disposed.</returns>
    public static IDisposable LogCurlWs(this ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        return new EventForwarder(loggerFactory.CreateLogger(CurlTelemetry.EventSourceName));
    }
}
