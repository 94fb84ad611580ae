using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// The way in: from the decoder to the caller's memory. <see cref="TryFill"/> tries, <see cref="ReceiveAsync"/> waits in between. Any
/// number of callers, in call order. See <see cref="ConnectionState"/> for how the sides fit together.
/// </summary>
/// <remarks>
/// What a server may send without end: no loop over it goes on without looking at its token, its limit and its clock.
/// </remarks>
internal sealed partial class ReceiveSide
{
    // So many chunks are taken before a loop gives way: some microseconds of control frames, at most a few milliseconds of data.
    private const int MostAtOnce = 256;

    private readonly ConnectionState _connection;
    private readonly SendSide _send;
    private readonly PendingPings _pings;
    private readonly CurlEasy _easy;
    private readonly FrameDecoder _decoder;
    private readonly bool _cancelKeepsConnection;
    private readonly bool _mayStick;
    private readonly long _maxStreamed;
    private readonly long _maxAssembled;
    private readonly Turn _turn = new();

    // Whether messages are counted: asked for once for each look at the connection, and not for each frame that has come with others.
    private bool _counts;

    private IncomingMessage _message;
    private HeldChunk _held;
    private BriefSpin _spin;

    // The chunk after which a receive had to wait with bytes in the caller's buffer.
    private FrameChunk _lastChunk;

    // The last look ended because it had taken enough, not because nothing was there: look again, do not wait for the socket.
    private bool _moreWaits;

    // When the wait for bytes began; 0 while nobody waits. Read by the idle timer.
    private long _waitingSince;

    internal ReceiveSide(
        ConnectionState connection, SendSide send, PendingPings pings, CurlEasy easy, FrameDecoder decoder, CurlWebSocketOptions options)
    {
        _connection = connection;
        _send = send;
        _pings = pings;
        _easy = easy;
        _decoder = decoder;
        _automaticPong = options.AutomaticPong;
        AnswersPromptly = options.AnswerPingsPromptly;
        _cancelKeepsConnection = options.KeepOpenOnCanceledReceive;
        _mayStick = MayStick(easy, decoder);
        _message = new IncomingMessage(options.ValidateUtf8);
        _maxStreamed = options.MaxMessageSize ?? long.MaxValue;
        _maxAssembled = Math.Min(options.MaxMessageSize ?? CurlWebSocketOptions.DefaultMaxAssembledSize, Array.MaxLength);
    }

    /// <summary>Grows with each chunk that comes. Without a fence: it only has to be another number than before.</summary>
    internal int SignsOfLife { get; private set; }

    /// <summary>When the receive under way began to wait for bytes; 0 while none does. From any thread.</summary>
    internal long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <summary>
    /// Whether nobody uses what is received at this moment: nobody receives, or whoever does is waiting for bytes. From any thread.
    /// </summary>
    internal bool IsAtRest => _turn.IsFree || WaitingSince != 0 || PumpWaits;

    /// <summary>Whether bytes of the connection wait in the decoder: only a hint, from any thread.</summary>
    internal bool MayHaveMore => _decoder.MayHaveMore;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReceivedChunk> ReceiveSlowAsync(
        Memory<byte> buffer, ReceiveMode mode, bool entered, CancellationToken cancellationToken)
    {
        bool blocks = mode is ReceiveMode.Blocking or ReceiveMode.BlockingChunks;
        bool aborts = mode is ReceiveMode.Framework or ReceiveMode.Blocking && !_cancelKeepsConnection;
        if (!entered)
        {
            _connection.RequireReceivable();
            await EnterTurnAsync(aborts, blocks, cancellationToken).ConfigureAwait(false);
        }

        int filled = 0;
        CancellationTokenRegistration registration = WatchIfItMayStick(cancellationToken);
        try
        {
            _connection.RequireReceivable();
            cancellationToken.ThrowIfCancellationRequested();
            while (true)
            {
                if (TryFill(buffer.Span, mode, ref filled, out ReceivedChunk chunk)
                    || TryFillSpinning(buffer.Span, mode, ref filled, out chunk))
                {
                    if (chunk.IsClose && _connection.State == WebSocketState.Closed)
                    {
                        await FinishAsync(blocks).ConfigureAwait(false);
                    }

                    return chunk;
                }

                if (_send.QueueIsFull || _moreWaits)
                {
                    await GiveWayAsync(blocks, cancellationToken).ConfigureAwait(false);
                    await _send.MakeRoomAsync(blocks, cancellationToken).ConfigureAwait(false);
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
                _spin.Waited(since);
            }
        }
        catch (OperationCanceledException e) when (!_connection.HasEnded)
        {
            if (aborts)
            {
                _connection.Cancel();
            }
            else if (filled > 0)
            {
                _held.Keep(_lastChunk, buffer.Span[..filled]);
            }

            throw new OperationCanceledException("The receive was canceled.", e, cancellationToken);
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
            throw;
        }
        catch (Exception e)
        {
            throw Failure(e, filled, cancellationToken);
        }
        finally
        {
            registration.Unregister();
            Volatile.Write(ref _waitingSince, 0);
            ExitTurn();
        }
    }

    /// <summary>Receives until there is something for the caller; false when the connection has no more now. Under the turn.</summary>
    private bool TryFill(Span<byte> buffer, ReceiveMode mode, ref int filled, out ReceivedChunk received)
    {
        received = default;
        _moreWaits = false;
        _counts = _connection.Telemetry.CountsTraffic;
        int taken = 0;
        while (true)
        {
            if (++taken > MostAtOnce)
            {
                _moreWaits = true;
                return false;
            }

            // What a canceled receive gave back has been looked at.
            bool isChecked = _held.HasBytes;
            if (!TryNext(buffer[filled..], out FrameChunk chunk))
            {
                break;
            }

            SignsOfLife++;
            if (chunk.Head.IsControl)
            {
                if (chunk.BytesLeft == 0 && mode == ReceiveMode.Pump && chunk.Head.Type == WebSocketOpcode.Close)
                {
                    // A close frame counts when the application receives it: its payload stays in the field until then.
                    _held.Keep(chunk);
                    return true;
                }

                if (chunk.BytesLeft == 0 && HandleControl(mode, buffer, out received))
                {
                    return true;
                }

                if (_send.QueueIsFull)
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
                    _message.CheckSize(chunk.Head.IsCompressed ? 0 : chunk.BytesLeft, LimitOf(mode));
                }

                // Something is there, which is all that an empty buffer asks. A frame without payload is taken already: keep it for the
                // next call.
                if (chunk.BytesLeft == 0)
                {
                    _held.Keep(chunk);
                }

                received = new ReceivedChunk(0, chunk, endOfMessage: false);
                return true;
            }

            if (!isChecked)
            {
                Check(buffer.Slice(filled, chunk.Length), chunk, mode);
            }

            filled += chunk.Length;
            if (chunk.BytesLeft == 0 || filled == buffer.Length
                || mode is not (ReceiveMode.Framework or ReceiveMode.Blocking or ReceiveMode.Own))
            {
                received = new ReceivedChunk(filled, chunk, chunk.IsMessageEnd);
                return true;
            }

            _lastChunk = chunk;
        }

        // A frame that is too large is refused with its header: its first byte may never come.
        _message.CheckSize(_decoder.Announced, LimitOf(mode));
        _moreWaits = _decoder.GaveWay;
        return false;
    }

    /// <summary>The next chunk, held back or from the decoder: of data into the buffer, of a control frame into its field.</summary>
    private bool TryNext(Span<byte> buffer, out FrameChunk chunk)
    {
        if (_held.Any)
        {
            chunk = _held.Take(buffer);
            return true;
        }

        // Once its type is known, a control frame's payload need not go through the caller's buffer.
        if (!_control.IsNone)
        {
            return _decoder.TryReceive(_control.Room, out chunk) && _control.Add(chunk);
        }

        return _decoder.TryReceive(buffer, out chunk) && (!chunk.Head.IsControl || _control.Begin(chunk, buffer));
    }

    /// <summary>Looks again for some microseconds, if that has paid before; see <see cref="BriefSpin"/>.</summary>
    private bool TryFillSpinning(Span<byte> buffer, ReceiveMode mode, ref int filled, out ReceivedChunk chunk)
    {
        chunk = default;
        if (_send.QueueIsFull || _moreWaits || !_spin.TryStart())
        {
            return false;
        }

        bool found = false;
        int start = filled;
        try
        {
            while (!found && !_send.QueueIsFull && !_moreWaits && _spin.Continues())
            {
                found = TryFill(buffer, mode, ref filled, out chunk);
            }
        }
        finally
        {
            _spin.Stop(found || filled > start);
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(ReadOnlySpan<byte> bytes, in FrameChunk chunk, ReceiveMode mode)
    {
        _flood.Ends();
        _message.Add(bytes, chunk, LimitOf(mode));
        if (_counts)
        {
            _connection.Telemetry.Received(chunk);
        }
    }

    // What nobody gets takes no memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long LimitOf(ReceiveMode mode) =>
        mode == ReceiveMode.Messages ? _maxAssembled : mode == ReceiveMode.Skip ? long.MaxValue : _maxStreamed;

    /// <summary>
    /// What a receive throws for a failure. Whatever it is, the decoder is in the middle of something and is not used again. Under the
    /// turn.
    /// </summary>
    /// <param name="e">What has failed.</param>
    /// <param name="filled">How much the caller's buffer has already, which no other receive would get.</param>
    /// <param name="cancellationToken">The receive's.</param>
    private Exception Failure(Exception e, int filled, CancellationToken cancellationToken)
    {
        if (e is FramingException framing)
        {
            return FailProtocol(framing);
        }

        if (e is WebSocketException)
        {
            return e;
        }

        if (!_connection.HasEnded)
        {
            if (e is InvalidOperationException && filled == 0)
            {
                // The caller's memory, or its handle's use: no byte has been taken.
                return e;
            }

            if (e is not CurlException)
            {
                return _connection.FailUnforeseen(e);
            }

            _connection.Fail(e);
        }

        return _connection.Interrupted(e, cancellationToken);
    }

    /// <summary>The server broke the protocol, or a limit: it is told with a close frame, and the connection ends.</summary>
    internal WebSocketException FailProtocol(FramingException e)
    {
        WebSocketException failure = new(WebSocketError.Faulted, e.Message, e.InnerException);
        _send.SendLastWords(e.CloseStatus, e.Message);
        _connection.Fail(failure);
        return failure;
    }
}
