using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>Puts whole messages together. One caller at a time: whoever has begun an enumeration.</summary>
internal sealed class MessageReader(ConnectionState connection, ReceiveSide receive)
{
    // The message that is being put together.
    private readonly MessageBuffer _message = new();
    private int _reading;

    /// <summary>Takes the reader for an enumeration; false when another has it.</summary>
    internal bool TryBegin() => Interlocked.Exchange(ref _reading, 1) == 0;

    /// <summary>Lets the next enumeration begin, which goes on with what has come of a message.</summary>
    internal void End()
    {
        if (_message.IsEmpty || connection.HasEnded)
        {
            _message.Release();
        }

        Volatile.Write(ref _reading, 0);
    }

    /// <summary>The message that has just been received; good until the next is asked for.</summary>
    internal ReadOnlyMemory<byte> Take() => _message.Take();

    /// <summary>Receives the next message; null when the server has closed. What has come of it stays here if this is cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<WebSocketMessageType?> ReceiveAsync(CancellationToken cancellationToken)
    {
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
                return chunk.MessageType;
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
                "The server's message is larger than the memory that there is for it. ReceiveStreamAsync reads it without holding it.",
                e));
        }
    }
}
