using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>Makes what a caller gets of a whole message. The bytes are good until it returns.</summary>
internal delegate TResult MessageConverter<in TState, out TResult>(WebSocketMessageType type, ReadOnlySpan<byte> payload, TState state);

/// <summary>
/// Puts whole messages together, one at a time, for callers in their order; or lends their memory to one enumeration, and then to nobody
/// else.
/// </summary>
internal sealed class MessageReader(ConnectionState connection, ReceiveSide receive, AheadMessages? ahead)
{
    // The message that is being put together.
    private readonly MessageBuffer _message = new();
    private readonly Turn _turn = new();

    // Whether the message is whole, and its type: one that its caller could not take stays for the next.
    private WebSocketMessageType? _whole;

    private int _lending;
    private int _loan;

    /// <summary>Where messages wait that were read ahead; null where none are.</summary>
    internal AheadMessages? Ahead => ahead;

    /// <summary>The number of the loan under way: memory of another one has been taken back. From any thread.</summary>
    internal int Loan => Volatile.Read(ref _loan);

    /// <summary>Takes the reader for an enumeration that borrows; false when another has it.</summary>
    internal bool TryLend() => Interlocked.Exchange(ref _lending, 1) == 0;

    /// <summary>Takes back what was lent.</summary>
    internal void TakeBack() => Interlocked.Increment(ref _loan);

    /// <summary>Lets others receive, who go on with what has come of a message.</summary>
    internal void EndLending()
    {
        TakeBack();
        Settle();
        Volatile.Write(ref _lending, 0);
    }

    /// <summary>The message that has just been received, lent: good until the next is asked for.</summary>
    internal ReadOnlyMemory<byte> Take()
    {
        _whole = null;
        if (ahead?.Whole is { } taken)
        {
            ahead.Whole = null;
            return taken.Payload;
        }

        return _message.Take();
    }

    /// <summary>
    /// Receives the next message to lend it; null when the server has closed. What has come of it stays if this is canceled.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<WebSocketMessageType?> ReceiveToLendAsync(CancellationToken cancellationToken)
    {
        // Behind whoever came before the lending began.
        ValueTask turn = _turn.EnterAsync(cancellationToken);
        bool waits = !turn.IsCompleted;
        await turn.ConfigureAwait(false);
        try
        {
            if (waits)
            {
                connection.ThrowIfEnded(cancellationToken);
            }

            return await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Exit();
        }
    }

    /// <summary>Receives the next message, for its caller to keep; null when the server has closed.</summary>
    internal ValueTask<CurlWebSocketMessage?> ReceiveOwnedAsync(CancellationToken cancellationToken) => ReceiveAsync(
        static (type, payload, _) => new CurlWebSocketMessage(type, payload), state: 0, textOnly: false, cancellationToken);

    /// <summary>
    /// Receives the next message for one caller; null when the server has closed. What has come of it stays if this is canceled.
    /// </summary>
    /// <param name="convert">Makes what the caller gets; what it throws leaves the message behind.</param>
    /// <param name="state">Handed to it.</param>
    /// <param name="textOnly">Whether a binary message is not for this caller: it stays for the next.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">Messages are being lent, or the message is binary and must be text.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<TResult?> ReceiveAsync<TState, TResult>(
        MessageConverter<TState, TResult> convert, TState state, bool textOnly, CancellationToken cancellationToken)
        where TResult : class
    {
        ThrowIfLending();
        ValueTask turn = _turn.EnterAsync(cancellationToken);
        bool waits = !turn.IsCompleted;
        await turn.ConfigureAwait(false);
        try
        {
            if (waits)
            {
                connection.ThrowIfEnded(cancellationToken);
            }

            // Again: an enumeration that has begun meanwhile owns the buffer.
            ThrowIfLending();
            if (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is not { } type)
            {
                return null;
            }

            if (textOnly && type != WebSocketMessageType.Text)
            {
                throw new InvalidOperationException(
                    "The next message is binary, not text: ReceiveMessageAsync receives it. Nothing of it is lost.");
            }

            return convert(type, Take().Span, state);
        }
        finally
        {
            Settle();
            _turn.Exit();
        }
    }

    private void ThrowIfLending()
    {
        if (Volatile.Read(ref _lending) != 0)
        {
            throw new InvalidOperationException(
                "Messages are being borrowed by an enumeration of ReceiveBorrowedMessagesAsync: one at a time, and nothing beside it.");
        }
    }

    /// <summary>Gives the buffer back, unless it holds a part of a message, or is soon needed again.</summary>
    private void Settle()
    {
        if (connection.HasEnded || (_message.IsEmpty && !receive.MayHaveMore))
        {
            _message.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<WebSocketMessageType?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_whole is not null && (ahead?.Whole is not null || !connection.HasEnded))
        {
            return _whole;
        }

        if (ahead?.Take() is { } taken)
        {
            ahead.Whole = taken;
            return _whole = taken.MessageType;
        }

        if (_message.HoldsSpare && !receive.MayHaveMore)
        {
            // An empty buffer: a large message's memory is not held while the next one is waited for.
            ValueTask<ReceivedChunk> next = receive.ReceiveAsync(Memory<byte>.Empty, ReceiveMode.Messages, cancellationToken);
            if (!next.IsCompleted)
            {
                _message.Release();
            }

            ReceivedChunk begins = await next.ConfigureAwait(false);
            if (begins.IsClose)
            {
                return null;
            }

            _message.Expect(begins.Frame.BytesLeft);
        }

        while (true)
        {
            ReceivedChunk chunk = await receive.ReceiveAsync(Room(), ReceiveMode.Messages, cancellationToken).ConfigureAwait(false);
            if (chunk.IsClose)
            {
                return null;
            }

            _message.Advance(chunk.Count);
            if (chunk.EndOfMessage)
            {
                return _whole = chunk.MessageType;
            }
        }
    }

    private Memory<byte> Room()
    {
        try
        {
            return _message.Free;
        }
        catch (OutOfMemoryException e)
        {
            throw receive.FailProtocol(new FramingException(
                WebSocketCloseStatus.MessageTooBig,
                "The server's message is larger than the memory that there is for it. OpenMessageReaderAsync reads it without holding it.",
                e));
        }
    }
}
