using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Control frames. They are queued, and leave with whoever has the turn: never inside a frame, and a receiver waits for no sender unless the
// queue is full.
internal sealed partial class SendSide
{
    private readonly ControlQueue _queue = new();

    internal bool QueueIsFull => _queue.IsFull;

    internal bool QueueIsEmpty => _queue.IsEmpty;

    /// <summary>Sends a ping or a pong of the application's.</summary>
    internal async ValueTask SendControlAsync(PendingPing control, WebSocketOpcode opcode, CancellationToken cancellationToken)
    {
        _connection.RequireSendable();
        cancellationToken.ThrowIfCancellationRequested();
        _queue.Add(control.Payload, opcode, control);
        await SendQueuedAsync(blocks: false, cancellationToken).ConfigureAwait(false);
        if (control.SentAt == 0)
        {
            // A close frame went out first, or the end came: it was dropped from the queue, which is no success.
            RequireOpen();
        }
    }

    /// <summary>Sends a pong if nobody else is sending; whoever is, does it on the way out. Never throws for the connection.</summary>
    internal void SendPong(byte[] payload)
    {
        _queue.Add(payload, WebSocketOpcode.Pong);
        if (_turn.TryEnter())
        {
            SendQueuedAndExit();
        }
    }

    /// <summary>
    /// Waits until the queue has room, for a receive that cannot go on before its answers are written. When nothing can be sent any more,
    /// it goes on without.
    /// </summary>
    internal async ValueTask MakeRoomAsync(bool blocks, CancellationToken cancellationToken)
    {
        if (!QueueIsFull)
        {
            return;
        }

        try
        {
            await SendQueuedAsync(blocks, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException) when (_failed is not null && !_connection.HasEnded)
        {
            // What the server sent before can still be received; the next send says why there are no answers.
        }
    }

    /// <summary>Waits for the turn and until the queue is written.</summary>
    private async ValueTask SendQueuedAsync(bool blocks, CancellationToken cancellationToken)
    {
        await Turn.WaitIf(blocks, _turn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        try
        {
            _connection.ThrowIfEnded(cancellationToken);
            while (!TryWriteQueued())
            {
                // Canceled here, it leaves with the queue unwritten: what is begun goes on in the background.
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or WebSocketException))
        {
            Latch(e, begun: false);
            throw _connection.Interrupted(e, cancellationToken);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>Under the turn: writes the queue and leaves. What the connection does not take now goes on in the background.</summary>
    private void SendQueuedAndExit()
    {
        while (true)
        {
            bool done;
            try
            {
                done = TryWriteQueued();
            }
            catch (Exception e)
            {
                // Whoever got here did not ask to send: the next send says it, with this cause.
                Latch(e, begun: false);
                _turn.Exit();
                return;
            }

            if (!done)
            {
                _ = FinishQueuedAsync();
                return;
            }

            _turn.Exit();

            // Queued after the look and before the exit, by someone who found the turn taken.
            if (_queue.IsEmpty || !_turn.TryEnter())
            {
                return;
            }
        }
    }

    /// <summary>Under the turn: writes as much of the queue as the connection takes; true when it is empty and written.</summary>
    private bool TryWriteQueued()
    {
        if (!_queue.IsEmpty && (_connection.HasEnded || _connection.CloseSent || _failed is not null))
        {
            // After the close frame nothing may follow (RFC 6455, section 5.5.1), and after a failure nothing can.
            _queue.Clear();
        }

        if (!_connection.HasEnded)
        {
            ThrowIfFailed();
        }

        return _queue.TryGive(_encoder, _connection.Telemetry) && (_connection.HasEnded || FlushAll());
    }

    /// <summary>Holds the turn until the queue is written. Never faults: a broken connection shows in the next operation.</summary>
    private async Task FinishQueuedAsync()
    {
        try
        {
            do
            {
                await WaitToWriteAsync(blocks: false, CancellationToken.None).ConfigureAwait(false);
            }
            while (!TryWriteQueued());
        }
        catch (Exception e)
        {
            Latch(e, begun: false);
            _waits = false;
            if (_connection.HasEnded)
            {
                _turn.ExitFor(_encoder.Release);
            }
            else
            {
                _turn.Exit();
            }

            return;
        }

        ExitTurn();
    }
}
