using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Messages as streams: written without being held in memory, and read so.
public sealed partial class CurlWebSocket
{
    // Held while a stream is writing a message: other messages wait for it, so that none is torn. Control frames go between its fragments.
    private readonly Turn _streamTurn = new();
    private OpenStream? _openStream;

    /// <summary>
    /// One message as a stream to write: every write is a fragment, or with a known length all of it is one frame. Call
    /// <see cref="CurlMessageWriteStream.CompleteAsync"/> to end the message; other sends wait until it is completed or the writer is disposed. One at a
    /// time.
    /// </summary>
    /// <param name="messageType">Text or binary. Text is the writer's to make valid UTF-8.</param>
    /// <param name="length">The whole message's length in bytes, if it is known: then exactly so many must be written.</param>
    /// <exception cref="InvalidOperationException">Another such stream is open.</exception>
    public CurlMessageWriteStream SendStream(WebSocketMessageType messageType, long? length = null)
    {
        ValidateSend(messageType);
        if (length is { } known)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(known, nameof(length));
        }

        RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
        OpenStream open = new(length is { } announced ? new KnownFrame(announced) : null);
        if (Interlocked.CompareExchange(ref _openStream, open, null) is not null)
        {
            throw new InvalidOperationException("Another message stream is open: dispose it first.");
        }

        open.Turn = _streamTurn.EnterAsync(CancellationToken.None).AsTask();
        if (_ending != Ending.None)
        {
            ReleaseStream();
        }

        return new CurlMessageWriteStream(this, messageType, open);
    }

    /// <summary>
    /// Waits for the next message and gives it as a stream to read; null when the server has closed. Read it to its end before the next one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the connection stays.</param>
    public async ValueTask<Stream?> ReceiveStreamAsync(CancellationToken cancellationToken = default)
    {
        // An empty buffer: completes when something is there, and consumes nothing.
        ReceivedChunk chunk = await ReceiveCoreAsync(Memory<byte>.Empty, ReceiveMode.Own, cancellationToken).ConfigureAwait(false);
        return chunk.IsClose ? null : new MessageReadStream(this, chunk.MessageType);
    }

    internal async ValueTask WriteFragmentAsync(
        ReadOnlyMemory<byte> payload, WebSocketMessageType type, bool last, bool blocks, CancellationToken cancellationToken) =>
        await SendCoreAsync(payload, FlagsOf(type, last), blocks, cancellationToken).ConfigureAwait(false);

    internal async ValueTask<(int Count, bool End)> ReadFragmentAsync(Memory<byte> buffer, bool blocks, CancellationToken cancellationToken)
    {
        ReceiveMode mode = blocks ? ReceiveMode.BlockingChunks : ReceiveMode.Chunks;
        ReceivedChunk chunk = await ReceiveCoreAsync(buffer, mode, cancellationToken).ConfigureAwait(false);
        return chunk.IsClose
            ? throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The server closed in the middle of the message.")
            : (chunk.Count, chunk.EndOfMessage);
    }

    /// <summary>Sends a piece of the frame of known length that a stream has begun, or begins it. Holds the send turn until the frame ends.</summary>
    internal async ValueTask WriteKnownAsync(
        ReadOnlyMemory<byte> payload, KnownFrame frame, WebSocketMessageType type, bool blocks, CancellationToken cancellationToken)
    {
        if (!frame.TryResume())
        {
            await Turn.WaitIf(blocks, _sendTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
            frame.TakeTurn();
        }

        try
        {
            ThrowIfEnded(cancellationToken);
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            ThrowIfSendFailed();

            // Its length on the wire is said before its bytes are there, so it is not compressed.
            WebSocketFrameFlags flags = FlagsOf(type, endOfMessage: true) & ~Compressed;
            while (!frame.Begun && !((frame.Begins || TryWriteQueued()) && TryBegin(frame, flags)))
            {
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }

            bool begun = true;

            // Left to nobody who waits for the turn: it stays here until the frame ends.
            while (!((payload.IsEmpty || TryTake(ref payload, flags, ref begun)) && FlushAll()))
            {
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            frame.LoseTurn();
            Exception failure = SendFailure(e, frame.Begins, cancellationToken);
            ExitSendTurn();
            throw failure;
        }

        frame.Pause();
        if (_ending != Ending.None && frame.TryGiveTurnUp())
        {
            ExitSendTurn();
        }
    }

    private bool TryBegin(KnownFrame frame, WebSocketFrameFlags flags)
    {
        frame.Begun = _encoder.TryBegin(frame.Length, flags, compressed: false);
        frame.Begins = frame.Begun || _encoder.MustRepeat;
        return frame.Begun;
    }

    /// <summary>The stream is done with its message, or has given it up.</summary>
    /// <param name="tornAfter">How many bytes of a message that is given up have left already: the end of the connection. Null otherwise.</param>
    internal void CloseStream(long? tornAfter)
    {
        // After a failed send nothing follows it anyhow, and what the server sent before can still be received.
        if (tornAfter is { } bytes && _ending == Ending.None && _sendFailed is null)
        {
            // A message without its end cannot be followed by another, and must not be taken for a whole one.
            string text = $"A message was given up after {bytes} bytes: its writer was disposed without CompleteAsync, so the connection was cut.";
            _endedBecause = text;
            End(WebSocketState.Aborted, Ending.Ended, new WebSocketException(WebSocketError.Faulted, text));
        }

        ReleaseStream();
    }

    /// <summary>Gives back what an open stream holds while nobody writes to it, so that whoever waits for it goes on.</summary>
    private void ReleaseStream()
    {
        if (Interlocked.Exchange(ref _openStream, null) is not { } open)
        {
            return;
        }

        if (open.Frame is { } frame && frame.TryGiveTurnUp())
        {
            ExitSendTurn();
        }

        open.Turn.ContinueWith(
            static (_, turn) => ((Turn)turn!).Exit(),
            _streamTurn,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>A stream that has been made and not disposed.</summary>
    internal sealed class OpenStream(KnownFrame? frame)
    {
        internal KnownFrame? Frame { get; } = frame;

        /// <summary>Completes when the messages before this one are sent or have their places.</summary>
        internal Task Turn { get; set; } = Task.CompletedTask;
    }

    /// <summary>One frame whose payload comes in pieces.</summary>
    internal sealed class KnownFrame(long length)
    {
        internal long Length { get; } = length;

        /// <summary>Whether the encoder has its beginning, written or not: nothing else can follow.</summary>
        internal bool Begins { get; set; }

        internal bool Begun { get; set; }

        // The send turn: 0 not held, 1 held between two writes, 2 held by a write. Between two writes the end of the connection may take it back.
        private int _turn;

        internal bool TryResume() => Interlocked.CompareExchange(ref _turn, 2, 1) == 1;

        internal void TakeTurn() => Volatile.Write(ref _turn, 2);

        internal void Pause() => Interlocked.Exchange(ref _turn, 1);

        internal void LoseTurn() => Volatile.Write(ref _turn, 0);

        internal bool TryGiveTurnUp() => Interlocked.CompareExchange(ref _turn, 0, 1) == 1;
    }
}
