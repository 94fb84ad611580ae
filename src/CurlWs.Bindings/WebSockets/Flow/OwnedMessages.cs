using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Whole messages that can be kept. An enumerator by hand: one that the compiler makes refers to its last element, and so to that message's
/// memory, as long as it waits.
/// </summary>
internal sealed class OwnedMessages(MessageReader reader, CancellationToken cancellationToken) : IAsyncEnumerable<CurlWebSocketMessage>
{
    public IAsyncEnumerator<CurlWebSocketMessage> GetAsyncEnumerator(CancellationToken own = default) =>
        new Enumerator(reader, cancellationToken, own);

    private sealed class Enumerator(MessageReader reader, CancellationToken first, CancellationToken second)
        : IAsyncEnumerator<CurlWebSocketMessage>
    {
        private readonly JoinedToken _token = new(first, second);
        private bool _ended;

        public CurlWebSocketMessage Current { get; private set; } = null!;

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<bool> MoveNextAsync()
        {
            Current = null!;
            if (_ended)
            {
                return false;
            }

            // Unless a message comes: so also after a failure.
            _ended = true;
            if (await reader.ReceiveOwnedAsync(_token.Token).ConfigureAwait(false) is not { } message)
            {
                return false;
            }

            Current = message;
            _ended = false;
            return true;
        }

        public ValueTask DisposeAsync()
        {
            _ended = true;
            Current = null!;
            _token.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
