using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What waits to be sent: see Sending/SendQueue.
public sealed partial class CurlWebSocket
{
    /// <summary>
    /// A message was dropped because the send queue has no room (<see cref="CurlWebSocketOptions.SendQueueFullMode"/>), or a newer one has
    /// replaced it (<see cref="SendLatestAsync"/>); raised by the send that made it necessary, on its thread. What a handler throws comes
    /// out of that send, and changes nothing else.
    /// </summary>
    public event EventHandler<CurlMessageDroppedEventArgs>? MessageDropped
    {
        add
        {
            // Without a queue nothing is dropped.
            if (_send.Held is { } queue)
            {
                queue.Dropped += value;
            }
        }

        remove
        {
            if (_send.Held is { } queue)
            {
                queue.Dropped -= value;
            }
        }
    }

    /// <summary>
    /// The bytes that have been given to sends and not been taken by the system yet: of sends that wait, of messages in the send queue,
    /// and of frames that are made already, compressed and with their headers. A queued message counts until all of it is written. From any
    /// thread, also after the end: then it is the part of the queue that has never left, without frames that are made already as soon as
    /// their memory has been given back.
    /// </summary>
    public long BufferedAmount => _send.BufferedAmount;

    /// <summary>Number of messages that the send queue has dropped or replaced. From any thread.</summary>
    public long DroppedMessages => _send.Held?.DroppedMessages ?? 0;

    /// <summary>Bytes, before compression, of the messages that the send queue has dropped or replaced. From any thread.</summary>
    public long DroppedBytes => _send.Held?.DroppedBytes ?? 0;

    /// <summary>
    /// Sends a whole message that is out of date as soon as there is a newer one of the same key: where one with an equal key waits in the
    /// send queue, this takes its place there, whether the queue is full or not. Needs <see cref="CurlWebSocketOptions.SendQueueLimit"/> or
    /// a <see cref="CurlWebSocketOptions.SendBudget"/>.
    /// </summary>
    /// <param name="key">What the message is about, such as the name of a price. Compared by its <c>Equals</c>.</param>
    /// <param name="message">The message; copied if it cannot leave at once.</param>
    /// <param name="messageType">Text or binary.</param>
    /// <param name="cancellationToken">Ends the wait. Before the message has begun nothing happens to the connection.</param>
    /// <exception cref="ArgumentException">The type cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">There is no send queue; or a message has been begun with SendAsync and is not
    /// finished.</exception>
    /// <exception cref="CurlSendQueueFullException">There is no room, and the mode is <see cref="CurlSendQueueFullMode.Fail"/>.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    public ValueTask SendLatestAsync(
        object key, ReadOnlyMemory<byte> message, WebSocketMessageType messageType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        MessageTypes.RequireMessage(messageType);
        return _send.SendLatestAsync(key, message, _send.HeadOf(messageType, endOfMessage: true), cancellationToken);
    }

    /// <summary>
    /// Waits until everything that was sent before has been given to the system: sends that are not complete, and what the send queue
    /// holds. A message writer that is open is waited for, too.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the connection stays open.</param>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => _send.FlushAsync(cancellationToken);

    /// <summary>
    /// Waits until the send queue has room for a message. Without a send queue, and where there is room, it completes at once. Another
    /// send may take the room meanwhile.
    /// </summary>
    /// <param name="length">The message's length in bytes; one that is larger than the limit waits until the queue is empty.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays open.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask WaitForSendRoomAsync(long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return _send.WaitForRoomAsync(length, cancellationToken);
    }
}
