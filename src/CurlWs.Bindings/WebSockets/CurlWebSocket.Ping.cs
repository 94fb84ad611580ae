using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Pings of ours: round trips and keep-alive. Somebody must read for a pong to be seen: the caller's receive, or else the pump here,
// which takes control frames only and gives way to any receive.
public sealed partial class CurlWebSocket
{
    private readonly List<PendingPing> _pings = [];
    private long _pingCounter;
    private Timer? _keepAliveTimer;
    private TimeSpan _keepAliveTimeout = Timeout.InfiniteTimeSpan;

    // A reader at work counts what it finds or waits again in no time, unless it waits for a sender.
    private const int MaxLooksAtReader = 20;
    private static readonly TimeSpan s_lookAtReader = TimeSpan.FromMilliseconds(10);

    // Counted by both directions without a fence: it only has to be another number than before.
    private int _signsOfLife;
    private CancellationTokenSource? _pump;

    /// <summary>Sends a ping and waits for its pong (RFC 6455, section 5.5.2). Works with and without a receive under way.</summary>
    /// <param name="payload">At most 125 bytes; empty means a number of this library's, so that pings can be told apart.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays.</param>
    /// <returns>The round trip.</returns>
    /// <remarks>Behind data that the application does not read, the pong is not seen until it does.</remarks>
    /// <exception cref="WebSocketException">The connection ended first.</exception>
    public async ValueTask<TimeSpan> PingAsync(ReadOnlyMemory<byte> payload = default, CancellationToken cancellationToken = default)
    {
        if (payload.Length > MaxControlPayload)
        {
            throw new ArgumentException($"A ping has at most {MaxControlPayload} bytes (RFC 6455, section 5.5).", nameof(payload));
        }

        RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
        cancellationToken.ThrowIfCancellationRequested();
        byte[] bytes = payload.IsEmpty ? NextPingPayload() : payload.ToArray();
        PendingPing ping = new(bytes);
        lock (_pings)
        {
            _pings.Add(ping);
        }

        try
        {
            await SendControlAsync(bytes, WebSocketFrameFlags.Ping, cancellationToken, ping).ConfigureAwait(false);
            StartPump();
            return await ping.Answered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            bool last;
            lock (_pings)
            {
                _pings.Remove(ping);
                last = _pings.Count == 0;
            }

            if (last)
            {
                // It would go on waiting for nobody, and keep alive a socket that nobody has.
                InterruptPump();
            }

            // Nobody may have got as far as to await it.
            _ = ping.Answered.Task.Exception;
        }
    }

    private byte[] NextPingPayload()
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Interlocked.Increment(ref _pingCounter));
        return bytes;
    }

    /// <summary>
    /// A pong answers the last ping with its payload that has left, and by RFC 6455, section 5.5.3, stands for all before it: of several pings the
    /// server may answer only the latest, and which of several alike it meant cannot be told.
    /// </summary>
    /// <returns>Whether it answers one.</returns>
    private bool PongArrived(ReadOnlySpan<byte> payload)
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
                if (_pings[i].SentAt != 0)
                {
                    _pings[i].Answered.TrySetResult(Stopwatch.GetElapsedTime(_pings[i].SentAt));
                }
            }

            return index >= 0;
        }
    }

    private void FailPings(Exception? cause)
    {
        lock (_pings)
        {
            foreach (PendingPing ping in _pings)
            {
                ping.Answered.TrySetException(Interrupted(
                    new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The connection ended before the pong came.", cause),
                    CancellationToken.None));
            }
        }
    }

    private void StartKeepAlive(CurlWebSocketOptions options)
    {
        if (options.KeepAliveInterval > TimeSpan.Zero)
        {
            _keepAliveTimeout = options.KeepAliveTimeout;

            // A weak reference: the timer must not keep alive a socket that nobody has any more.
            _keepAliveTimer = new Timer(
                static state => OnKeepAlive((WeakReference<CurlWebSocket>)state!),
                new WeakReference<CurlWebSocket>(this),
                options.KeepAliveInterval,
                options.KeepAliveInterval);
        }
    }

    private static void OnKeepAlive(WeakReference<CurlWebSocket> reference)
    {
        if (reference.TryGetTarget(out CurlWebSocket? socket))
        {
            _ = socket.KeepAliveAsync();
        }
    }

    private void StopKeepAlive()
    {
        _keepAliveTimer?.Dispose();
        _idleTimer?.Dispose();
        InterruptPump();
    }

    private async Task KeepAliveAsync()
    {
        if (_state is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        int life = Volatile.Read(ref _signsOfLife);
        using CancellationTokenSource limit = new();
        try
        {
            if (_keepAliveTimeout <= TimeSpan.Zero)
            {
                // Behind a send that does not get through they would only pile up.
                if (_queuedCount == 0)
                {
                    Enqueue([], WebSocketFrameFlags.Pong);
                    TrySendQueued();
                }

                return;
            }

            limit.CancelAfter(_keepAliveTimeout);
            await PingAsync(cancellationToken: limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && _ending == Ending.None)
        {
            // Alive, if only by bytes that are not read yet, behind which the pong may be, or by the server's reading of ours.
            if (!await HasShownLifeAsync(life).ConfigureAwait(false))
            {
                _endedBecause = $"The server did not answer a keep-alive ping for {_keepAliveTimeout.InSeconds()} (KeepAliveTimeout).";
                End(WebSocketState.Aborted, Ending.Ended);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Ended in the meantime.
        }
        catch (Exception e)
        {
            FailUntold(e);
        }
    }

    /// <summary>
    /// Whether anything came from the server since, or was read by it after it had to be waited for; or waits in the socket, where a process that stood
    /// still has not seen it yet.
    /// </summary>
    private async ValueTask<bool> HasShownLifeAsync(int since)
    {
        for (int looks = 0; looks < MaxLooksAtReader; looks++)
        {
            if (DataIsWaiting() || _easy.IsReady(write: false))
            {
                return true;
            }

            if (_receiveTurn.IsFree || Volatile.Read(ref _waitingSince) != 0 || Volatile.Read(ref _pumpStage) == PumpStage.Waits)
            {
                break;
            }

            // Somebody may have taken from the socket just now what has not been counted yet.
            await Task.Delay(s_lookAtReader).ConfigureAwait(false);
        }

        return Volatile.Read(ref _signsOfLife) != since;
    }

    private sealed class PendingPing(byte[] payload)
    {
        private long _sentAt;

        internal byte[] Payload { get; } = payload;

        /// <summary>When it left for the connection; 0 while it waits for other sends.</summary>
        internal long SentAt => Volatile.Read(ref _sentAt);

        internal TaskCompletionSource<TimeSpan> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Said before the encoder gets it: its pong may be here before the call that writes it has returned.</summary>
        internal void Leaves() => Interlocked.CompareExchange(ref _sentAt, Stopwatch.GetTimestamp(), 0);
    }
}
