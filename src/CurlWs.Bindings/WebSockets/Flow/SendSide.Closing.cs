using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The last frames: a close frame in its turn, one that tells of a fault, and what is still to leave when the connection is disposed.
internal sealed partial class SendSide
{
    // For a turn that passes through a busy thread pool, that is held by the very thread that disposes, from a callback, or for a full
    // connection.
    private static readonly TimeSpan s_lastTurnTimeout = TimeSpan.FromSeconds(1);

    // Whether a close frame that tells the server of its fault is on its way.
    private volatile bool _lastWordsSent;

    internal bool LastWordsSent => _lastWordsSent;

    /// <param name="closeStatus">The status.</param>
    /// <param name="statusDescription">The reason.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="orAnother">Whether a close frame that another call has sent meanwhile does as well.</param>
    internal async Task SendCloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CloseLimit limit, bool orAnother)
    {
        await limit.WaitAsync(_easy, write: true, EnterToCloseAsync).ConfigureAwait(false);
        bool begun = false;
        try
        {
            if (orAnother && _connection.CloseSent && _connection.MayBeClosing)
            {
                return;
            }

            RequireOpen();
            ReadOnlyMemory<byte> payload = CloseFrame.Build(closeStatus, statusDescription);
            FrameHead head = new(WebSocketOpcode.Close, isFinal: true);

            // Written here and not left to whoever waits for the turn, which finds nothing more to send.
            while (!((begun || TryWriteQueued()) && TryTake(ref payload, head, ref begun) && FlushAll()))
            {
                // Once it is begun, a pong that queues up meanwhile comes too late: it could only follow it, or land inside.
                await limit.WaitAsync(_easy, write: true, token => WaitToWriteAsync(blocks: false, token)).ConfigureAwait(false);
            }

            bool first = _connection.State == WebSocketState.Open;
            _connection.MarkCloseSent();
            _connection.Telemetry.CloseSent(closeStatus, first);
        }
        catch (Exception e) when (e is not WebSocketException)
        {
            throw Failure(e, begun, limit.Caller);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>After a fault: tells the server why, if that can be done without waiting.</summary>
    internal void SendLastWords(WebSocketCloseStatus status, string reason)
    {
        if (_connection.CloseSent || _connection.HasEnded || _failed is not null || !_turn.TryEnter())
        {
            return;
        }

        try
        {
            string text = Encoding.UTF8.GetByteCount(reason) <= CloseFrame.MaxReasonBytes ? reason : string.Empty;
            ReadOnlyMemory<byte> payload = CloseFrame.Build(status, text);
            bool begun = false;
            if (TryWriteQueued() && TryTake(ref payload, new FrameHead(WebSocketOpcode.Close, isFinal: true), ref begun))
            {
                // Not left to whoever waits for the turn: the end comes first.
                _lastWordsSent = FlushAll();
                _connection.Telemetry.CloseSent(status, first: _connection.State == WebSocketState.Open);
            }
        }
        catch (Exception e)
        {
            // The connection cannot even take that; the fault itself is what the caller hears of.
            Latch(e, begun: true);
        }
        finally
        {
            _turn.Exit();
        }
    }

    /// <summary>
    /// Takes the turn for the end, and writes what waits; only for what is complete it gives a full connection some time. False when the
    /// connection is full and nothing that is complete waits: whoever has the turn then is in the middle of a frame, and is told.
    /// </summary>
    /// <remarks>
    /// A small send may be complete with its bytes still in the encoder, left to the send that waits for the turn. So Dispose takes a place
    /// among the sends: what came before it is written, what comes after it is told.
    /// </remarks>
    internal bool TryEnterLast()
    {
        long started = Stopwatch.GetTimestamp();
        if (_connection.HasEnded || !(_turn.TryEnter() || TryWaitForLastTurn(started)))
        {
            return false;
        }

        try
        {
            while (!_connection.HasEnded && _failed is null && !FlushAll() && _completeWaits)
            {
                TimeSpan left = s_lastTurnTimeout - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !_easy.BlockUntilWritable(left, CancellationToken.None))
                {
                    break;
                }
            }
        }
        catch (Exception e)
        {
            // The connection is broken. It ends now, and nobody is there to be told who has not been.
            Latch(e, begun: true);
        }

        return true;
    }

    private bool TryWaitForLastTurn(long started)
    {
        using CancellationTokenSource giveUp = new();
        Task turn = _turn.EnterAsync(giveUp.Token).AsTask();
        SpinWait spin = default;
        while (!turn.IsCompleted && (!_waits || _completeWaits || _held is { IsEmpty: false }) && !_connection.HasEnded
            && Volatile.Read(ref _openStream)?.Frame is null
            && Stopwatch.GetElapsedTime(started) < s_lastTurnTimeout)
        {
            spin.SpinOnce();
        }

        giveUp.Cancel();

        // Given up, or got in the same moment.
        SpinWait.SpinUntil(() => turn.IsCompleted);
        return turn.IsCompletedSuccessfully;
    }
}
