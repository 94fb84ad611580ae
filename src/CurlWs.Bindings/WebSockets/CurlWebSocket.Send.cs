using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// One call is one frame. The fast way is synchronous: take the turn, encode, write, leave.
public sealed partial class CurlWebSocket
{
    // The type of the message that has been begun and not ended, under _sendTurn.
    private WebSocketFrameFlags _sendingMessage;
    private BriefSpin _sendSpin;

    // Whether whoever holds the send turn waits for the connection to take more; by the holder.
    private volatile bool _sendWaits;

    // Whether the encoder has bytes of a send that is complete; by the holder.
    private volatile bool _completeWaits;

    /// <inheritdoc/>
    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        ValidateSend(messageType);
        if (buffer.Array is null)
        {
            throw new ArgumentNullException(nameof(buffer));
        }

        return SendFrameAsync(buffer, FlagsOf(messageType, endOfMessage), blocks: false, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        ValidateSend(messageType);
        return SendFrameAsync(buffer, FlagsOf(messageType, endOfMessage), blocks: false, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken)
    {
        ValidateSend(messageType);
        WebSocketFrameFlags flags = FlagsOf(messageType, (messageFlags & WebSocketMessageFlags.EndOfMessage) != 0);
        return SendFrameAsync(
            buffer, (messageFlags & WebSocketMessageFlags.DisableCompression) != 0 ? flags & ~Compressed : flags, blocks: false, cancellationToken);
    }

    /// <summary>Sends one whole message, blocking the calling thread.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, bool, CancellationToken)"/>
    public void Send(ReadOnlyMemory<byte> message, WebSocketMessageType messageType, CancellationToken cancellationToken = default)
    {
        ValidateSend(messageType);
        ValueTask send = SendFrameAsync(message, FlagsOf(messageType, endOfMessage: true), blocks: true, cancellationToken);
        Debug.Assert(send.IsCompleted, "It has waited on this thread.");
        send.GetAwaiter().GetResult();
    }

    private WebSocketFrameFlags FlagsOf(WebSocketMessageType type, bool endOfMessage) =>
        (type == WebSocketMessageType.Text ? WebSocketFrameFlags.Text : WebSocketFrameFlags.Binary)
        | (endOfMessage ? WebSocketFrameFlags.None : WebSocketFrameFlags.Continues)
        | (_deflater is null ? WebSocketFrameFlags.None : Compressed);

    private static void ValidateSend(WebSocketMessageType messageType)
    {
        if (messageType is not (WebSocketMessageType.Text or WebSocketMessageType.Binary))
        {
            throw new ArgumentException(
                $"{messageType} cannot be sent here: use Text or Binary, and CloseAsync or CloseOutputAsync to close.", nameof(messageType));
        }
    }

    /// <summary>Sends a frame. If it blocks, it is complete when this returns, and the thread pool had no part in it; so in all that follows.</summary>
    private ValueTask SendFrameAsync(ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, bool blocks, CancellationToken cancellationToken) =>
        _streamTurn.IsFree
            ? SendCoreAsync(payload, flags, blocks, cancellationToken)
            : SendAfterStreamAsync(payload, flags, blocks, cancellationToken);

    private async ValueTask SendAfterStreamAsync(
        ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, bool blocks, CancellationToken cancellationToken)
    {
        await EnterAfterStreamAsync(blocks, cancellationToken).ConfigureAwait(false);
        await SendSlowAsync(payload, flags, entered: true, begun: false, blocks, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the send turn behind a stream that is writing a message, and behind the messages that wait for it.</summary>
    private async ValueTask EnterAfterStreamAsync(bool blocks, CancellationToken cancellationToken)
    {
        await Turn.WaitIf(blocks, _streamTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        ValueTask turn;
        try
        {
            turn = _sendTurn.EnterAsync(cancellationToken);
        }
        finally
        {
            // It has its place among those that wait to send: now the next one may take its own.
            _streamTurn.Exit();
        }

        await Turn.WaitIf(blocks, turn).ConfigureAwait(false);
    }

    private ValueTask SendCoreAsync(ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, bool blocks, CancellationToken cancellationToken)
    {
        if (!CanSend || cancellationToken.IsCancellationRequested || !_sendTurn.TryEnter())
        {
            return SendSlowAsync(payload, flags, entered: false, begun: false, blocks, cancellationToken);
        }

        bool begun = false;
        bool done;
        try
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            ThrowIfSendFailed();
            flags = TypeOfMessage(flags);
            done = TryWrite(ref payload, flags, ref begun);
        }
        catch (Exception e)
        {
            // Before the turn is left: nobody may go on with a frame that this has torn.
            Exception failure = SendFailure(e, begun, cancellationToken);
            ExitSendTurn();
            return ValueTask.FromException(failure);
        }

        if (!done)
        {
            return SendSlowAsync(payload, flags, entered: true, begun, blocks, cancellationToken);
        }

        ExitSendTurn();
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendSlowAsync(
        ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, bool entered, bool begun, bool blocks, CancellationToken cancellationToken)
    {
        if (!entered)
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            await Turn.WaitIf(blocks, _sendTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        }

        try
        {
            if (!begun)
            {
                RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
                ThrowIfSendFailed();
                flags = TypeOfMessage(flags);
            }

            while (!TryWrite(ref payload, flags, ref begun))
            {
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            throw SendFailure(e, begun, cancellationToken);
        }
        finally
        {
            ExitSendTurn();
        }
    }

    /// <summary>Goes on with a frame; true when all of it, and all that waited, is written. Under the send turn.</summary>
    private bool TryWrite(ref ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, ref bool begun) =>
        TryTake(ref payload, flags, ref begun) && TryFlush();

    /// <summary>Until the connection takes more; at most SendTimeout. Looks again for some microseconds first: see <see cref="BriefSpin"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitToWriteAsync(bool blocks, CancellationToken cancellationToken)
    {
        if (TryFlushSpinning())
        {
            return;
        }

        long since = Stopwatch.GetTimestamp();
        _sendWaits = true;
        if (blocks)
        {
            if (!_easy.BlockUntilWritable(_sendTimeout, cancellationToken))
            {
                throw SendTimedOut();
            }
        }
        else if (_sendTimeout == Timeout.InfiniteTimeSpan)
        {
            await _easy.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_sendTimeout);
            try
            {
                await _easy.WaitToSendAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The process may have stood still, and the server has read meanwhile.
                if (!_easy.IsReady(write: true))
                {
                    throw SendTimedOut();
                }
            }
        }

        _sendWaits = false;
        _signsOfLife++;
        _sendSpin.Waited(since);
    }

    private WebSocketException SendTimedOut()
    {
        TimeoutException timeout = new($"The server did not read for {_sendTimeout.InSeconds()} (SendTimeout).");
        WebSocketException failure = new(WebSocketError.ConnectionClosedPrematurely, timeout.Message, timeout);
        End(WebSocketState.Aborted, Ending.Ended, failure);
        return failure;
    }

    private bool TryFlushSpinning()
    {
        if (!_encoder.HasPending || !_sendSpin.TryStart())
        {
            return false;
        }

        bool done = false;
        try
        {
            while (!done && _sendSpin.Continues())
            {
                done = FlushAll();
            }
        }
        finally
        {
            _sendSpin.Stop(done);
        }

        return done;
    }

    /// <summary>Goes on with a frame; true when the encoder has all of it.</summary>
    private bool TryTake(ref ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, ref bool begun)
    {
        bool done = (flags & Compressed) != 0
            ? TryTakeCompressed(ref payload, flags, ref begun)
            : TryTakePlain(ref payload, flags, ref begun);
        if (begun && (flags & (WebSocketFrameFlags.Text | WebSocketFrameFlags.Binary)) != 0)
        {
            _sendingMessage = (flags & WebSocketFrameFlags.Continues) != 0 ? flags & ~WebSocketFrameFlags.Continues : 0;
        }

        return done;
    }

    private bool TryTakePlain(ref ReadOnlyMemory<byte> payload, WebSocketFrameFlags flags, ref bool begun)
    {
        bool more = !begun || !payload.IsEmpty || _encoder.MustRepeat;
        while (more)
        {
            bool some = _encoder.TrySend(payload.Span, flags, compressed: false, out int taken);
            payload = payload[taken..];

            // Even after would-block: an encoder may have begun the frame, and then it must be finished.
            begun |= some || taken > 0 || _encoder.HasPending || _encoder.MustRepeat;
            if (!some)
            {
                return false;
            }

            more = !payload.IsEmpty;
        }

        return true;
    }

    /// <summary>
    /// Writes what the encoder has taken; or leaves it to whoever waits for the turn, whose frame then goes out in the same call.
    /// </summary>
    private bool TryFlush()
    {
        if (_sendTurn.IsWaitedFor && _encoder.HasRoom)
        {
            _completeWaits = true;
            return true;
        }

        return FlushAll();
    }

    private bool FlushAll()
    {
        bool done = _encoder.TryFlush();
        if (done && _completeWaits)
        {
            _completeWaits = false;
        }

        return done;
    }

    /// <summary>The flags of a frame that goes on with a message carry the type that the message was begun with.</summary>
    private WebSocketFrameFlags TypeOfMessage(WebSocketFrameFlags flags)
    {
        WebSocketFrameFlags continues = flags & WebSocketFrameFlags.Continues;
        return continues | (_sendingMessage != 0 ? _sendingMessage : flags & ~WebSocketFrameFlags.Continues);
    }

    private Exception SendFailure(Exception e, bool begun, CancellationToken cancellationToken)
    {
        if (e is OperationCanceledException && _ending == Ending.None)
        {
            // A frame that was begun can never be finished by another call.
            if (begun)
            {
                End(WebSocketState.Aborted, Ending.Cancelled);
            }

            return new OperationCanceledException("The send was cancelled.", e, cancellationToken);
        }

        LatchSendFailure(e, begun);
        return e is WebSocketException { WebSocketErrorCode: WebSocketError.InvalidState } ? e : Interrupted(e, cancellationToken);
    }

    /// <summary>
    /// After a failure the encoder is in the middle of something: it is not used again, whatever the failure was. What the server sent before it
    /// went away can still be received. Under the send turn.
    /// </summary>
    /// <param name="e">What has failed.</param>
    /// <param name="begun">Whether a frame is begun. Before that, memory of the caller's that is gone, or another's wait or call on the handle that was in
    /// the way, has changed nothing.</param>
    private void LatchSendFailure(Exception e, bool begun)
    {
        bool harmless = e is InvalidOperationException or CurlException { Code: CURLcode.CURLE_RECURSIVE_API_CALL };
        if (begun ? e is not OperationCanceledException : !harmless && e is not (OperationCanceledException or WebSocketException))
        {
            _sendFailed ??= e;
            ClearQueued();
        }
    }

    private void ThrowIfSendFailed()
    {
        if (_sendFailed is { } failure)
        {
            throw new WebSocketException(
                WebSocketError.ConnectionClosedPrematurely, "A send has failed before, and nothing more can be sent on this connection.", failure);
        }
    }

    /// <summary>Leaves the send turn, after writing the control frames that have queued up meanwhile.</summary>
    private void ExitSendTurn()
    {
        _sendWaits = false;
        if (_ending != Ending.None)
        {
            LeaveTurn(_sendTurn, ReleaseSending);
            return;
        }

        if (_sendFailed is null && _encoder.HasPending && _sendTurn.TryPassOn())
        {
            return;
        }

        SendQueuedAndExit();
    }
}
