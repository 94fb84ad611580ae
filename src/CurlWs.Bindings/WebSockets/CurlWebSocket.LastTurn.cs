using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Dispose beside sends. A small send may be complete with its bytes still in the encoder, left to the send that waits for the turn. So Dispose takes a
// place among the sends: what came before it is written, what comes after it is told.
public sealed partial class CurlWebSocket
{
    // For a turn that passes through a busy thread pool, that is held by the very thread that disposes, from a callback, or for a full connection.
    private static readonly TimeSpan s_lastTurnTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes the send turn for the end, and writes what waits; only for what is complete it gives a full connection some time. False when the connection
    /// is full and nothing that is complete waits: whoever has the turn then is in the middle of a frame, and is told.
    /// </summary>
    private bool TryEnterLast()
    {
        long started = Stopwatch.GetTimestamp();
        if (_ending != Ending.None || !(_sendTurn.TryEnter() || TryWaitForLastTurn(started)))
        {
            return false;
        }

        try
        {
            while (_ending == Ending.None && _sendFailed is null && !FlushAll() && _completeWaits)
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
            LatchSendFailure(e, begun: true);
        }

        return true;
    }

    private bool TryWaitForLastTurn(long started)
    {
        using CancellationTokenSource giveUp = new();
        Task turn = _sendTurn.EnterAsync(giveUp.Token).AsTask();
        SpinWait spin = default;
        while (!turn.IsCompleted && (!_sendWaits || _completeWaits) && _ending == Ending.None && Volatile.Read(ref _openStream)?.Frame is null
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
