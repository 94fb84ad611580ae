using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Sending: see Flow/SendSide. One call of SendAsync is one frame, unless it is compressed.
public sealed partial class CurlWebSocket
{
    /// <inheritdoc/>
    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        MessageTypes.RequireMessage(messageType);
        if (buffer.Array is null)
        {
            throw new ArgumentNullException(nameof(buffer));
        }

        return _send.SendAsync(buffer, _send.HeadOf(messageType, endOfMessage), blocks: false, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        MessageTypes.RequireMessage(messageType);
        return _send.SendAsync(buffer, _send.HeadOf(messageType, endOfMessage), blocks: false, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken)
    {
        MessageTypes.RequireMessage(messageType);
        FrameHead head = _send.HeadOf(messageType, (messageFlags & WebSocketMessageFlags.EndOfMessage) != 0);
        bool plain = (messageFlags & WebSocketMessageFlags.DisableCompression) != 0;
        return _send.SendAsync(buffer, plain ? head.Plain() : head, blocks: false, cancellationToken);
    }

    /// <summary>Sends one whole message, blocking the calling thread.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, bool, CancellationToken)"/>
    public void Send(ReadOnlyMemory<byte> message, WebSocketMessageType messageType, CancellationToken cancellationToken = default)
    {
        MessageTypes.RequireMessage(messageType);
        ValueTask send = _send.SendAsync(message, _send.HeadOf(messageType, endOfMessage: true), blocks: true, cancellationToken);
        Debug.Assert(send.IsCompleted, "It has waited on this thread.");
        send.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Sends several whole messages, as many as possible in one write: for small messages many times faster than one
    /// <see cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, bool, CancellationToken)"/> each. Every message stays a message of
    /// its own.
    /// </summary>
    /// <param name="messages">The messages, in order. They and the list itself must not change until the send is complete.</param>
    /// <param name="messageType">Text or binary, for all of them.</param>
    /// <param name="cancellationToken">Ends the wait. After the first message has begun, canceling aborts the connection.</param>
    /// <remarks>
    /// Sends of other threads come before or after all of these. Messages that are sent one by one from several threads at once share
    /// writes by themselves.
    /// </remarks>
    /// <exception cref="ArgumentException">The type cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    public ValueTask SendMessagesAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, WebSocketMessageType messageType, CancellationToken cancellationToken = default)
    {
        MessageTypes.RequireMessage(messageType);
        return _send.SendAllAsync(messages, _send.HeadOf(messageType, endOfMessage: true), cancellationToken);
    }

    /// <summary>
    /// One message as a stream to write: every write is a fragment, or with a known length all of it is one frame. Call
    /// <see cref="CurlMessageWriteStream.CompleteAsync"/> to end the message; other sends wait until it is completed or the writer is
    /// disposed. One at a time.
    /// </summary>
    /// <param name="messageType">Text or binary. Text is the writer's to make valid UTF-8.</param>
    /// <param name="length">The whole message's length in bytes, if known: exactly this number must be written.</param>
    /// <exception cref="InvalidOperationException">Another such stream is open.</exception>
    public CurlMessageWriteStream OpenMessageWriter(WebSocketMessageType messageType, long? length = null)
    {
        MessageTypes.RequireMessage(messageType);
        if (length is { } known)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(known, nameof(length));
        }

        return new CurlMessageWriteStream(_send, messageType, _send.Open(length));
    }

    /// <summary>
    /// Sends a message that was made once for many connections: see <see cref="CurlPreparedMessage"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait. Before the message has begun nothing happens to the connection; after that,
    /// cancelling aborts it.</param>
    /// <exception cref="ArgumentNullException">The message is null.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask SendAsync(CurlPreparedMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _send.SendPreparedAsync(message, cancellationToken);
    }
}
