using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Whole messages that are read ahead, as many bytes of them as the application allows; then nothing more is read, and TCP holds the server
/// back.
/// </summary>
internal sealed class PrefetchedMessages(MessageReader reader, AheadMessages kept, CancellationToken cancellationToken)
    : IAsyncEnumerable<CurlWebSocketMessage>
{
    public IAsyncEnumerator<CurlWebSocketMessage> GetAsyncEnumerator(CancellationToken own = default) =>
        new Enumerator(reader, kept, cancellationToken, own);

    [SuppressMessage("Design", "CA1001", Justification = "DisposeAsync disposes them.")]
    private sealed class Enumerator(MessageReader reader, AheadMessages kept, CancellationToken first, CancellationToken second)
        : IAsyncEnumerator<CurlWebSocketMessage>
    {
        private readonly JoinedToken _token = new(first, second);
        private readonly CancellationTokenSource _stop = new();
        private readonly object _lock = new();
        private readonly Queue<CurlWebSocketMessage> _ahead = new();
        private long _bytes;

        // Completes when a message has come or none will; and when there is room. Made by whoever waits.
        private TaskCompletionSource? _arrived;
        private TaskCompletionSource? _room;
        private Task? _reads;
        private ExceptionDispatchInfo? _failure;
        private bool _isOver;
        private bool _ended;

        public CurlWebSocketMessage Current { get; private set; } = null!;

        public async ValueTask<bool> MoveNextAsync()
        {
            Current = null!;
            if (_ended)
            {
                return false;
            }

            // Unless a message comes: so also after a failure.
            _ended = true;
            _token.Token.ThrowIfCancellationRequested();
            _reads ??= ReadAheadAsync();
            while (true)
            {
                Task arrived;
                lock (_lock)
                {
                    if (_ahead.TryDequeue(out CurlWebSocketMessage? message))
                    {
                        _bytes -= message.Payload.Length;
                        _room?.TrySetResult();
                        Current = message;
                        _ended = false;
                        return true;
                    }

                    if (_isOver)
                    {
                        _failure?.Throw();
                        return false;
                    }

                    arrived = (_arrived = New()).Task;
                }

                await arrived.WaitAsync(_token.Token).ConfigureAwait(false);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _ended = true;
            Current = null!;
            await _stop.CancelAsync().ConfigureAwait(false);
            if (_reads is { } reads)
            {
                await reads.ConfigureAwait(false);
            }

            kept.PutBack(_ahead);
            _stop.Dispose();
            _token.Dispose();
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Never faults: what fails is told behind the messages that came before.</summary>
        [SuppressMessage("Design", "CA1031", Justification = "MoveNextAsync throws it.")]
        private async Task ReadAheadAsync()
        {
            try
            {
                // Begun on the caller's thread, so that what ends the connection from now on ends a receive; the rest is not the caller's.
                ValueTask<CurlWebSocketMessage?> next = reader.ReceiveOwnedAsync(_stop.Token);
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                while (await next.ConfigureAwait(false) is { } message)
                {
                    Task? room = null;
                    lock (_lock)
                    {
                        _ahead.Enqueue(message);
                        _bytes += message.Payload.Length;
                        _arrived?.TrySetResult();
                        if (IsFull)
                        {
                            room = (_room = New()).Task;
                        }
                    }

                    // Looks again: what the application takes may be less than what is too much.
                    while (room is not null)
                    {
                        await room.WaitAsync(_stop.Token).ConfigureAwait(false);
                        lock (_lock)
                        {
                            room = IsFull ? (_room = New()).Task : null;
                        }
                    }

                    next = reader.ReceiveOwnedAsync(_stop.Token);
                }
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            lock (_lock)
            {
                _isOver = true;
                _arrived?.TrySetResult();
            }
        }

        // Small messages cost more than their bytes.
        private bool IsFull => _bytes + (16L * _ahead.Count) >= kept.Limit;
    }
}
