using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Whole messages: see Flow/MessageReader.
public sealed partial class CurlWebSocket
{
    /// <summary>
    /// Receives whole messages until the server closes. Each owns its bytes and can be kept; one that is larger than
    /// <see cref="CurlWebSocketOptions.MaxMessageSize"/>, 64 MiB if that is not set, fails the connection with the close code 1009.
    /// </summary>
    /// <remarks>
    /// <para>A message costs one object and one array of its length. <see cref="ReceiveBorrowedMessagesAsync"/> allocates neither;
    /// <see cref="OpenMessageReaderAsync"/> reads a message of any size without holding it.</para>
    /// <para>It reads nothing ahead unless <see cref="CurlWebSocketOptions.ReceivePrefetch"/> is set.</para>
    /// <para>Enumerations and <see cref="ReceiveMessageAsync"/> may be mixed and may run at once: each message goes to whoever asked first.
    /// </para>
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next
    /// enumeration or call.</param>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol.</exception>
    /// <exception cref="InvalidOperationException">An enumeration of <see cref="ReceiveBorrowedMessagesAsync"/> is under way.</exception>
    public IAsyncEnumerable<CurlWebSocketMessage> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        _messages.Ahead is { } ahead
            ? new PrefetchedMessages(_messages, ahead, cancellationToken)
            : new OwnedMessages(_messages, cancellationToken);

    /// <summary>
    /// Receives one whole message, which owns its bytes and can be kept; null when the server has closed. One that is larger than
    /// <see cref="CurlWebSocketOptions.MaxMessageSize"/>, 64 MiB if that is not set, fails the connection with the close code 1009.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next call.
    /// </param>
    /// <returns>The message; null once, when the server's close frame has come: <see cref="CloseStatus"/> says why it closed.</returns>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol; or the close
    /// frame has been received before (<see cref="WebSocketError.InvalidState"/>).</exception>
    /// <exception cref="InvalidOperationException">An enumeration of <see cref="ReceiveBorrowedMessagesAsync"/> is under way.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask<CurlWebSocketMessage?> ReceiveMessageAsync(CancellationToken cancellationToken = default) =>
        _messages.ReceiveOwnedAsync(cancellationToken);

    /// <summary>
    /// Receives one whole text message as a string; null when the server has closed. Limits are as for <see cref="ReceiveMessageAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next call.
    /// </param>
    /// <returns>The text, checked to be valid UTF-8 (see <see cref="CurlWebSocketOptions.ValidateUtf8"/>); null once, when the server's
    /// close frame has come.</returns>
    /// <exception cref="InvalidOperationException">The next message is binary: it stays, and <see cref="ReceiveMessageAsync"/> receives it.
    /// Or an enumeration of <see cref="ReceiveBorrowedMessagesAsync"/> is under way.</exception>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol; or the close
    /// frame has been received before (<see cref="WebSocketError.InvalidState"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask<string?> ReceiveTextAsync(CancellationToken cancellationToken = default) => _messages.ReceiveAsync(
        static (_, payload, _) => Encoding.UTF8.GetString(payload), state: 0, textOnly: true, cancellationToken);

    /// <summary>
    /// Receives one whole message, text or binary, and reads it as JSON straight from the receive buffer, without reflection; null when the
    /// server has closed. Limits are as for <see cref="ReceiveMessageAsync"/>.
    /// </summary>
    /// <remarks>
    /// For a value type, or where JSON's <c>null</c> is to be expected, use <see cref="CurlWebSocketMessage.GetJson{T}(JsonTypeInfo{T})"/>
    /// of a whole message.
    /// </remarks>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="typeInfo">How the type is read: <c>MyContext.Default.MyType</c> of a <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next call.
    /// </param>
    /// <returns>The value; null once, when the server's close frame has come.</returns>
    /// <exception cref="JsonException">The message is not JSON, not of this type, or JSON's <c>null</c>. It is consumed; the connection
    /// stays open.</exception>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol; or the close
    /// frame has been received before (<see cref="WebSocketError.InvalidState"/>).</exception>
    /// <exception cref="InvalidOperationException">An enumeration of <see cref="ReceiveBorrowedMessagesAsync"/> is under way.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask<T?> ReceiveJsonAsync<T>(JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return _messages.ReceiveAsync(
            static (_, payload, info) => JsonSerializer.Deserialize(payload, info)
                ?? throw new JsonException(
                    "The message is JSON's null, which ReceiveJsonAsync keeps for the end: use ReceiveMessageAsync."),
            typeInfo,
            textOnly: false,
            cancellationToken);
    }

    /// <summary>
    /// Receives whole messages until the server closes, whose memory is only lent: each is good until the next is asked for. Limits are as
    /// for <see cref="ReceiveMessagesAsync"/>.
    /// </summary>
    /// <remarks>
    /// For those who have measured: it allocates nothing for a message. The memory comes from the shared pool and goes back to it before
    /// the next message is waited for; a <see cref="CurlBorrowedMessage"/> that was stored throws after that.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next
    /// enumeration or call.</param>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol.</exception>
    /// <exception cref="InvalidOperationException">Another such enumeration is under way.</exception>
    public IAsyncEnumerable<CurlBorrowedMessage> ReceiveBorrowedMessagesAsync(CancellationToken cancellationToken = default) =>
        new BorrowedMessages(_messages, cancellationToken);
}
