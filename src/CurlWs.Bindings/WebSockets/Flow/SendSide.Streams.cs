using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Messages that are written as streams, one at a time: as fragments, or as one frame of known length whose payload comes in pieces.
internal sealed partial class SendSide
{
    // Held while a stream is writing a message: other messages wait for it, so that none is torn. Control frames go between its fragments.
    private readonly Turn _streamTurn = new();
    private OpenStream? _openStream;

    /// <summary>Opens the one stream.</summary>
    /// <param name="length">The length of the message in bytes, if it is known.</param>
    /// <exception cref="InvalidOperationException">One is open.</exception>
    internal OpenStream Open(long? length)
    {
        _connection.RequireSendable();
        OpenStream open = new(length is { } announced ? new KnownFrame(announced) : null);
        if (Interlocked.CompareExchange(ref _openStream, open, null) is not null)
        {
            throw new InvalidOperationException("Another message stream is open: dispose it first.");
        }

        open.Turn = _held is { Door.IsFree: false }
            ? EnterStreamBehindDoorAsync()
            : _streamTurn.EnterAsync(CancellationToken.None).AsTask();
        if (_connection.HasEnded)
        {
            ReleaseStream();
        }

        return open;
    }

    /// <summary>Sends a fragment of a stream's message.</summary>
    internal async ValueTask WriteFragmentAsync(
        ReadOnlyMemory<byte> payload, WebSocketMessageType type, bool last, bool blocks, CancellationToken cancellationToken) =>
        await SendNowAsync(payload, HeadOf(type, last), blocks, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Sends a piece of the frame of known length that a stream has begun, or begins it. Holds the turn until the frame ends.
    /// </summary>
    internal async ValueTask WriteKnownAsync(
        ReadOnlyMemory<byte> payload, KnownFrame frame, WebSocketMessageType type, bool blocks, CancellationToken cancellationToken)
    {
        if (!frame.TryResume())
        {
            await Turn.WaitIf(blocks, _turn.EnterAsync(cancellationToken)).ConfigureAwait(false);
            frame.TakeTurn();
        }

        try
        {
            _connection.ThrowIfEnded(cancellationToken);
            RequireOpen();

            // Its length on the wire is said before its bytes are there, so it is not compressed.
            FrameHead head = HeadOf(type, endOfMessage: true).Plain();
            bool ends = !frame.Begun && frame.Length == 0;
            while (!frame.Begun && !((frame.Begins || TryWriteQueued()) && TryBegin(frame, head)))
            {
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }

            bool begun = true;
            int length = payload.Length;

            // Left to nobody who waits for the turn: it stays here until the frame ends.
            while (!((payload.IsEmpty || TryTakePiece(ref payload, head, ref begun)) && FlushAll()))
            {
                await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
            }

            frame.Taken += length;
            if (_counts)
            {
                _connection.Telemetry.Sent(head, length, endsFrame: ends || (length > 0 && frame.Taken == frame.Length));
            }
        }
        catch (Exception e)
        {
            frame.LoseTurn();
            Exception failure = Failure(e, frame.Begins, cancellationToken);
            ExitTurn();
            throw failure;
        }

        frame.Pause();
        if (_connection.HasEnded && frame.TryGiveTurnUp())
        {
            ExitTurn();
        }
    }

    private bool TryBegin(KnownFrame frame, FrameHead head)
    {
        frame.Begun = _encoder.TryBegin(frame.Length, head);
        frame.Begins = frame.Begun || _encoder.MustRepeat;
        return frame.Begun;
    }

    /// <summary>The stream is done with its message, or has given it up.</summary>
    /// <param name="tornAfter">How many bytes of a message that is given up have left already: the end of the connection. Null
    /// otherwise.</param>
    internal void CloseStream(long? tornAfter)
    {
        // After a failed send nothing follows it anyhow, and what the server sent before can still be received.
        if (tornAfter is { } bytes && !_connection.HasEnded && _failed is null)
        {
            // A message without its end cannot be followed by another, and must not be taken for a whole one.
            string text = $"A message was given up after {bytes} bytes: its writer was disposed without CompleteAsync, "
                + "so the connection was cut.";
            _connection.LeaveWord(text);
            _connection.Fail(new WebSocketException(WebSocketError.Faulted, text));
        }

        ReleaseStream();
    }

    /// <summary>Gives back what an open stream holds while nobody writes to it, so that whoever waits for it goes on.</summary>
    internal void ReleaseStream()
    {
        if (Interlocked.Exchange(ref _openStream, null) is not { } open)
        {
            return;
        }

        if (open.Frame is { } frame && frame.TryGiveTurnUp())
        {
            ExitTurn();
        }

        open.Turn.ContinueWith(
            static (_, turn) => ((Turn)turn!).Exit(),
            _streamTurn,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Takes the turn behind a stream that is writing a message, and behind the messages that wait for it.</summary>
    private async ValueTask EnterAfterStreamAsync(bool blocks, CancellationToken cancellationToken)
    {
        await Turn.WaitIf(blocks, _streamTurn.EnterAsync(cancellationToken)).ConfigureAwait(false);
        ValueTask turn;
        try
        {
            turn = _turn.EnterAsync(cancellationToken);
        }
        finally
        {
            // It has its place among those that wait to send: now the next one may take its own.
            _streamTurn.Exit();
        }

        await Turn.WaitIf(blocks, turn).ConfigureAwait(false);
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

        /// <summary>How much of the payload the encoder has.</summary>
        internal long Taken { get; set; }

        // The send turn: 0 not held, 1 held between two writes, 2 held by a write. Between two writes the end of the connection may take it
        // back.
        private int _turn;

        internal bool TryResume() => Interlocked.CompareExchange(ref _turn, 2, 1) == 1;

        internal void TakeTurn() => Volatile.Write(ref _turn, 2);

        internal void Pause() => Interlocked.Exchange(ref _turn, 1);

        internal void LoseTurn() => Volatile.Write(ref _turn, 0);

        internal bool TryGiveTurnUp() => Interlocked.CompareExchange(ref _turn, 0, 1) == 1;
    }
}
