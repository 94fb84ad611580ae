using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CurlWs;

// Telemetry: how a connection is seen from outside
//
//   ConnectTelemetry     one connect: its activity with libcurl's phases, how long it took, why it failed
//         |
//   ConnectionTelemetry  one connection: its id, what it counts, its activity, its end      <- Flow/ and Deflate/ tell it
//         |       \
//   CurlMetrics   CurlEventSource   CurlActivities                                          -> meters, events, activities of .NET
//
//   TracingEncoder, TracingDecoder  around an engine of Framing/, only where the options ask for the trace of frames
//
// Cost. While nobody listens, a message costs one branch; the look at the three instruments of messages (CurlMetrics.CountsTraffic) is made
// once for each send and each read of the connection, however many messages there are in it. A connect and an end cost a few more looks.
// Nothing is allocated but this object: 56 bytes for a connection, and 8 for the reference in ConnectionState. Listening may begin and end
// at any time, but for the activity of a connection, which is begun when it opens or never, and for the trace of frames. What counts is
// told who the server is by tags that its connections share, so that measuring allocates nothing either.
//
// Threads. Each member is called by whoever holds the turn of the direction that it is about; Ended once, on any thread, after the handle
// has been freed. What a listener of the application's throws comes out of these members and ends the call, as a fault of the connection:
// so nothing is left undone behind them.
//
// Secrets. Nothing of a payload, a header field, a query, a user or a password comes here: only ids, numbers, names of types, the address
// as SafeText shows it, and messages of exceptions, which keep the same rule. Payloads are in the trace of frames, as many bytes as the
// application has asked for.

/// <summary>What a connection tells whoever listens. It lives as long as the connection's state.</summary>
internal sealed class ConnectionTelemetry
{
    /// <summary>The code of a connection that ends without any close frame (RFC 6455, section 7.1.5).</summary>
    private const int NoCloseFrame = 1006;

    private static long s_lastId;

    private readonly CurlMetrics.Server _server;
    private readonly long _started = Stopwatch.GetTimestamp();
    private uint _roundTripMicroseconds;
    private ushort _sentCode;
    private bool _closesFirst;

    /// <param name="id">Of <see cref="NextId"/>.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="address">The server: a host, or the path of a socket. Null if it is not known.</param>
    /// <param name="port">The server's port; null if it has none.</param>
    /// <param name="connect">The activity of the connect, which that of the connection is linked to.</param>
    internal ConnectionTelemetry(long id, CurlMetrics metrics, string? address, int? port, ActivityContext connect)
    {
        Id = id;
        _server = metrics.Enter(address, port);
        Activity = CurlActivities.ForConnection(id, address, port, connect);
    }

    /// <summary>The connection's number in this process.</summary>
    internal long Id { get; }

    /// <summary>The activity of the connection's life; null where nobody listened when it began.</summary>
    internal Activity? Activity { get; }

    /// <summary>The round trip of the last ping of ours that was answered; null if none was. From any thread.</summary>
    internal TimeSpan? LastPingRoundTrip => Volatile.Read(ref _roundTripMicroseconds) is var last and not 0
        ? TimeSpan.FromTicks(last * TimeSpan.TicksPerMicrosecond) : null;

    /// <summary>Whether messages and frames are counted: looked at for each send and each read.</summary>
    internal bool CountsTraffic => _server.Metrics.CountsTraffic;

    internal static long NextId() => Interlocked.Increment(ref s_lastId);

    /// <summary>A connection that was not connected here.</summary>
    internal static ConnectionTelemetry OfHandle(Uri? uri, CurlWebSocketOptions options) =>
        new(NextId(), CurlMetrics.Of(options.MeterFactory), uri is null ? null : HostName.InAscii(uri), uri?.Port, connect: default);

    /// <summary>No socket could be made around the connection: nobody has been told that it is open.</summary>
    internal void GiveUp() => _server.Leave();

    /// <summary>The connection is there, and all that may end it comes later.</summary>
    internal void Opened()
    {
        _server.Opened();
        CurlActivities.StartDetached(Activity);
        if (CurlEventSource.Log.IsEnabled())
        {
            CurlEventSource.Log.Opened(Id);
        }
    }

    /// <summary>Bytes of a message have been received, and perhaps the end of a frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Received(in FrameChunk chunk) =>
        Count(TagNames.Receive, chunk.Head, chunk.Length, chunk.BytesLeft == 0, chunk.IsMessageEnd);

    /// <summary>Bytes of a message have been taken to be sent, and perhaps the end of a frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Sent(FrameHead head, int bytes, bool endsFrame) =>
        Count(TagNames.Transmit, head, bytes, endsFrame, endsFrame && head.IsFinal);

    /// <summary>A control frame has come.</summary>
    internal void ReceivedControl(WebSocketOpcode opcode, int length)
    {
        CountFrame(TagNames.Receive, opcode);
        if (CurlEventSource.Log.Hears(EventLevel.Verbose, CurlEventSource.Keywords.Pings))
        {
            if (opcode == WebSocketOpcode.Ping)
            {
                CurlEventSource.Log.PingReceived(Id, length);
            }
            else if (opcode == WebSocketOpcode.Pong)
            {
                CurlEventSource.Log.PongReceived(Id, length);
            }
        }
    }

    /// <summary>A ping or a pong has been taken to be sent.</summary>
    internal void SentControl(WebSocketOpcode opcode, int length)
    {
        CountFrame(TagNames.Transmit, opcode);
        if (CurlEventSource.Log.Hears(EventLevel.Verbose, CurlEventSource.Keywords.Pings))
        {
            if (opcode == WebSocketOpcode.Ping)
            {
                CurlEventSource.Log.PingSent(Id, length);
            }
            else
            {
                CurlEventSource.Log.PongSent(Id, length);
            }
        }
    }

    /// <summary>One frame of a compressed message, which the sides do not see.</summary>
    internal void CompressedFrame(string direction, WebSocketOpcode opcode) => CountFrame(direction, opcode);

    /// <summary>A compressed message is complete.</summary>
    internal void CompressedMessage(string direction, long plain, long compressed)
    {
        if (_server.Metrics.CompressionRatio.Enabled && compressed > 0)
        {
            TagList tags = _server.Tags();
            tags.Add(TagNames.Direction, direction);
            _server.Metrics.CompressionRatio.Record((double)plain / compressed, tags);
        }
    }

    /// <summary>A ping of ours is answered, and whoever waits for its pong is about to be told.</summary>
    internal void KeepRoundTrip(TimeSpan roundTrip) =>

        // 0 means none. In four bytes, which the object had to spare.
        Volatile.Write(ref _roundTripMicroseconds, (uint)Math.Clamp(roundTrip.TotalMicroseconds, 1, uint.MaxValue));

    /// <summary>A ping of ours has been answered.</summary>
    internal void PingAnswered(TimeSpan roundTrip)
    {
        if (_server.Metrics.PingDuration.Enabled)
        {
            _server.Metrics.PingDuration.Record(roundTrip.TotalSeconds, _server.Tags());
        }

        if (CurlEventSource.Log.Hears(EventLevel.Verbose, CurlEventSource.Keywords.Pings))
        {
            CurlEventSource.Log.PingAnswered(Id, roundTrip.TotalMilliseconds);
        }
    }

    /// <summary>A send has waited for the connection to take more.</summary>
    internal void SendWaited(long since)
    {
        if (_server.Metrics.SendWaitDuration.Enabled)
        {
            _server.Metrics.SendWaitDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, _server.Tags());
        }
    }

    /// <summary>So many bytes more wait to be sent, or fewer. From any thread.</summary>
    internal void Buffered(long bytes) => _server.Wait(bytes);

    /// <summary>A message that waited, or was to, is not sent. From any thread.</summary>
    internal void Dropped(CurlDropReason reason)
    {
        if (_server.Metrics.SendDropped.Enabled)
        {
            TagList tags = _server.Tags();
            tags.Add(TagNames.DropReason, TagNames.Of(reason));
            _server.Metrics.SendDropped.Add(1, tags);
        }
    }

    /// <summary>The server was silent for too long: the connection is about to end.</summary>
    /// <param name="kind">Which limit: few different words.</param>
    /// <param name="reason">The same for a person.</param>
    internal void KeepAliveFailed(string kind, string reason)
    {
        if (_server.Metrics.KeepAliveFailures.Enabled)
        {
            TagList tags = _server.Tags();
            tags.Add(TagNames.Reason, kind);
            _server.Metrics.KeepAliveFailures.Add(1, tags);
        }

        if (CurlEventSource.Log.IsEnabled())
        {
            CurlEventSource.Log.KeepAliveFailed(Id, reason);
        }
    }

    /// <summary>A close frame of ours has been taken to be sent.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="first">Whether the server's has not come before.</param>
    internal void CloseSent(WebSocketCloseStatus status, bool first)
    {
        (_sentCode, _closesFirst) = ((ushort)status, first);
        CountFrame(TagNames.Transmit, WebSocketOpcode.Close);
        Activity?.AddEvent(new ActivityEvent("close sent", tags: new() { { TagNames.CloseCode, (int)status } }));
        if (CurlEventSource.Log.Hears(EventLevel.Verbose, CurlEventSource.Keywords.Closes))
        {
            CurlEventSource.Log.CloseSent(Id, (int)status);
        }
    }

    internal void CloseReceived(WebSocketCloseStatus status)
    {
        Activity?.AddEvent(new ActivityEvent("close received", tags: new() { { TagNames.CloseCode, (int)status } }));
        if (CurlEventSource.Log.Hears(EventLevel.Verbose, CurlEventSource.Keywords.Closes))
        {
            CurlEventSource.Log.CloseReceived(Id, (int)status);
        }
    }

    /// <summary>The connection has ended, and its handle is freed. Once.</summary>
    /// <param name="state">The state that it has now.</param>
    /// <param name="received">The status of the server's close frame, if one has come.</param>
    /// <param name="cause">What has failed, if that is why.</param>
    internal void Ended(WebSocketState state, WebSocketCloseStatus? received, Exception? cause)
    {
        _server.Closed();
        int code = (int?)received ?? (_sentCode != 0 ? _sentCode : NoCloseFrame);
        string? errorType = cause is null ? null : ErrorType.Of(cause);
        try
        {
            TimeSpan open = Stopwatch.GetElapsedTime(_started);
            Measure(open, code, received is not null, errorType);
            if (CurlEventSource.Log.IsEnabled())
            {
                if (cause is not null)
                {
                    CurlEventSource.Log.Faulted(Id, errorType!, cause.Message);
                }

                CurlEventSource.Log.Closed(Id, code, state.ToString(), open.TotalSeconds);
            }

            CurlActivities.StopConnection(Activity, code, errorType, cause?.Message);
        }
        finally
        {
            _server.Leave();
        }
    }

    private void Measure(TimeSpan open, int code, bool received, string? errorType)
    {
        CurlMetrics metrics = _server.Metrics;
        if (!metrics.ConnectionDuration.Enabled && !metrics.Closes.Enabled)
        {
            return;
        }

        TagList tags = _server.Tags();
        if (errorType is not null)
        {
            tags.Add(TagNames.ErrorType, errorType);
        }

        metrics.ConnectionDuration.Record(open.TotalSeconds, tags);
        tags.Add(TagNames.CloseCode, code);
        if (_sentCode != 0 || received)
        {
            tags.Add(TagNames.CloseInitiator, _sentCode != 0 && _closesFirst ? "client" : "server");
        }

        metrics.Closes.Add(1, tags);
    }

    private void Count(string direction, FrameHead head, int bytes, bool endsFrame, bool endsMessage)
    {
        CurlMetrics metrics = _server.Metrics;
        string type = TagNames.Of(head.Type);
        TagList tags = _server.Tags();
        tags.Add(TagNames.Direction, direction);
        tags.Add(TagNames.MessageType, type);
        if (bytes > 0)
        {
            metrics.Io.Add(bytes, tags);
        }

        if (endsMessage)
        {
            metrics.Messages.Add(1, tags);
        }

        // Those of a compressed message are counted where they are made and taken apart.
        if (endsFrame && !head.IsCompressed)
        {
            CountFrame(direction, head.Opcode);
        }
    }

    private void CountFrame(string direction, WebSocketOpcode opcode)
    {
        Counter<long> frames = _server.Metrics.Frames;
        if (frames.Enabled)
        {
            TagList tags = _server.Tags();
            tags.Add(TagNames.Direction, direction);
            tags.Add(TagNames.Opcode, TagNames.Of(opcode));
            frames.Add(1, tags);
        }
    }
}
