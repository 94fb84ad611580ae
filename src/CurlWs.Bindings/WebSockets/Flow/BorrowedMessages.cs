using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Whole messages whose memory is lent. An enumerator by hand: one that the compiler makes refers to its last element, and so to that
/// message's memory, as long as it waits.
/// </summary>
internal sealed class BorrowedMessages(MessageReader reader, CancellationToken cancellationToken) : IAsyncEnumerable<CurlBorrowedMessage>
{
    public IAsyncEnumerator<CurlBorrowedMessage> GetAsyncEnumerator(CancellationToken own = default) =>
        new Enumerator(reader, cancellationToken, own);

    private sealed class Enumerator(MessageReader reader, CancellationToken first, CancellationToken second)
        : IAsyncEnumerator<CurlBorrowedMessage>
    {
        private readonly JoinedToken _token = new(first, second);
        private Stage _stage;

        private enum Stage
        {
            New,
            Between,
            Moving,
            Ended,
        }

        public CurlBorrowedMessage Current { get; private set; }

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
                if (await reader.ReceiveToLendAsync(_token.Token).ConfigureAwait(false) is { } type)
                {
                    Current = new CurlBorrowedMessage(type, reader.Take(), reader, reader.Loan);
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
            _token.Dispose();
            Current = default;
            return ValueTask.CompletedTask;
        }

        private void Begin()
        {
            if (_stage == Stage.Moving || (_stage == Stage.New && !reader.TryLend()))
            {
                throw new InvalidOperationException("Messages are being borrowed already: one enumeration at a time.");
            }

            reader.TakeBack();
            _stage = Stage.Moving;
        }

        private void End()
        {
            _stage = Stage.Ended;
            reader.EndLending();
        }
    }
}
