using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// The way out: from the caller's memory to the encoder. One call is one frame, and its fast way is synchronous: take the turn, encode,
/// write, leave. Any number of callers, in call order. See <see cref="ConnectionState"/> for how the sides fit together.
/// </summary>
/// <remarks>
/// Where a method takes <c>blocks</c>, it is complete when it returns if that is true, and the thread pool had no part in it.
/// </remarks>
internal sealed partial class SendSide
{
    private readonly ConnectionState _connection;
    private readonly CurlEasy _easy;
    private readonly FrameEncoder _encoder;
    private readonly bool _compresses;
    private readonly TimeSpan _timeout;
    private readonly int _fragmentSize;
    private readonly Turn _turn = new();
    private readonly SendQueue? _held;

    // A frame of the message that has been begun and not ended; its next frame goes on with it.
    private FrameHead _message;
    private BriefSpin _spin;

    // Whether messages are counted: asked for once for each send, however many messages it has.
    private bool _counts;

    // Whether whoever holds the turn waits for the connection to take more.
    private volatile bool _waits;

    // Whether the encoder has bytes of a send that is complete.
    private volatile bool _completeWaits;

    // What made sending impossible; set once.
    private volatile Exception? _failed;

    internal SendSide(ConnectionState connection, CurlEasy easy, FrameEncoder encoder, CurlWebSocketOptions options)
    {
        _connection = connection;
        _easy = easy;
        _encoder = encoder;
        _compresses = encoder.Compresses;
        _timeout = options.SendTimeout;
        _fragmentSize = options.SendFragmentSize ?? int.MaxValue;
        _held = options.HasSendQueue ? new SendQueue(connection, options, _turn, _streamTurn) : null;
    }

    /// <summary>
    /// Grows when the server has read something that had to wait for it. Without a fence: it only has to be another number than before.
    /// </summary>
    internal int SignsOfLife { get; private set; }

    /// <summary>Whether nothing more can be sent on this connection.</summary>
    internal bool HasFailed => _failed is not null;

    /// <summary>The head of a frame of data; compressed if that was agreed.</summary>
    internal FrameHead HeadOf(WebSocketMessageType type, bool endOfMessage) =>
        new(type == WebSocketMessageType.Text ? WebSocketOpcode.Text : WebSocketOpcode.Binary, endOfMessage, _compresses);

    /// <summary>Sends a frame of data, behind a stream that is writing a message.</summary>
    internal ValueTask SendAsync(ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken) =>
        _held is null
            ? SendUnheldAsync(payload, head, blocks, cancellationToken)
            : SendHeldAsync(payload, head, blocks, cancellationToken);

    private ValueTask SendUnheldAsync(ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken) =>
        _streamTurn.IsFree
            ? SendNowAsync(payload, head, blocks, cancellationToken)
            : SendAfterStreamAsync(payload, head, blocks, cancellationToken);

    private async ValueTask SendAfterStreamAsync(
        ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        long counted = 0;
        Count(ref counted, payload.Length);
        try
        {
            await EnterAfterStreamAsync(blocks, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Count(ref counted, 0);
        }

        await SendSlowAsync(payload, head, entered: true, begun: false, blocks, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask SendNowAsync(ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !_turn.TryEnter())
        {
            return SendSlowAsync(payload, head, entered: false, begun: false, blocks, cancellationToken);
        }

        // One look at the state, under the turn; what it says to the caller is said on the slow way.
        if (!_connection.CanSend)
        {
            ExitTurn();
            return SendSlowAsync(payload, head, entered: false, begun: false, blocks, cancellationToken);
        }

        bool begun = false;
        bool done;
        try
        {
            ThrowIfFailed();
            _counts = _connection.Telemetry.CountsTraffic;
            if (TrySendSmall(payload, head, ref begun))
            {
                payload = default;
                done = !_encoder.HasPending;
            }
            else
            {
                head = InMessage(head);
                done = TryWrite(ref payload, head, ref begun);
            }
        }
        catch (Exception e)
        {
            // Before the turn is left: nobody may go on with a frame that this has torn.
            Exception failure = Failure(e, begun, cancellationToken);
            ExitTurn();
            return ValueTask.FromException(failure);
        }

        if (!done)
        {
            return SendSlowAsync(payload, head, entered: true, begun, blocks, cancellationToken);
        }

        ExitTurn();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// The short way of a small message that nobody else's waits behind: made and written in one go. False when it has taken nothing.
    /// </summary>
    private bool TrySendSmall(ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun)
    {
        if (!head.IsWhole || !_message.IsNone || payload.Length > _fragmentSize || _turn.IsWaitedFor)
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = payload.Span;

        // What fails now has perhaps left in part.
        begun = true;
        begun = _encoder.TrySendSmall(bytes, head);
        if (_counts && begun)
        {
            _connection.Telemetry.Sent(head, bytes.Length, endsFrame: true);
        }

        return begun;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendSlowAsync(
        ReadOnlyMemory<byte> payload, FrameHead head, bool entered, bool begun, bool blocks, CancellationToken cancellationToken)
    {
        long counted = 0;
        if (!entered)
        {
            _connection.RequireSendable();
            Count(ref counted, payload.Length);
            try
            {
                await Turn.WaitIf(blocks, _turn.EnterAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch
            {
                Count(ref counted, 0);
                throw;
            }
        }

        try
        {
            if (!begun)
            {
                RequireOpen();
                head = InMessage(head);
            }

            while (!TryWrite(ref payload, head, ref begun))
            {
                Count(ref counted, payload.Length);
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            throw Failure(e, begun, cancellationToken);
        }
        finally
        {
            Count(ref counted, 0);
            ExitTurn();
        }
    }

    /// <summary>Under the turn: throws unless a frame may be sent now.</summary>
    private void RequireOpen()
    {
        _connection.RequireSendable();
        ThrowIfFailed();
        _counts = _connection.Telemetry.CountsTraffic;
    }

    /// <summary>The head of a frame that goes on with the message under way, if one is.</summary>
    private FrameHead InMessage(FrameHead head) => _message.IsNone ? head : _message.Next(head.IsFinal);

    /// <summary>Goes on with a frame; true when all of it, and all that waited, is written.</summary>
    private bool TryWrite(ref ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun) =>
        TryTake(ref payload, head, ref begun) && TryFlush();

    /// <summary>Goes on with a frame, or the frames that it is cut into; true when the encoder has all of it.</summary>
    private bool TryTake(ref ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun) =>
        _inFragments || (!begun && payload.Length > _fragmentSize)
            ? TryTakeFragments(ref payload, head, ref begun)
            : TryTakeFrame(ref payload, head, ref begun);

    /// <summary>Goes on with one frame.</summary>
    private bool TryTakeFrame(ref ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun)
    {
        bool more = !begun || !payload.IsEmpty || _encoder.MustRepeat;
        int length = payload.Length;
        bool done = !more || TryTakePiece(ref payload, head, ref begun);
        if (_counts && more && !head.IsControl)
        {
            _connection.Telemetry.Sent(head, length - payload.Length, endsFrame: done);
        }

        return done;
    }

    /// <summary>Gives the encoder as much of a frame as it takes; true when that is all.</summary>
    private bool TryTakePiece(ref ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun)
    {
        bool done = true;
        bool more = true;
        while (more && done)
        {
            done = _encoder.TrySend(payload, head, out int taken);
            payload = payload[taken..];

            // Even after would-block: an encoder may have begun the frame, and then it must be finished.
            begun |= done || taken > 0 || _encoder.HasPending || _encoder.MustRepeat;
            more = !payload.IsEmpty;
        }

        if (begun && !head.IsControl)
        {
            _message = head.IsFinal ? default : head;
        }

        return done;
    }

    /// <summary>
    /// Writes what the encoder has taken; or leaves it to whoever waits for the turn, whose frame then goes out in the same call.
    /// </summary>
    private bool TryFlush()
    {
        if (_turn.IsWaitedFor && _encoder.HasRoom)
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

    /// <summary>What a send throws for a failure. Under the turn.</summary>
    private Exception Failure(Exception e, bool begun, CancellationToken cancellationToken)
    {
        begun |= _encoder.MustGoOn;
        if (e is OperationCanceledException && !_connection.HasEnded)
        {
            // A frame that was begun can never be finished by another call.
            if (begun)
            {
                _connection.Cancel();
            }

            return new OperationCanceledException("The send was canceled.", e, cancellationToken);
        }

        Latch(e, begun);
        return e is WebSocketException { WebSocketErrorCode: WebSocketError.InvalidState }
            ? e
            : _connection.Interrupted(e, cancellationToken);
    }

    /// <summary>
    /// After a failure the encoder is in the middle of something: it is not used again, whatever the failure was. What the server sent
    /// before it went away can still be received. Under the turn.
    /// </summary>
    /// <param name="e">What has failed.</param>
    /// <param name="begun">Whether a frame is begun. Before that, memory of the caller's that is gone, or another's wait or call on the
    /// handle that was in the way, has changed nothing.</param>
    private void Latch(Exception e, bool begun)
    {
        bool harmless = e is InvalidOperationException or CurlException { Code: CurlErrorCode.RecursiveApiCall };
        if (begun ? e is not OperationCanceledException : !harmless && e is not (OperationCanceledException or WebSocketException))
        {
            _failed ??= e;
            _queue.Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfFailed()
    {
        if (_failed is { } failure)
        {
            throw FailedBefore(failure);
        }
    }

    private static WebSocketException FailedBefore(Exception failure) => new(
        WebSocketError.ConnectionClosedPrematurely, "A send has failed before, and nothing more can be sent on this connection.", failure);

    /// <summary>Leaves the turn, after writing the control frames that have queued up meanwhile.</summary>
    internal void ExitTurn()
    {
        _waits = false;
        if (_connection.HasEnded)
        {
            _turn.ExitFor(_encoder.Release);
            return;
        }

        bool pending = _encoder.HasPending;
        if (pending && _failed is null && _turn.TryPassOn())
        {
            return;
        }

        if (pending || !_queue.IsEmpty)
        {
            SendQueuedAndExit();
            return;
        }

        _turn.Exit();

        // Queued after the look and before the exit, by someone who found the turn taken.
        if (!_queue.IsEmpty && _turn.TryEnter())
        {
            SendQueuedAndExit();
        }
    }

    /// <summary>After the end: gives memory back if nobody is sending; whoever is, does it on the way out.</summary>
    internal void ReleaseIfFree()
    {
        if (_turn.TryEnter())
        {
            _turn.ExitFor(_encoder.Release);
        }
    }
}
