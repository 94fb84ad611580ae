using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Dispose beside sends. A small send may be complete with its bytes still in the encoder, left to the send that waits for the turn. So Dispose takes a
// place among the sends: what came before it is written, what comes after it is told.
public sealed partial class CurlWebSocket
{
    // For a turn that passes through a busy thread pool, or that is held by the very thread that disposes, from a callback.
    private static readonly TimeSpan s_lastTurnTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes the send turn for the end, and writes what waits if that can be done without waiting. False when the connection is full: whoever has the
    /// turn then is in the middle of a frame, and is told.
    /// </summary>
    private bool TryEnterLast()
    {
        if (_ending != Ending.None || !(_sendTurn.TryEnter() || TryWaitForLastTurn()))
        {
            return false;
        }

        try
        {
            if (_ending == Ending.None && _sendFailed is null)
            {
                _encoder.TryFlush();
            }
        }
        catch (Exception e)
        {
            // The connection is broken. It ends now, and nobody is there to be told who has not been.
            LatchSendFailure(e, begun: true);
        }

        return true;
    }

    private bool TryWaitForLastTurn()
    {
        using CancellationTokenSource giveUp = new();
        Task turn = _sendTurn.EnterAsync(giveUp.Token).AsTask();
        long started = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (!turn.IsCompleted && !_sendWaits && _ending == Ending.None && Volatile.Read(ref _openStream)?.Frame is null
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
