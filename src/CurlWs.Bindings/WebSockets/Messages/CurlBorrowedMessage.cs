using System;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CurlWs;

/// <summary>
/// A whole received message whose bytes are only lent: the connection takes them back when the next message is asked for, or when the
/// enumeration ends.
/// </summary>
/// <remarks>
/// <para>From <see cref="CurlWebSocket.ReceiveBorrowedMessagesAsync"/>, for those who have measured that the array of each
/// <see cref="CurlWebSocketMessage"/> costs too much. Storing one is of no use: its members throw once its memory is taken back.
/// <see cref="ToOwned"/> makes one that can be kept.</para>
/// <para>Thread rule: whoever enumerates uses it, one thread at a time.</para>
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlBorrowedMessage
{
    private readonly MessageReader? _reader;
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly int _loan;

    internal CurlBorrowedMessage(WebSocketMessageType messageType, ReadOnlyMemory<byte> payload, MessageReader reader, int loan)
    {
        MessageType = messageType;
        _payload = payload;
        _reader = reader;
        _loan = loan;
    }

    /// <summary>Type that the server has sent it with: of text the payload is UTF-8.</summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>
    /// The bytes of all its frames, decompressed. They belong to the connection's pooled memory: use them before the next message is asked
    /// for, and keep no reference to them.
    /// </summary>
    /// <exception cref="InvalidOperationException">The memory has been taken back.</exception>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            if (_reader is { } reader && reader.Loan != _loan)
            {
                throw new InvalidOperationException(
                    "The message's memory was taken back when the next one was asked for. Use ReceiveMessagesAsync for messages that can "
                    + "be kept, or ToOwned before that.");
            }

            return _payload;
        }
    }

    /// <summary>Copies the message into one that owns its bytes and can be kept.</summary>
    /// <exception cref="InvalidOperationException">The memory has been taken back.</exception>
    public CurlWebSocketMessage ToOwned() => new(MessageType, Payload.Span);

    /// <summary>Decodes the payload as UTF-8, at each call anew; the text is the caller's.</summary>
    /// <returns>The text. A text message has been checked to be valid UTF-8 unless <see cref="CurlWebSocketOptions.ValidateUtf8"/> is off;
    /// what is not becomes U+FFFD.</returns>
    /// <exception cref="InvalidOperationException">The memory has been taken back.</exception>
    public string GetText() => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>Reads the payload as JSON, without reflection, straight from its bytes; of a text or a binary message.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="typeInfo">How the type is read: <c>MyContext.Default.MyType</c> of a <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null or the default for JSON's <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException">The type's information is null.</exception>
    /// <exception cref="JsonException">The payload is not JSON, or not of this type.</exception>
    /// <exception cref="InvalidOperationException">The memory has been taken back.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Payload.Span, typeInfo);

    /// <summary>The text of a text message; of a binary one, how many bytes it has.</summary>
    /// <exception cref="InvalidOperationException">The memory has been taken back.</exception>
    public override string ToString() => CurlWebSocketMessage.Describe(MessageType, Payload.Span);
}
