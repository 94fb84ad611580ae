using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What goes beside the send queue keeps its order with it: behind the messages that wait for room there, then in the line for the turn.
internal sealed partial class SendSide
{
    // So many messages of the queue are written before a thread gives way.
    private const int MostAtOnce = 64;

    // What waits beside the queue, and counts as much.
    private long Others => Volatile.Read(ref _waiting);

    /// <summary>Waits until all that was sent before is written.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _connection.RequireSendable();
        await EnterInOrderAsync(blocks: false, cancellationToken).ConfigureAwait(false);
        try
        {
            _connection.ThrowIfEnded(cancellationToken);
            while (!TryWriteQueued())
            {
                await WaitToWriteAsync(blocks: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or WebSocketException))
        {
            Latch(e, begun: false);
            throw _connection.Interrupted(e, cancellationToken);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>Waits until the queue has room for a message of this length.</summary>
    internal async ValueTask WaitForRoomAsync(long length, CancellationToken cancellationToken)
    {
        _connection.RequireSendable();
        cancellationToken.ThrowIfCancellationRequested();
        while (_held is { } queue)
        {
            Task room = queue.Room();
            if (queue.HasRoomFor(length, Others) && queue.Door.IsFree)
            {
                break;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            _connection.ThrowIfEnded(cancellationToken);
        }
    }

    /// <summary>Takes the turn for messages, behind a stream and behind what waits for room in the queue.</summary>
    private ValueTask EnterInOrderAsync(bool blocks, CancellationToken cancellationToken) => _held is not { Door.IsFree: false }
        ? EnterForMessagesAsync(blocks, cancellationToken)
        : BehindDoorAsync(blocks, () => EnterForMessagesAsync(blocks, cancellationToken), cancellationToken);

    /// <summary>Takes the turn for a close frame, behind what waits for room in the queue.</summary>
    private ValueTask EnterToCloseAsync(CancellationToken cancellationToken) => _held is not { Door.IsFree: false }
        ? _turn.EnterAsync(cancellationToken)
        : BehindDoorAsync(blocks: false, () => _turn.EnterAsync(cancellationToken), cancellationToken);

    private Task EnterStreamBehindDoorAsync() => BehindDoorAsync(
        blocks: false, () => _streamTurn.EnterAsync(CancellationToken.None), CancellationToken.None).AsTask();

    /// <summary>A send that the queue does not hold; where nothing may wait without limit, it is refused as well.</summary>
    private ValueTask BesideAsync(long length, bool blocks, Func<ValueTask> send, CancellationToken cancellationToken)
    {
        SendQueue queue = _held!;
        if (!blocks && queue.Refuses && !queue.HasRoomFor(length, Others))
        {
            return ValueTask.FromException(queue.IsFullFor(length, BufferedAmount));
        }

        return queue.Door.IsFree ? send() : BehindDoorAsync(blocks, send, cancellationToken);
    }

    private async ValueTask BehindDoorAsync(bool blocks, Func<ValueTask> send, CancellationToken cancellationToken)
    {
        await Turn.WaitIf(blocks, _held!.Door.EnterAsync(cancellationToken)).ConfigureAwait(false);
        ValueTask sent;
        try
        {
            sent = send();
        }
        finally
        {
            // It has its place among those that wait to send: now the next one may take its own.
            _held.Door.Exit();
        }

        await sent.ConfigureAwait(false);
    }

    /// <summary>So much of a send that waits has been taken, or it waits no longer.</summary>
    /// <param name="counted">What it counts; after the call, what is left.</param>
    /// <param name="left">What is left.</param>
    private void Count(ref long counted, long left)
    {
        if (counted != left)
        {
            Interlocked.Add(ref _waiting, left - counted);
            _connection.Telemetry.Buffered(left - counted);
            counted = left;
            _held?.SignalRoom();
        }
    }
}
