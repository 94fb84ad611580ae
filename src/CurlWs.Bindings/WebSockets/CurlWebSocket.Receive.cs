using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// From the decoder to the caller's memory: TryFill tries, ReceiveCoreAsync waits in between.
public sealed partial class CurlWebSocket
{
    private const int MaxControlPayload = 125;

    // All under _receiveTurn. The payload of a control frame has memory from the first one on.
    private byte[]? _control;
    private int _controlCount;
    private WebSocketFrameFlags _controlOpen;
    private Utf8Validator _utf8;
    private BriefSpin _receiveSpin;
    private long _messageBytes;

    /// <inheritdoc/>
    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Array is null)
        {
            throw new ArgumentNullException(nameof(buffer));
        }

        return Receive(buffer);

        async Task<WebSocketReceiveResult> Receive(ArraySegment<byte> buffer)
        {
            ReceivedChunk chunk = await ReceiveCoreAsync(buffer, ReceiveMode.Framework, cancellationToken).ConfigureAwait(false);
            return new WebSocketReceiveResult(
                chunk.Count,
                chunk.MessageType,
                chunk.EndOfMessage,
                chunk.IsClose ? _closeStatus : null,
                chunk.IsClose ? _closeStatusDescription : null);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ValueTask<ReceivedChunk> receive = ReceiveCoreAsync(buffer, ReceiveMode.Framework, cancellationToken);
        return receive.IsCompletedSuccessfully
            ? new ValueTask<ValueWebSocketReceiveResult>(receive.Result.ToResult())
            : Convert(receive);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<ValueWebSocketReceiveResult> Convert(ValueTask<ReceivedChunk> receive) => (await receive.ConfigureAwait(false)).ToResult();
    }

    /// <summary>Receives as <see cref="ReceiveAsync(Memory{byte}, CancellationToken)"/> does, blocking the calling thread.</summary>
    /// <inheritdoc cref="ReceiveAsync(Memory{byte}, CancellationToken)"/>
    public ValueWebSocketReceiveResult Receive(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<ReceivedChunk> receive = ReceiveCoreAsync(buffer, ReceiveMode.Blocking, cancellationToken);
        Debug.Assert(receive.IsCompleted, "It has waited on this thread.");
        return receive.GetAwaiter().GetResult().ToResult();
    }

    /// <summary>The one way in. A frame that has arrived with others and fits is copied out here and now; all else is the slow way's.</summary>
    private ValueTask<ReceivedChunk> ReceiveCoreAsync(Memory<byte> buffer, ReceiveMode mode, CancellationToken cancellationToken)
    {
        if (!CanReceive || cancellationToken.IsCancellationRequested || Volatile.Read(ref _pump) is not null || !_receiveTurn.TryEnter())
        {
            return ReceiveSlowAsync(buffer, mode, entered: false, cancellationToken);
        }

        try
        {
            _dataWaits = false;
            Span<byte> target = buffer.Span;
            if (CanReceive && !target.IsEmpty && !_hasHeld && _controlOpen == 0 && _decoder.TryTakeFrame(target, out WebSocketFrame frame))
            {
                CheckData(target[..frame.Length], frame, mode);
                ExitReceiveTurn();
                return new ValueTask<ReceivedChunk>(new ReceivedChunk(frame.Length, frame, frame.IsMessageEnd));
            }
        }
        catch (Exception e)
        {
            Exception failure = ReceiveFailure(e, filled: 0, cancellationToken);
            ExitReceiveTurn();
            return ValueTask.FromException<ReceivedChunk>(failure);
        }

        return ReceiveSlowAsync(buffer, mode, entered: true, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReceivedChunk> ReceiveSlowAsync(
        Memory<byte> buffer, ReceiveMode mode, bool entered, CancellationToken cancellationToken)
    {
        bool blocks = mode is ReceiveMode.Blocking or ReceiveMode.BlockingChunks;
        bool aborts = mode is ReceiveMode.Framework or ReceiveMode.Blocking && !_cancelKeepsConnection;
        if (!entered)
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseSent);
            await EnterReceiveTurnAsync(aborts, blocks, cancellationToken).ConfigureAwait(false);
        }

        int filled = 0;
        CancellationTokenRegistration registration = WatchReceive(cancellationToken);
        try
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseSent);
            cancellationToken.ThrowIfCancellationRequested();
            while (true)
            {
                if (TryFill(buffer.Span, mode, ref filled, out ReceivedChunk chunk)
                    || TryFillSpinning(buffer.Span, mode, ref filled, out chunk))
                {
                    if (chunk.IsClose && _state == WebSocketState.Closed)
                    {
                        await FinishAsync(blocks).ConfigureAwait(false);
                    }

                    return chunk;
                }

                if (QueuedControlIsFull || _moreWaits)
                {
                    await MakeRoomInQueueAsync(blocks, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                long since = Stopwatch.GetTimestamp();
                Volatile.Write(ref _waitingSince, since);
                if (blocks)
                {
                    _easy.BlockUntilReadable(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else
                {
                    await _easy.WaitToReceiveAsync(cancellationToken).ConfigureAwait(false);
                }

                Volatile.Write(ref _waitingSince, 0);
                _receiveSpin.Waited(since);
            }
        }
        catch (OperationCanceledException e) when (_ending == Ending.None)
        {
            if (aborts)
            {
                End(WebSocketState.Aborted, Ending.Cancelled);
            }
            else if (filled > 0)
            {
                HoldBack(buffer.Span[..filled]);
            }

            throw new OperationCanceledException("The receive was cancelled.", e, cancellationToken);
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
            throw;
        }
        catch (Exception e)
        {
            throw ReceiveFailure(e, filled, cancellationToken);
        }
        finally
        {
            registration.Unregister();
            Volatile.Write(ref _waitingSince, 0);
            ExitReceiveTurn();
        }
    }

    private async ValueTask EnterReceiveTurnAsync(bool aborts, bool blocks, CancellationToken cancellationToken)
    {
        InterruptPump(now: blocks);
        _dataWaits = false;
        try
        {
            await Turn.WaitIf(blocks, _receiveTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (aborts)
        {
            End(WebSocketState.Aborted, Ending.Cancelled);
            throw;
        }
    }

    /// <summary>Receives until there is something for the caller; false when the connection has no more now. Under the receive turn.</summary>
    private bool TryFill(Span<byte> buffer, ReceiveMode mode, ref int filled, out ReceivedChunk chunk)
    {
        chunk = default;
        _moreWaits = false;
        int taken = 0;
        while (true)
        {
            if (++taken > MostAtOnce)
            {
                _moreWaits = true;
                return false;
            }

            // What a cancelled receive gave back has been looked at.
            bool isChecked = !_heldBytes.IsEmpty;
            if (!TryNext(buffer[filled..], out WebSocketFrame frame))
            {
                break;
            }

            _signsOfLife++;
            if (frame.IsControl)
            {
                if (frame.BytesLeft == 0 && mode == ReceiveMode.Pump && (frame.Flags & WebSocketFrameFlags.Close) != 0)
                {
                    // A close frame counts when the application receives it: its payload stays in the field until then.
                    (_held, _hasHeld) = (frame, true);
                    return true;
                }

                if (frame.BytesLeft == 0 && HandleControl(mode, buffer, out chunk))
                {
                    return true;
                }

                if (QueuedControlIsFull)
                {
                    // A flood of pings from someone who does not read the answers: no more of it is read before they are written.
                    return false;
                }

                continue;
            }

            if (buffer.IsEmpty)
            {
                if (mode != ReceiveMode.Pump && !isChecked)
                {
                    CheckSize(frame.BytesLeft, mode);
                }

                // Something is there, which is all that an empty buffer asks. A frame without payload is taken already: keep it for the next call.
                if (frame.BytesLeft == 0)
                {
                    (_held, _hasHeld) = (frame, true);
                }

                chunk = new ReceivedChunk(0, frame, endOfMessage: false);
                return true;
            }

            if (!isChecked)
            {
                CheckData(buffer.Slice(filled, frame.Length), frame, mode);
            }

            filled += frame.Length;
            if (frame.BytesLeft == 0 || filled == buffer.Length || mode is not (ReceiveMode.Framework or ReceiveMode.Blocking or ReceiveMode.Own))
            {
                chunk = new ReceivedChunk(filled, frame, frame.IsMessageEnd);
                return true;
            }

            _lastChunk = frame;
        }

        // A frame that is too large is refused with its header: its first byte may never come.
        CheckSize(_decoder.Announced, mode);
        _moreWaits = _decoder.GaveWay;
        return false;
    }

    /// <summary>Looks again for some microseconds, if that has paid before; see <see cref="BriefSpin"/>.</summary>
    private bool TryFillSpinning(Span<byte> buffer, ReceiveMode mode, ref int filled, out ReceivedChunk chunk)
    {
        chunk = default;
        if (QueuedControlIsFull || _moreWaits || !_receiveSpin.TryStart())
        {
            return false;
        }

        bool found = false;
        int start = filled;
        try
        {
            while (!found && !QueuedControlIsFull && !_moreWaits && _receiveSpin.Continues())
            {
                found = TryFill(buffer, mode, ref filled, out chunk);
            }
        }
        finally
        {
            _receiveSpin.Stop(found || filled > start);
        }

        return found;
    }

    /// <summary>
    /// What a receive throws for a failure. Whatever it is, the decoder is in the middle of something and is not used again. Under the receive turn.
    /// </summary>
    /// <param name="e">What has failed.</param>
    /// <param name="filled">How much the caller's buffer has already, which no other receive would get.</param>
    /// <param name="cancellationToken">The receive's.</param>
    private Exception ReceiveFailure(Exception e, int filled, CancellationToken cancellationToken)
    {
        if (e is FramingException framing)
        {
            return FailProtocol(framing);
        }

        if (e is WebSocketException)
        {
            return e;
        }

        if (_ending == Ending.None)
        {
            if (e is InvalidOperationException && filled == 0)
            {
                // The caller's memory, or its handle's use: no byte has been taken.
                return e;
            }

            if (e is not CurlException)
            {
                return FailUnforeseen(e);
            }

            End(WebSocketState.Aborted, Ending.Ended, e);
        }

        return Interrupted(e, cancellationToken);
    }

    private WebSocketException FailProtocol(FramingException e)
    {
        WebSocketException failure = new(WebSocketError.Faulted, e.Message, e.InnerException);
        SendLastWords(e.CloseStatus, e.Message);
        End(WebSocketState.Aborted, Ending.Ended, failure);
        return failure;
    }

    /// <summary>Nothing is known any more of what comes next: the connection cannot be used on.</summary>
    private WebSocketException FailUnforeseen(Exception e)
    {
        WebSocketException failure = new(WebSocketError.Faulted, Unforeseen(e), e);
        End(WebSocketState.Aborted, Ending.Ended, failure);
        return failure;
    }

    private static string Unforeseen(Exception e) => $"The connection had to be cut after an unexpected failure: {e.Message}";
}
