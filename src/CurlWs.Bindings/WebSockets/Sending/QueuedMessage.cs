using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>A whole message in the send queue.</summary>
internal sealed class QueuedMessage(ReadOnlyMemory<byte> payload, byte[]? array, FrameHead head, object? key, bool isBegun)
{
    private byte[]? _array = array;

    internal ReadOnlyMemory<byte> Payload { get; private set; } = payload;

    internal int Length { get; } = payload.Length;

    internal FrameHead Head => head;

    /// <summary>A newer message of the same key takes its place; null for none.</summary>
    internal object? Key => key;

    /// <summary>Whether its first bytes have left, and these are the rest: it cannot be dropped.</summary>
    internal bool IsBegun => isBegun;

    internal SendRun? Run { get; set; }

    internal QueuedMessage? Next { get; set; }

    internal QueuedMessage? Previous { get; set; }

    internal WebSocketMessageType MessageType =>
        Head.Type == WebSocketOpcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    /// <summary>Gives pooled memory back. Once it has left the queue.</summary>
    internal void Release()
    {
        Payload = default;
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}

/// <summary>
/// Messages of the send queue that follow each other without anything between: they have one place among all that wait to send, and so keep
/// their order with closes, streams, fragments and everything else that does not go through the queue.
/// </summary>
internal sealed class SendRun
{
    private Turn? _line;
    private int _entry;

    /// <summary>Completes when the place has come; to be awaited once.</summary>
    internal Task Place { get; private set; } = Task.CompletedTask;

    /// <summary>What its sender has begun to write and left to it.</summary>
    internal QueuedMessage? Begun { get; set; }

    /// <summary>Whether its last message has been taken from the queue: no further one may join.</summary>
    internal bool IsOver { get; set; }

    /// <summary>Whether a message may join: nobody has taken a place behind it.</summary>
    internal bool IsLast => !IsOver && _line is { } line && line.Entries == _entry;

    /// <summary>Whether its place is in this line.</summary>
    internal bool IsIn(Turn line) => _line == line;

    /// <summary>Takes a place; what is done in the same lock joins nothing else.</summary>
    internal void Enter(Turn line)
    {
        Place = line.EnterAsync(CancellationToken.None, out _entry).AsTask();
        _line = line;
    }

    /// <summary>It has the turn already.</summary>
    /// <param name="line">The turn.</param>
    /// <param name="entry">The turn's <see cref="Turn.Entries"/> before it was taken.</param>
    internal void Has(Turn line, int entry)
    {
        _line = line;
        _entry = entry;
    }
}
