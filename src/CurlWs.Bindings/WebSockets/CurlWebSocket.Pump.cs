using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Reads control frames while nobody receives and a ping is unanswered.
public sealed partial class CurlWebSocket
{
    private readonly object _pumpLock = new();

    // Why the connection ended while no call of the application was there to be told.
    private volatile string? _endedBecause;
    private volatile bool _dataWaits;

    // Where the pump is, which holds the receive turn as long as it is not Left.
    private int _pumpStage;

    /// <summary>Whether the pump met data that only the application may take: a sign of life.</summary>
    private bool DataIsWaiting() => _dataWaits;

    private void StartPump()
    {
        lock (_pumpLock)
        {
            if (_pump is not null || _ending != Ending.None || !_receiveTurn.TryEnter())
            {
                return;
            }

            CancellationTokenSource stop = new();
            _pump = stop;
            _pumpStage = PumpStage.Waits;

            // Off the caller's stack, because the first look may complete other people's waits; and off its context, which may be blocked by
            // somebody who waits for the turn.
            _ = Task.Run(() => PumpAsync(stop));
        }
    }

    /// <summary>Makes the pump give the receive turn back. Whoever asks then waits for the turn.</summary>
    /// <param name="now">Whether the turn is left for a pump that waits: going on itself it would need the thread pool.</param>
    private void InterruptPump(bool now = false)
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
            ExitReceiveTurn(pump: false);
        }
    }

    private bool PumpGoesOn() => Interlocked.CompareExchange(ref _pumpStage, PumpStage.Works, PumpStage.Waits) == PumpStage.Waits;

    private async Task PumpAsync(CancellationTokenSource stop)
    {
        bool works = false;
        try
        {
            works = PumpGoesOn();
            while (works && !stop.IsCancellationRequested && AnyPingPending())
            {
                if (!PumpControl())
                {
                    if (QueuedControlIsFull || _moreWaits)
                    {
                        await MakeRoomInQueueAsync(blocks: false, stop.Token).ConfigureAwait(false);
                        continue;
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
            _endedBecause = e.Message;
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
            FailPings(e);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or WebSocketException)
        {
            // Interrupted by a receive, or the end.
        }
        catch (Exception e)
        {
            FailUntold(e);
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
                ExitReceiveTurn(pump: !interrupted);
            }
        }
    }

    /// <summary>Nobody awaits this: the next call of the application's is told.</summary>
    private void FailUntold(Exception e)
    {
        if (_ending == Ending.None)
        {
            _endedBecause = Unforeseen(e);
            FailUnforeseen(e);
        }
    }

    private bool AnyPingPending()
    {
        // Almost always none, and looked at after every receive: without the lock. Whoever adds one starts the pump afterwards.
        if (_pings.Count == 0)
        {
            return false;
        }

        lock (_pings)
        {
            return _pings.Exists(static p => !p.Answered.Task.IsCompleted);
        }
    }

    /// <summary>Takes one control frame; false when nothing is there. Stops in front of data.</summary>
    private bool PumpControl()
    {
        if (_hasHeld)
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
