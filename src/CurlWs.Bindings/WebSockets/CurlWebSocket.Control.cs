using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Pings and pongs. A pong is queued, and leaves with whoever has the send turn: never inside a frame, and no receiver waits for a sender
// unless the queue is full.
public sealed partial class CurlWebSocket
{
    // A flood of pings may queue so many answers before reading waits for writing.
    private const int MaxQueuedControl = 64;

    private readonly Queue<QueuedControl> _queued = new();
    private volatile int _queuedCount;
    private readonly object _queueLock = new();

    // Under _sendTurn: how much of the first queued frame's payload the encoder has.
    private int _queuedTaken;

    // What made sending impossible; set once, under _sendTurn.
    private volatile Exception? _sendFailed;

    /// <summary>
    /// A ping has come; raised by the receive that read it. The payload is good during the event only. What a handler throws comes out of that
    /// receive and leaves the connection open; while nobody receives and a ping of ours is unanswered, it is unhandled, as in a timer.
    /// </summary>
    public event EventHandler<CurlWebSocketControlEventArgs>? PingReceived;

    /// <summary>A pong has come, asked for or not; raised as <see cref="PingReceived"/> is.</summary>
    public event EventHandler<CurlWebSocketControlEventArgs>? PongReceived;

    private bool QueuedControlIsFull => _queuedCount >= MaxQueuedControl;

    /// <summary>Sends a pong that nobody asked for, or the answer to a ping when <see cref="CurlWebSocketOptions.AutomaticPong"/> is off (RFC 6455, section 5.5.3).</summary>
    /// <param name="payload">At most 125 bytes.</param>
    /// <param name="cancellationToken">Ends the wait for other sends.</param>
    public ValueTask SendPongAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        SendControlAsync(payload.ToArray(), WebSocketFrameFlags.Pong, cancellationToken);

    private ValueTask SendControlAsync(byte[] payload, WebSocketFrameFlags type, CancellationToken cancellationToken, PendingPing? ping = null)
    {
        if (payload.Length > MaxControlPayload)
        {
            throw new ArgumentException($"A {type} has at most {MaxControlPayload} bytes (RFC 6455, section 5.5); this one would have {payload.Length}.", nameof(payload));
        }

        return SendAsync();

        async ValueTask SendAsync()
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            cancellationToken.ThrowIfCancellationRequested();
            PendingPing receipt = ping ?? new PendingPing(payload);
            Enqueue(payload, type, receipt);
            await SendQueuedAsync(blocks: false, cancellationToken).ConfigureAwait(false);
            if (receipt.SentAt == 0)
            {
                // A close frame went out first, or the end came: it was dropped from the queue, which is no success.
                RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
                ThrowIfSendFailed();
            }
        }
    }

    /// <summary>A control frame is complete. True when it is something that the caller gets.</summary>
    private bool HandleControl(ReceiveMode mode, Span<byte> buffer, out ReceivedChunk chunk)
    {
        ReadOnlySpan<byte> payload = _control.AsSpan(0, _controlCount);
        WebSocketFrameFlags type = _controlOpen;
        (_controlOpen, _controlCount) = (0, 0);
        bool asked = type == WebSocketFrameFlags.Close;
        switch (type)
        {
            case WebSocketFrameFlags.Close:
                (WebSocketCloseStatus status, string reason) = CloseFrame.Parse(payload);
                MarkCloseReceived(status, reason);
                break;
            case WebSocketFrameFlags.Ping:
                if (_automaticPong && _sendFailed is null && !CloseSent)
                {
                    Enqueue(payload.ToArray(), WebSocketFrameFlags.Pong);
                    TrySendQueued();
                }

                Raise(PingReceived, payload);
                break;
            default:
                asked = PongArrived(payload);
                Raise(PongReceived, payload);
                break;
        }

        if (!asked && mode is not (ReceiveMode.Frames or ReceiveMode.Skip))
        {
            CountControl();
        }

        int count = 0;
        if (mode == ReceiveMode.Frames)
        {
            // The caller asked for room for a control frame.
            payload.CopyTo(buffer);
            count = payload.Length;
        }

        chunk = new ReceivedChunk(count, new WebSocketFrame(type, 0, 0, count), endOfMessage: true);
        return type == WebSocketFrameFlags.Close || mode == ReceiveMode.Frames;
    }

    private void Raise(EventHandler<CurlWebSocketControlEventArgs>? handlers, ReadOnlySpan<byte> payload)
    {
        try
        {
            handlers?.Invoke(this, new CurlWebSocketControlEventArgs(payload.ToArray()));
        }
        catch (Exception e)
        {
            throw new HandlerFailedException(e);
        }
    }

    private void Enqueue(byte[] payload, WebSocketFrameFlags type, PendingPing? ping = null)
    {
        lock (_queueLock)
        {
            _queued.Enqueue(new QueuedControl(payload, type, ping));
            _queuedCount = _queued.Count;
        }
    }

    private void ClearQueued()
    {
        lock (_queueLock)
        {
            _queued.Clear();
            _queuedCount = 0;
        }
    }

    private bool TryPeekQueued(out QueuedControl control)
    {
        lock (_queueLock)
        {
            return _queued.TryPeek(out control);
        }
    }

    /// <summary>Sends what is queued if nobody else is sending; whoever is, does it on the way out.</summary>
    private void TrySendQueued()
    {
        if (_sendTurn.TryEnter())
        {
            SendQueuedAndExit();
        }
    }

    /// <summary>Under the send turn: writes the queue and leaves. What the connection does not take now goes on in the background.</summary>
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
                LatchSendFailure(e, begun: false);
                _sendTurn.Exit();
                return;
            }

            if (!done)
            {
                _ = FinishQueuedAsync();
                return;
            }

            _sendTurn.Exit();

            // Queued after the look and before the exit, by someone who found the turn taken.
            if (_queuedCount == 0 || !_sendTurn.TryEnter())
            {
                return;
            }
        }
    }

    /// <summary>Under the send turn: writes as much of the queue as the connection takes; true when it is empty and written.</summary>
    private bool TryWriteQueued()
    {
        if (_queuedCount > 0 && (_ending != Ending.None || CloseSent || _sendFailed is not null))
        {
            // After the close frame nothing may follow (RFC 6455, section 5.5.1), and after a failure nothing can.
            ClearQueued();
        }

        if (_ending == Ending.None)
        {
            ThrowIfSendFailed();
        }

        while (_queuedCount > 0 && TryPeekQueued(out QueuedControl control))
        {
            control.Ping?.Leaves();
            // libcurl's encoder may take a part, and must be given the rest of it next.
            bool sent = _encoder.TrySend(control.Payload.AsSpan(_queuedTaken), control.Type, compressed: false, out int taken);
            _queuedTaken += taken;
            if (!sent || _queuedTaken < control.Payload.Length)
            {
                return false;
            }

            _queuedTaken = 0;
            lock (_queueLock)
            {
                _queued.Dequeue();
                _queuedCount = _queued.Count;
            }
        }

        return _ending != Ending.None || FlushAll();
    }

    /// <summary>Holds the send turn until the queue is written. Never faults: a broken connection shows in the next operation.</summary>
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
            LatchSendFailure(e, begun: false);
            _sendWaits = false;
            if (_ending != Ending.None)
            {
                LeaveTurn(_sendTurn, ReleaseSending);
            }
            else
            {
                _sendTurn.Exit();
            }

            return;
        }

        ExitSendTurn();
    }

    /// <summary>
    /// For a receive that has taken much at once, or cannot go on before its answers are written. When nothing can be sent any more, it goes on without.
    /// </summary>
    private async ValueTask MakeRoomInQueueAsync(bool blocks, CancellationToken cancellationToken)
    {
        await GiveWayAsync(blocks, cancellationToken).ConfigureAwait(false);
        if (!QueuedControlIsFull)
        {
            return;
        }

        try
        {
            await SendQueuedAsync(blocks, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException) when (_sendFailed is not null && _ending == Ending.None)
        {
            // What the server sent before can still be received; the next send says why there are no answers.
        }
    }

    /// <summary>Waits for the send turn and until the queue is written.</summary>
    private async ValueTask SendQueuedAsync(bool blocks, CancellationToken cancellationToken)
    {
        await Turn.WaitIf(blocks, _sendTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        try
        {
            ThrowIfEnded(cancellationToken);
            while (!TryWriteQueued())
            {
                // Cancelled here, it leaves with the queue unwritten: what is begun goes on in the background.
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or WebSocketException))
        {
            LatchSendFailure(e, begun: false);
            throw Interrupted(e, cancellationToken);
        }
        finally
        {
            ExitSendTurn();
        }
    }

    private readonly record struct QueuedControl(byte[] Payload, WebSocketFrameFlags Type, PendingPing? Ping);
}
