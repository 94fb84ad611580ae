using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Whether the server is still there: pings of ours and their round trips, keep-alive, and the idle timeout. Somebody must read for a pong
/// to be seen: the caller's receive, or else the pump of <see cref="ReceiveSide"/>.
/// </summary>
/// <remarks>Timers hold a weak reference only: they must not keep alive a connection that nobody has any more.</remarks>
internal sealed class Liveness(
    ConnectionState connection, SendSide send, ReceiveSide receive, PendingPings pings, CurlEasy easy, CurlWebSocketOptions options)
{
    // A reader at work counts what it finds or waits again in no time, unless it waits for a sender.
    private const int MaxLooksAtReader = 20;
    private static readonly TimeSpan s_lookAtReader = TimeSpan.FromMilliseconds(10);

    // After a receive the pump is not started at once: the next receive would only stop it, message by message.
    private static readonly TimeSpan s_promptly = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _keepAliveTimeout = options.KeepAliveTimeout;
    private readonly TimeSpan _idleTimeout = options.IdleTimeout;
    private Timer? _keepAliveTimer;
    private Timer? _clock;
    private long _pingCounter;

    private int SignsOfLife => send.SignsOfLife + receive.SignsOfLife;

    /// <summary>Starts the timers. Once, when the connection's other parts are there.</summary>
    internal void Start(TimeSpan keepAliveInterval)
    {
        if (keepAliveInterval > TimeSpan.Zero)
        {
            _keepAliveTimer = StartTimer(keepAliveInterval, static liveness => _ = liveness.KeepAliveAsync());
        }

        if (_idleTimeout != Timeout.InfiniteTimeSpan)
        {
            TimeSpan period = TimeSpan.FromMilliseconds(Math.Max(1, _idleTimeout.TotalMilliseconds / 4));
            _clock = StartTimer(
                receive.AnswersPromptly && s_promptly < period ? s_promptly : period, static liveness => liveness.LookAtClock());
        }
        else if (receive.AnswersPromptly)
        {
            _clock = StartTimer(s_promptly, static liveness => liveness.AnswerPings());
        }
    }

    /// <summary>The connection has ended: nothing is begun any more.</summary>
    internal void Stop()
    {
        _keepAliveTimer?.Dispose();
        _clock?.Dispose();
        receive.InterruptPump();
    }

    /// <summary>The connection has ended: whoever waits for a pong is told.</summary>
    internal void FailPings(Exception? cause) => pings.Fail(connection, cause);

    /// <summary>Sends a ping and waits for its pong.</summary>
    internal async ValueTask<TimeSpan> PingAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length > FrameHead.MaxControlPayload)
        {
            throw new ArgumentException(
                $"A ping has at most {FrameHead.MaxControlPayload} bytes (RFC 6455, section 5.5).", nameof(payload));
        }

        connection.RequireSendable();
        cancellationToken.ThrowIfCancellationRequested();
        PendingPing ping = new(payload.IsEmpty ? NextPayload() : payload.ToArray());
        pings.Add(ping);
        try
        {
            await send.SendControlAsync(ping, WebSocketOpcode.Ping, cancellationToken).ConfigureAwait(false);
            receive.StartPump();
            return await ping.Answered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (pings.Remove(ping))
            {
                receive.EndPumpForPongs();
            }

            // Nobody may have got as far as to await it.
            _ = ping.Answered.Task.Exception;
        }
    }

    private void AnswerPings() => receive.AnswerPings();

    private byte[] NextPayload()
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Interlocked.Increment(ref _pingCounter));
        return bytes;
    }

    private Timer StartTimer(TimeSpan period, Action<Liveness> look)
    {
        WeakReference<Liveness> reference = new(this);
        return new Timer(
            _ =>
            {
                if (reference.TryGetTarget(out Liveness? liveness))
                {
                    look(liveness);
                }
            },
            null,
            period,
            period);
    }

    private async Task KeepAliveAsync()
    {
        if (connection.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        int life = SignsOfLife;
        using CancellationTokenSource limit = new();
        try
        {
            if (_keepAliveTimeout <= TimeSpan.Zero)
            {
                // Behind a send that does not get through they would only pile up.
                if (send.QueueIsEmpty)
                {
                    send.SendPong([]);
                }

                receive.AnswerPings();
                return;
            }

            limit.CancelAfter(_keepAliveTimeout);
            await PingAsync(default, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !connection.HasEnded)
        {
            // Alive, if only by bytes that are not read yet, behind which the pong may be, or by the server's reading of ours.
            if (!await HasShownLifeAsync(life).ConfigureAwait(false))
            {
                End("no pong", $"The server did not answer a keep-alive ping for {_keepAliveTimeout.InSeconds()} (KeepAliveTimeout).");
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Ended in the meantime.
        }
        catch (Exception e)
        {
            connection.FailUntold(e);
        }
    }

    /// <summary>
    /// Whether anything came from the server since, or was read by it after it had to be waited for; or waits in the socket, where a
    /// process that stood still has not seen it yet.
    /// </summary>
    private async ValueTask<bool> HasShownLifeAsync(int since)
    {
        for (int looks = 0; looks < MaxLooksAtReader; looks++)
        {
            if (receive.DataWaits || easy.IsReady(write: false))
            {
                return true;
            }

            if (receive.IsAtRest)
            {
                break;
            }

            // Somebody may have taken from the socket just now what has not been counted yet.
            await Task.Delay(s_lookAtReader).ConfigureAwait(false);
        }

        return SignsOfLife != since;
    }

    private void LookAtClock()
    {
        CheckIdle();
        if (receive.AnswersPromptly)
        {
            AnswerPings();
        }
    }

    /// <summary>The idle timeout: a clock looks now and then for how long the receive under way has been waiting.</summary>
    private void CheckIdle()
    {
        long since = receive.WaitingSince;
        if (since == 0 || Stopwatch.GetElapsedTime(since) < _idleTimeout)
        {
            return;
        }

        // What came while the process, or its thread pool, stood still waits in the socket; or the receive has just taken it.
        if (!easy.IsReady(write: false) && receive.WaitingSince == since)
        {
            End("idle", $"Nothing came from the server for {_idleTimeout.InSeconds()} (IdleTimeout).");
        }
    }

    private void End(string kind, string reason)
    {
        connection.LeaveWord(reason);
        connection.Telemetry.KeepAliveFailed(kind, reason);
        connection.Fail(null);
    }
}
