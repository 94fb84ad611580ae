using System;
using System.Diagnostics.Tracing;

namespace CurlWs;

/// <summary>The events of all connections in the process. Their arguments are ids, numbers and texts that have passed SafeText.</summary>
[EventSource(Name = CurlTelemetry.EventSourceName)]
internal sealed class CurlEventSource : EventSource
{
    internal static readonly CurlEventSource Log = PlugIn.EndsWithIt(new CurlEventSource());

    private CurlEventSource()
    {
    }

    /// <summary>Whether somebody wants to hear of pings and close frames.</summary>
    [NonEvent]
    internal bool Hears(EventLevel level, EventKeywords keyword) => IsEnabled() && IsEnabled(level, keyword);

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Connects, Message = "Connection {0} connects to {1}")]
    internal void ConnectStart(long connectionId, string address) => WriteEvent(1, connectionId, address);

    /// <summary>After a success and after a failure, which then stands in the event before it.</summary>
    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Connects, Message = "Connection {0}: connecting is over after {1} ms")]
    internal void ConnectStop(long connectionId, double milliseconds, string errorType) =>
        WriteEvent(2, connectionId, milliseconds, errorType);

    [Event(3, Level = EventLevel.Error, Keywords = Keywords.Connects, Message = "Connection {0} could not be made ({1}): {2}")]
    internal void ConnectFailed(long connectionId, string errorType, string message) => WriteEvent(3, connectionId, errorType, message);

    [Event(4, Level = EventLevel.Informational, Keywords = Keywords.Connects, Message = "Connection {0} is redirected ({1}) to {2}")]
    internal void Redirected(long connectionId, int statusCode, string address) => WriteEvent(4, connectionId, statusCode, address);

    [Event(5, Level = EventLevel.Informational, Keywords = Keywords.Closes, Message = "Connection {0} is open")]
    internal void Opened(long connectionId) => WriteEvent(5, connectionId);

    [Event(6, Level = EventLevel.Informational, Keywords = Keywords.Closes, Message = "Connection {0} is closed ({1}, {2}) after {3} s")]
    internal void Closed(long connectionId, int closeCode, string state, double seconds) =>
        WriteEvent(6, connectionId, closeCode, state, seconds);

    [Event(7, Level = EventLevel.Warning, Keywords = Keywords.Closes, Message = "Connection {0} has failed ({1}): {2}")]
    internal void Faulted(long connectionId, string errorType, string message) => WriteEvent(7, connectionId, errorType, message);

    [Event(8, Level = EventLevel.Warning, Keywords = Keywords.Closes, Message = "Connection {0} is given up: {1}")]
    internal void KeepAliveFailed(long connectionId, string reason) => WriteEvent(8, connectionId, reason);

    [Event(9, Level = EventLevel.Verbose, Keywords = Keywords.Closes, Message = "Connection {0} has sent a close frame ({1})")]
    internal void CloseSent(long connectionId, int closeCode) => WriteEvent(9, connectionId, closeCode);

    [Event(10, Level = EventLevel.Verbose, Keywords = Keywords.Closes, Message = "Connection {0} has received a close frame ({1})")]
    internal void CloseReceived(long connectionId, int closeCode) => WriteEvent(10, connectionId, closeCode);

    [Event(11, Level = EventLevel.Verbose, Keywords = Keywords.Pings, Message = "Connection {0} has sent a ping of {1} bytes")]
    internal void PingSent(long connectionId, int length) => WriteEvent(11, connectionId, length);

    [Event(12, Level = EventLevel.Verbose, Keywords = Keywords.Pings, Message = "Connection {0} has sent a pong of {1} bytes")]
    internal void PongSent(long connectionId, int length) => WriteEvent(12, connectionId, length);

    [Event(13, Level = EventLevel.Verbose, Keywords = Keywords.Pings, Message = "Connection {0} has received a ping of {1} bytes")]
    internal void PingReceived(long connectionId, int length) => WriteEvent(13, connectionId, length);

    [Event(14, Level = EventLevel.Verbose, Keywords = Keywords.Pings, Message = "Connection {0} has received a pong of {1} bytes")]
    internal void PongReceived(long connectionId, int length) => WriteEvent(14, connectionId, length);

    [Event(15, Level = EventLevel.Verbose, Keywords = Keywords.Pings, Message = "Connection {0}: a ping came back after {1} ms")]
    internal void PingAnswered(long connectionId, double milliseconds) => WriteEvent(15, connectionId, milliseconds);

    [Event(16, Level = EventLevel.Warning, Keywords = Keywords.Connects, Message = "Connection {0} has failed; then came ({1}): {2}")]
    internal void FailedBehind(long connectionId, string errorType, string message) => WriteEvent(16, connectionId, errorType, message);

    /// <summary>What was thrown behind a connect's failure, by a callback such as Configure: the failure is what surfaces.</summary>
    [NonEvent]
    internal void FailedBehind(long connectionId, Exception exception)
    {
        if (IsEnabled())
        {
            FailedBehind(connectionId, ErrorType.Of(exception), exception.Message);
        }
    }

    /// <summary>What a listener can choose among; beside it there are the levels. Public, because the runtime looks for it.</summary>
    public static class Keywords
    {
        /// <summary>From the beginning of a connect to its success or failure.</summary>
        public const EventKeywords Connects = (EventKeywords)1;

        /// <summary>The life of each connection: that it is open, its close frames, the fault that ended it, and its end.</summary>
        public const EventKeywords Closes = (EventKeywords)2;

        /// <summary>Each ping and pong both ways, and how long a ping took to come back.</summary>
        public const EventKeywords Pings = (EventKeywords)4;
    }
}
