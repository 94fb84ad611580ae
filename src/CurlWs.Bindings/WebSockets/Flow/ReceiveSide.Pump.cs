using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The pump: reads control frames while nobody receives. It waits for more as long as a ping of ours is unanswered, or for good where pings
// are to be answered promptly; else it ends when nothing has come. It holds the turn, stops in front of data, and gives way to any receive.
internal sealed partial class ReceiveSide
{
    private readonly object _pumpLock = new();
    private CancellationTokenSource? _pump;

    // Where the pump is, which holds the turn as long as it is not Left.
    private int _pumpStage;

    // Whether the pump met what only the application may take: data, which is a sign of life, or the failure of the connection.
    private volatile bool _dataWaits;

    /// <summary>Whether data waits that the application has not received.</summary>
    internal bool DataWaits => _dataWaits;

    /// <summary>See <see cref="CurlWebSocketOptions.AnswerPingsPromptly"/>.</summary>
    internal bool AnswersPromptly { get; }

    private bool PumpWaits => Volatile.Read(ref _pumpStage) == PumpStage.Waits;

    /// <summary>Answers the pings that have come, if nobody receives; see <see cref="CurlWebSocketOptions.AnswerPingsPromptly"/>.</summary>
    internal void AnswerPings()
    {
        if (_automaticPong && !_dataWaits && _connection.State == WebSocketState.Open)
        {
            StartPump();
        }
    }

    /// <summary>No ping of ours is unanswered any more: a pump that waits for its pong would keep alive a socket that nobody has.</summary>
    internal void EndPumpForPongs()
    {
        if (!AnswersPromptly)
        {
            InterruptPump();
        }
    }

    internal void StartPump()
    {
        lock (_pumpLock)
        {
            if (_pump is not null || _connection.HasEnded || !_turn.TryEnter())
            {
                return;
            }

            CancellationTokenSource stop = new();
            _pump = stop;
            _pumpStage = PumpStage.Waits;

            // Off the caller's stack, because the first look may complete other people's waits; and off its context, which may be blocked
            // by somebody who waits for the turn.
            _ = Task.Run(() => PumpAsync(stop));
        }
    }

    /// <summary>Makes the pump give the turn back. Whoever asks then waits for the turn.</summary>
    /// <param name="now">Whether the turn is left for a pump that waits: going on itself it would need the thread pool.</param>
    internal void InterruptPump(bool now = false)
    {
        if (Volatile.Read(ref _pump) is null)
        {
            return;
        }

        bool left = false;
        lock (_pumpLock)
        {
            if (_pump is not null)
            {
                _pump.Cancel();
                left = now && Interlocked.CompareExchange(ref _pumpStage, PumpStage.Left, PumpStage.Waits) == PumpStage.Waits;
            }
        }

        if (left)
        {
            ExitTurn(pump: false);
        }
    }

    private bool PumpGoesOn() => Interlocked.CompareExchange(ref _pumpStage, PumpStage.Works, PumpStage.Waits) == PumpStage.Waits;

    private async Task PumpAsync(CancellationTokenSource stop)
    {
        bool works = false;
        try
        {
            works = PumpGoesOn();
            while (works && !stop.IsCancellationRequested)
            {
                if (!PumpControl())
                {
                    if (_send.QueueIsFull || _moreWaits)
                    {
                        await GiveWayAsync(blocks: false, stop.Token).ConfigureAwait(false);
                        await _send.MakeRoomAsync(blocks: false, stop.Token).ConfigureAwait(false);
                        continue;
                    }

                    if (!AnswersPromptly && !_pings.Any)
                    {
                        break;
                    }

                    Volatile.Write(ref _pumpStage, PumpStage.Waits);
                    works = false;
                    await _easy.WaitToReceiveAsync(stop.Token).ConfigureAwait(false);
                    works = PumpGoesOn();
                }
                else if (_dataWaits)
                {
                    break;
                }
            }
        }
        catch (FramingException e)
        {
            _connection.LeaveWord(e.Message);
            FailProtocol(e);
        }
        catch (HandlerFailedException e)
        {
            // No call is there to throw it.
            ThreadPool.QueueUserWorkItem(static failure => failure.Rethrow(), e, preferLocal: false);
        }
        catch (CurlException e)
        {
            // The next receive makes the same call and gets the same failure, with its cause.
            _dataWaits = true;
            _pings.Fail(_connection, e);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or WebSocketException)
        {
            // Interrupted by a receive, or the end.
        }
        catch (Exception e)
        {
            _connection.FailUntold(e);
        }
        finally
        {
            bool interrupted = stop.IsCancellationRequested;
            bool holdsTurn = works || PumpGoesOn();
            lock (_pumpLock)
            {
                _pump = null;
            }

            stop.Dispose();
            if (holdsTurn)
            {
                ExitTurn(pump: !interrupted);
            }
        }
    }

    /// <summary>Takes one control frame; false when nothing is there. Stops in front of data.</summary>
    private bool PumpControl()
    {
        if (_held.Any)
        {
            _dataWaits = true;
            return true;
        }

        int filled = 0;
        if (!TryFill([], ReceiveMode.Pump, ref filled, out _))
        {
            return false;
        }

        _dataWaits = true;
        return true;
    }

    private static class PumpStage
    {
        internal const int Works = 0;
        internal const int Waits = 1;

        /// <summary>Its turn was left for it while it waited: it ends without it.</summary>
        internal const int Left = 2;
    }
}
