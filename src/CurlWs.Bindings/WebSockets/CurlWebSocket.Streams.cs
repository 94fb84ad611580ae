using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Messages as streams: written without being held in memory, and read so.
public sealed partial class CurlWebSocket
{
    // Set while a stream is writing a message: other sends wait for it, so that no message is torn. Control frames go between its fragments.
    private volatile TaskCompletionSource? _openStream;

    /// <summary>
    /// One message as a stream to write: every write is a fragment, or with a known length all of it is one frame. Dispose it to end the
    /// message; other sends wait until then. One at a time.
    /// </summary>
    /// <param name="messageType">Text or binary. Text is the writer's to make valid UTF-8.</param>
    /// <param name="length">The whole message's length in bytes, if it is known: then exactly so many must be written.</param>
    /// <exception cref="InvalidOperationException">Another such stream is open.</exception>
    public Stream SendStream(WebSocketMessageType messageType, long? length = null)
    {
        ValidateSend(messageType);
        if (length is { } known)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(known, nameof(length));
        }

        RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _openStream, open, null) is not null)
        {
            throw new InvalidOperationException("Another message stream is open: dispose it first.");
        }

        return new MessageWriteStream(this, messageType, length);
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
        ReadOnlyMemory<byte> payload, WebSocketMessageType type, bool last, CancellationToken cancellationToken) =>
        await SendCoreAsync(payload, FlagsOf(type, last), cancellationToken).ConfigureAwait(false);

    internal async ValueTask<(int Count, bool End)> ReadFragmentAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReceivedChunk chunk = await ReceiveCoreAsync(buffer, ReceiveMode.Chunks, cancellationToken).ConfigureAwait(false);
        return chunk.IsClose
            ? throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The server closed in the middle of the message.")
            : (chunk.Count, chunk.EndOfMessage);
    }

    /// <summary>Sends a piece of the frame of known length that a stream has begun, or begins it. Holds the send turn until the frame ends.</summary>
    internal async ValueTask WriteKnownAsync(
        ReadOnlyMemory<byte> payload, KnownFrame frame, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        if (!frame.HasTurn)
        {
            await _sendTurn.EnterAsync(cancellationToken).ConfigureAwait(false);
            frame.HasTurn = true;
        }

        try
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            // Its length on the wire is said before its bytes are there, so it is not compressed.
            WebSocketFrameFlags flags = FlagsOf(type, endOfMessage: true) & ~Compressed;
            while (!frame.Begun && !(TryWriteQueued() && (frame.Begun = _encoder.TryBegin(frame.Length, flags, compressed: false))))
            {
                await _easy.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
            }

            bool begun = true;
            while (!(payload.IsEmpty ? _encoder.TryFlush() : TryWrite(ref payload, flags, ref begun)))
            {
                await _easy.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            frame.HasTurn = false;
            Exception failure = SendFailure(e, frame.Begun, cancellationToken);
            ExitSendTurn();
            throw failure;
        }
    }

    /// <summary>The stream is done with its message, or has given it up in the middle.</summary>
    internal void CloseStream(KnownFrame? frame, bool complete)
    {
        if (!complete)
        {
            // A message without its end cannot be followed by another.
            End(WebSocketState.Aborted, Ending.Ended);
        }

        if (frame is { HasTurn: true })
        {
            frame.HasTurn = false;
            ExitSendTurn();
        }

        Interlocked.Exchange(ref _openStream, null)?.TrySetResult();
    }

    /// <summary>One frame whose payload comes in pieces.</summary>
    internal sealed class KnownFrame(long length)
    {
        internal long Length { get; } = length;

        internal bool Begun { get; set; }

        internal bool HasTurn { get; set; }
    }
}
