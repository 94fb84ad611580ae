using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What is read while closing: data that nobody wants, the server's close frame, and the end of the connection behind it.
internal sealed partial class ReceiveSide
{
    private const int SkippedAtOnce = 4096;

    // How long to wait for the server to close the TCP connection, which it should do first, once both close frames are through.
    private static readonly TimeSpan s_serverCloseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Skips data until the server's close frame, unless a receive that is pending takes it; then waits for the server to close.
    /// </summary>
    internal async Task SkipToEndAsync(CloseLimit limit)
    {
        InterruptPump();
        await limit.WaitAsync(_easy, write: false, _turn.EnterAsync).ConfigureAwait(false);
        try
        {
            await SkipToCloseAsync(limit).ConfigureAwait(false);
            await FinishAsync(blocks: false).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (HandlerFailedException or OperationCanceledException) && !IsClosedByServer(e))
        {
            // Before the turn is left: a receive that waits for it must not go on behind the wrong bytes.
            throw Failure(e, filled: 0, limit.Caller);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>Whether a failure only says that a receive which was pending has taken the server's close frame, and the end.</summary>
    internal bool IsClosedByServer(Exception e) =>
        _connection.ClosedInOrder && e is CurlException or InvalidOperationException;

    private async Task SkipToCloseAsync(CloseLimit limit)
    {
        using CancellationTokenRegistration registration = WatchIfItMayStick(limit.Token);
        byte[]? skipped = null;
        for (int taken = 1; _connection.State == WebSocketState.CloseSent; taken++)
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
                await limit.WaitAsync(_easy, write: false, _easy.WaitToReceiveAsync).ConfigureAwait(false);
            }
        }

        ObjectDisposedException.ThrowIf(!_connection.ClosedInOrder, _connection.Owner);
    }

    /// <summary>
    /// For a close frame that does not get through: nobody will receive what comes now, and a server that cannot send on may not read
    /// either. Skips data until it is stopped, or the state is no longer open.
    /// </summary>
    internal async Task SkipAsync(CancellationToken stop)
    {
        InterruptPump();
        try
        {
            await _turn.EnterAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        using CancellationTokenRegistration registration = WatchIfItMayStick(stop);
        try
        {
            byte[] skipped = new byte[SkippedAtOnce];
            for (int taken = 1; _connection.State == WebSocketState.Open && !_send.QueueIsFull; taken++)
            {
                int filled = 0;
                bool some = TryFill(skipped, ReceiveMode.Skip, ref filled, out _);
                if (_moreWaits || (some && taken % MostAtOnce == 0))
                {
                    await GiveWayAsync(blocks: false, stop).ConfigureAwait(false);
                }
                else if (!some)
                {
                    await _easy.WaitToReceiveAsync(stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The close frame has got through, or never will.
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
        }
        catch (Exception e)
        {
            // The connection has ended: the send is told.
            Failure(e, filled: 0, CancellationToken.None);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>Both close frames are through, and no receive is under way that would see to the end.</summary>
    internal async Task FinishInTurnAsync()
    {
        using CancellationTokenSource limit = new(s_serverCloseTimeout);
        try
        {
            InterruptPump();
            await _turn.EnterAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Somebody reads who waits for a pong that does not come; the server has had its moment.
            _connection.End(WebSocketState.Closed, Ending.Ended);
            return;
        }

        try
        {
            await FinishAsync(blocks: false).ConfigureAwait(false);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>
    /// Both close frames are through: gives the server a moment to close first, then frees the connection. Under the turn.
    /// </summary>
    private async Task FinishAsync(bool blocks)
    {
        if (_connection.HasEnded)
        {
            return;
        }

        using CancellationTokenSource limit = new(s_serverCloseTimeout);
        using CancellationTokenRegistration registration = WatchIfItMayStick(limit.Token);
        long started = Stopwatch.GetTimestamp();
        byte[] ignored = new byte[SkippedAtOnce];
        int taken = 0;
        try
        {
            // By the clock, because the token's timer needs the thread pool, which may be busy.
            TimeSpan left;
            while ((left = s_serverCloseTimeout - Stopwatch.GetElapsedTime(started)) > TimeSpan.Zero)
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
        catch (Exception e) when (e is CurlException or FramingException or OperationCanceledException or InvalidOperationException)
        {
            // The end that was waited for, or the time is up: in each case the connection has done its work.
        }
        finally
        {
            _connection.End(WebSocketState.Closed, Ending.Ended);
        }
    }
}
