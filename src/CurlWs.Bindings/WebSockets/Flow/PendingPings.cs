using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>The pings of ours that wait for their pongs. From any thread.</summary>
internal sealed class PendingPings
{
    private readonly List<PendingPing> _pings = [];

    /// <summary>Whether a pong is to come that somebody waits for.</summary>
    internal bool Any
    {
        get
        {
            // Almost always none, and looked at after every receive: without the lock. Whoever adds one starts the pump afterwards.
            return _pings.Count > 0 && AnyUnanswered();
        }
    }

    internal void Add(PendingPing ping)
    {
        lock (_pings)
        {
            _pings.Add(ping);
        }
    }

    /// <summary>Nobody waits for it any more; true when it was the last.</summary>
    internal bool Remove(PendingPing ping)
    {
        lock (_pings)
        {
            _pings.Remove(ping);
            return _pings.Count == 0;
        }
    }

    /// <summary>
    /// A pong answers the last ping with its payload that has left, and by RFC 6455, section 5.5.3, stands for all before it: of several
    /// pings the server may answer only the latest, and which of several alike it meant cannot be told.
    /// </summary>
    /// <returns>Whether it answers one.</returns>
    internal bool PongArrived(ReadOnlySpan<byte> payload, ConnectionTelemetry telemetry)
    {
        lock (_pings)
        {
            int index = _pings.Count - 1;
            while (index >= 0 && !(_pings[index].SentAt != 0 && payload.SequenceEqual(_pings[index].Payload)))
            {
                index--;
            }

            for (int i = 0; i <= index; i++)
            {
                if (_pings[i].SentAt != 0 && !_pings[i].Answered.Task.IsCompleted)
                {
                    TimeSpan roundTrip = Stopwatch.GetElapsedTime(_pings[i].SentAt);
                    telemetry.KeepRoundTrip(roundTrip);
                    _pings[i].Answered.SetResult(roundTrip);
                    telemetry.PingAnswered(roundTrip);
                }
            }

            return index >= 0;
        }
    }

    /// <summary>No pong will come any more.</summary>
    internal void Fail(ConnectionState connection, Exception? cause)
    {
        lock (_pings)
        {
            foreach (PendingPing ping in _pings)
            {
                ping.Answered.TrySetException(connection.Interrupted(
                    new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The connection ended before the pong came.", cause),
                    CancellationToken.None));
            }
        }
    }

    private bool AnyUnanswered()
    {
        lock (_pings)
        {
            return _pings.Exists(static p => !p.Answered.Task.IsCompleted);
        }
    }
}

/// <summary>A control frame of the application's that somebody waits for: until it has left, or until its pong is here.</summary>
internal sealed class PendingPing(byte[] payload)
{
    private long _sentAt;

    internal byte[] Payload { get; } = payload;

    /// <summary>When it left for the connection; 0 while it waits for other sends.</summary>
    internal long SentAt => Volatile.Read(ref _sentAt);

    internal TaskCompletionSource<TimeSpan> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Said before the encoder gets it: its pong may be here before the call that writes it has returned.</summary>
    internal void Leaves() => Interlocked.CompareExchange(ref _sentAt, Stopwatch.GetTimestamp(), 0);
}
