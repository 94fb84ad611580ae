using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Whole messages. An enumerator by hand: one that the compiler makes refers to its last element, and so to that message's memory, as long as it waits.
public sealed partial class CurlWebSocket
{
    // The message that is being put together; the enumeration's own while _reading is set.
    private readonly MessageBuffer _message = new();
    private int _reading;

    /// <summary>The next message into <see cref="_message"/>; null when the server has closed. What has come of it stays there if this is cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<WebSocketMessageType?> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        if (_message.HoldsSpare && !_decoder.MayHaveMore)
        {
            // An empty buffer: a large message's memory is not held while the next one is waited for.
            ValueTask<ReceivedChunk> next = ReceiveCoreAsync(Memory<byte>.Empty, ReceiveMode.Messages, cancellationToken);
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
            ReceivedChunk chunk = await ReceiveCoreAsync(RoomForMessage(), ReceiveMode.Messages, cancellationToken).ConfigureAwait(false);
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

    private Memory<byte> RoomForMessage()
    {
        try
        {
            return _message.Free;
        }
        catch (OutOfMemoryException e)
        {
            throw FailProtocol(new FramingException(
                WebSocketCloseStatus.MessageTooBig,
                "The server's message is larger than the memory that there is for it. ReceiveStreamAsync reads it without holding it.",
                e));
        }
    }

    private sealed class MessageSequence(CurlWebSocket socket, CancellationToken cancellationToken) : IAsyncEnumerable<CurlWebSocketMessage>
    {
        public IAsyncEnumerator<CurlWebSocketMessage> GetAsyncEnumerator(CancellationToken own = default) =>
            new MessageEnumerator(socket, cancellationToken, own);
    }

    private sealed class MessageEnumerator : IAsyncEnumerator<CurlWebSocketMessage>
    {
        private readonly CurlWebSocket _socket;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource? _both;
        private Stage _stage;

        internal MessageEnumerator(CurlWebSocket socket, CancellationToken first, CancellationToken second)
        {
            _socket = socket;
            _both = first.CanBeCanceled && second.CanBeCanceled && first != second
                ? CancellationTokenSource.CreateLinkedTokenSource(first, second)
                : null;
            _cancellationToken = _both?.Token ?? (first.CanBeCanceled ? first : second);
        }

        private enum Stage
        {
            New,
            Between,
            Moving,
            Ended,
        }

        public CurlWebSocketMessage Current { get; private set; }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<bool> MoveNextAsync()
        {
            Current = default;
            if (_stage == Stage.Ended)
            {
                return false;
            }

            Begin();
            bool found = false;
            try
            {
                if (await _socket.ReceiveMessageAsync(_cancellationToken).ConfigureAwait(false) is { } type)
                {
                    Current = new CurlWebSocketMessage(type, _socket._message.Take());
                    _stage = Stage.Between;
                    found = true;
                }
            }
            finally
            {
                if (!found)
                {
                    End();
                }
            }

            return found;
        }

        public ValueTask DisposeAsync()
        {
            if (_stage == Stage.Moving)
            {
                throw new NotSupportedException("The next message is still being waited for: cancel and await that first.");
            }

            if (_stage == Stage.Between)
            {
                End();
            }

            _stage = Stage.Ended;
            _both?.Dispose();
            Current = default;
            return ValueTask.CompletedTask;
        }

        private void Begin()
        {
            if (_stage == Stage.Moving || (_stage == Stage.New && Interlocked.Exchange(ref _socket._reading, 1) != 0))
            {
                throw new InvalidOperationException("Messages are being read already: one enumeration at a time.");
            }

            _stage = Stage.Moving;
        }

        /// <summary>Lets the next enumeration begin, which goes on with what has come of a message.</summary>
        private void End()
        {
            _stage = Stage.Ended;
            if (_socket._message.IsEmpty || _socket._ending != Ending.None)
            {
                _socket._message.Release();
            }

            Volatile.Write(ref _socket._reading, 0);
        }
    }
}
