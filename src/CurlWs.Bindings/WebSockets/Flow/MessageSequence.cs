using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Whole messages. An enumerator by hand: one that the compiler makes refers to its last element, and so to that message's memory, as long
/// as it waits.
/// </summary>
internal sealed class MessageSequence(MessageReader reader, CancellationToken cancellationToken) : IAsyncEnumerable<CurlWebSocketMessage>
{
    public IAsyncEnumerator<CurlWebSocketMessage> GetAsyncEnumerator(CancellationToken own = default) =>
        new MessageEnumerator(reader, cancellationToken, own);

    private sealed class MessageEnumerator : IAsyncEnumerator<CurlWebSocketMessage>
    {
        private readonly MessageReader _reader;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource? _both;
        private Stage _stage;

        internal MessageEnumerator(MessageReader reader, CancellationToken first, CancellationToken second)
        {
            _reader = reader;
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
                if (await _reader.ReceiveAsync(_cancellationToken).ConfigureAwait(false) is { } type)
                {
                    Current = new CurlWebSocketMessage(type, _reader.Take());
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
            if (_stage == Stage.Moving || (_stage == Stage.New && !_reader.TryBegin()))
            {
                throw new InvalidOperationException("Messages are being read already: one enumeration at a time.");
            }

            _stage = Stage.Moving;
        }

        private void End()
        {
            _stage = Stage.Ended;
            _reader.End();
        }
    }
}
