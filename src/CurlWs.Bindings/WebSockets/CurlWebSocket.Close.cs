using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The closing handshake (RFC 6455, section 7.1).
public sealed partial class CurlWebSocket
{
    // How long to wait for the server to close the TCP connection, which it should do first, once both close frames are through.
    private static readonly TimeSpan s_serverCloseTimeout = TimeSpan.FromSeconds(1);

    private const int SkippedAtOnce = 4096;

    // Whether a close frame that tells the server of its fault is on its way.
    private volatile bool _lastWordsSent;

    /// <inheritdoc/>
    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        CloseFrame.Validate(closeStatus, statusDescription);
        return CloseOutput();

        async Task CloseOutput()
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            cancellationToken.ThrowIfCancellationRequested();
            using (CloseLimit limit = new(Timeout.InfiniteTimeSpan, cancellationToken))
            {
                await SendCloseAsync(closeStatus, statusDescription, limit, orAnother: false).ConfigureAwait(false);
            }

            if (_state == WebSocketState.Closed)
            {
                await FinishInTurnAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        CloseFrame.Validate(closeStatus, statusDescription);
        return Close();

        async Task Close()
        {
            ThrowIfDisposed();
            if (_state is not (WebSocketState.Open or WebSocketState.CloseReceived or WebSocketState.CloseSent))
            {
                RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!CloseSent)
            {
                await SendCloseInTimeAsync(closeStatus, statusDescription, cancellationToken).ConfigureAwait(false);
            }

            await ReceiveCloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends the close frame, or gives up when the sends before it have not got through for as long as closing may take.</summary>
    private async Task SendCloseInTimeAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        using CloseLimit limit = new(_closeTimeout, cancellationToken);
        try
        {
            await SendCloseAsync(closeStatus, statusDescription, limit, orAnother: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Closing was cancelled.", e, cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsUp)
        {
            throw CloseTimedOut($"The close frame could not be sent for {_closeTimeout.InSeconds()}");
        }
    }

    /// <summary>Waits as long as closing may take.</summary>
    private async ValueTask WaitAsync(CloseLimit limit, bool write, Func<CancellationToken, ValueTask> wait)
    {
        while (true)
        {
            try
            {
                await wait(limit.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                limit.Caller.ThrowIfCancellationRequested();
                if (!limit.TryExtend(_easy.IsReady(write)))
                {
                    throw;
                }
            }
        }
    }

    private WebSocketException CloseTimedOut(string what)
    {
        WebSocketException failure = new(
            WebSocketError.ConnectionClosedPrematurely, $"{what} (CloseTimeout); the connection was cut.", new TimeoutException());
        End(WebSocketState.Aborted, Ending.Ended, failure);
        return failure;
    }

    /// <param name="closeStatus">The status.</param>
    /// <param name="statusDescription">The reason.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="orAnother">Whether a close frame that another call has sent meanwhile does as well.</param>
    private async Task SendCloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CloseLimit limit, bool orAnother)
    {
        await WaitAsync(limit, write: true, _sendTurn.EnterAsync).ConfigureAwait(false);
        bool begun = false;
        try
        {
            if (orAnother && CloseSent && _ending is Ending.None or Ending.Ended)
            {
                return;
            }

            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            ThrowIfSendFailed();
            ReadOnlyMemory<byte> payload = CloseFrame.Build(closeStatus, statusDescription);

            // Written here and not left to whoever waits for the turn, which finds nothing more to send.
            while (!((begun || TryWriteQueued()) && TryTake(ref payload, WebSocketFrameFlags.Close, ref begun) && FlushAll()))
            {
                // Once it is begun, a pong that queues up meanwhile comes too late: it could only follow it, or land inside.
                await WaitAsync(limit, write: true, token => WaitToWriteAsync(blocks: false, token)).ConfigureAwait(false);
            }

            MarkCloseSent();
        }
        catch (Exception e) when (e is not WebSocketException)
        {
            throw SendFailure(e, begun, limit.Caller);
        }
        finally
        {
            ExitSendTurn();
        }
    }

    /// <summary>Skips data until the server's close frame, unless a receive that is pending takes it; then waits for the server to close.</summary>
    private async Task ReceiveCloseAsync(CancellationToken cancellationToken)
    {
        using CloseLimit limit = new(_closeTimeout, cancellationToken);
        try
        {
            InterruptPump();
            await WaitAsync(limit, write: false, _receiveTurn.EnterAsync).ConfigureAwait(false);
            try
            {
                await SkipToCloseAsync(limit).ConfigureAwait(false);
                await FinishAsync(blocks: false).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (HandlerFailedException or OperationCanceledException) && !IsClosedByServer(e))
            {
                // Before the turn is left: a receive that waits for it must not go on behind the wrong bytes.
                throw ReceiveFailure(e, filled: 0, cancellationToken);
            }
            finally
            {
                ExitReceiveTurn();
            }
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
            throw;
        }
        catch (Exception e) when (IsClosedByServer(e))
        {
            // A pending receive has taken the server's close frame.
        }
        catch (OperationCanceledException e) when (_ending == Ending.None)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                throw CloseTimedOut($"The server did not answer the close frame for {_closeTimeout.InSeconds()}");
            }

            End(WebSocketState.Aborted, Ending.Cancelled);
            throw new OperationCanceledException("Closing was cancelled.", e, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw Interrupted(e, cancellationToken);
        }
    }

    // Closed without the server's close frame is disposed.
    private bool IsClosedByServer(Exception e) =>
        _state == WebSocketState.Closed && _closeStatus is not null && e is CurlException or InvalidOperationException;

    private async Task SkipToCloseAsync(CloseLimit limit)
    {
        using CancellationTokenRegistration registration = WatchReceive(limit.Token);
        byte[]? skipped = null;
        for (int taken = 1; _state == WebSocketState.CloseSent; taken++)
        {
            limit.ThrowIfUp();
            int filled = 0;
            skipped ??= new byte[SkippedAtOnce];
            bool some = TryFill(skipped, ReceiveMode.Skip, ref filled, out _);
            if (_moreWaits || (some && taken % MostAtOnce == 0))
            {
                await GiveWayAsync(blocks: false, limit.Caller).ConfigureAwait(false);
            }
            else if (!some)
            {
                await WaitAsync(limit, write: false, _easy.WaitToReceiveAsync).ConfigureAwait(false);
            }
        }

        ObjectDisposedException.ThrowIf(_state == WebSocketState.Aborted || _closeStatus is null, this);
    }

    private async Task FinishInTurnAsync()
    {
        using CancellationTokenSource limit = new(s_serverCloseTimeout);
        try
        {
            InterruptPump();
            await _receiveTurn.EnterAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Somebody reads who waits for a pong that does not come; the server has had its moment.
            End(WebSocketState.Closed, Ending.Ended);
            return;
        }

        try
        {
            await FinishAsync(blocks: false).ConfigureAwait(false);
        }
        finally
        {
            ExitReceiveTurn();
        }
    }

    /// <summary>Both close frames are through: gives the server a moment to close first, then frees the connection. Under the receive turn.</summary>
    private async Task FinishAsync(bool blocks)
    {
        if (_ending != Ending.None)
        {
            return;
        }

        using CancellationTokenSource limit = new(s_serverCloseTimeout);
        using CancellationTokenRegistration registration = WatchReceive(limit.Token);
        long started = Stopwatch.GetTimestamp();
        byte[] ignored = new byte[4096];
        int taken = 0;
        try
        {
            // By the clock, because the token's timer needs the thread pool, which may be busy.
            for (TimeSpan left = s_serverCloseTimeout; left > TimeSpan.Zero; left = s_serverCloseTimeout - Stopwatch.GetElapsedTime(started))
            {
                if (_decoder.TryReceive(ignored, out _) || _decoder.GaveWay)
                {
                    if (++taken % MostAtOnce == 0)
                    {
                        await GiveWayAsync(blocks, CancellationToken.None).ConfigureAwait(false);
                    }
                }
                else if (blocks)
                {
                    _easy.BlockUntilReadable(left, CancellationToken.None);
                }
                else
                {
                    await _easy.WaitToReceiveAsync(limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is CurlException or FramingException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The end that was waited for, or the time is up: in each case the connection has done its work.
        }
        finally
        {
            End(WebSocketState.Closed, Ending.Ended);
        }
    }

    /// <summary>After a fault: tells the server why, if that can be done without waiting.</summary>
    private void SendLastWords(WebSocketCloseStatus status, string reason)
    {
        if (CloseSent || _ending != Ending.None || _sendFailed is not null || !_sendTurn.TryEnter())
        {
            return;
        }

        try
        {
            string text = Encoding.UTF8.GetByteCount(reason) <= CloseFrame.MaxReasonBytes ? reason : string.Empty;
            ReadOnlyMemory<byte> payload = CloseFrame.Build(status, text);
            bool begun = false;
            if (TryWriteQueued() && TryTake(ref payload, WebSocketFrameFlags.Close, ref begun))
            {
                // Not left to whoever waits for the turn: the end comes first.
                _lastWordsSent = FlushAll();
            }
        }
        catch (Exception e)
        {
            // The connection cannot even take that; the fault itself is what the caller hears of.
            LatchSendFailure(e, begun: true);
        }
        finally
        {
            _sendTurn.Exit();
        }
    }
}
