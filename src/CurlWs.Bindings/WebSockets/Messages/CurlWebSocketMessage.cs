using System;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CurlWs;

/// <summary>
/// A whole received message that owns its bytes: nothing ever overwrites them, so it can be stored, queued and handed to other threads.
/// </summary>
/// <remarks>
/// <para>Comes from <see cref="CurlWebSocket.ReceiveMessagesAsync"/> and <see cref="CurlWebSocket.ReceiveMessageAsync"/>. The bytes are an
/// array of exactly the message's length, which the garbage collector frees; nothing has to be disposed.</para>
/// <para>Thread rule: any number of threads at once; it never changes.</para>
/// </remarks>
public sealed class CurlWebSocketMessage
{
    internal CurlWebSocketMessage(WebSocketMessageType messageType, ReadOnlySpan<byte> payload)
    {
        // Not cleared before it is filled.
        byte[] owned = GC.AllocateUninitializedArray<byte>(payload.Length);
        payload.CopyTo(owned);
        MessageType = messageType;
        Payload = owned;
    }

    /// <summary>Type that the server has sent it with: of text the payload is UTF-8, as <see cref="GetText"/> decodes it.</summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>The bytes of all its frames, decompressed. The message owns them for as long as anything refers to them.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Decodes the payload as UTF-8, at each call anew.</summary>
    /// <returns>The text. A text message has been checked to be valid UTF-8 unless <see cref="CurlWebSocketOptions.ValidateUtf8"/> is off;
    /// what is not becomes U+FFFD.</returns>
    public string GetText() => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>Reads the payload as JSON, without reflection, straight from its bytes; of a text or a binary message.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="typeInfo">How the type is read: <c>MyContext.Default.MyType</c> of a <c>JsonSerializerContext</c>.</param>
    /// <returns>The value; null or the default for JSON's <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException">The type's information is null.</exception>
    /// <exception cref="JsonException">The payload is not JSON, or not of this type.</exception>
    public T? GetJson<T>(JsonTypeInfo<T> typeInfo) => JsonSerializer.Deserialize(Payload.Span, typeInfo);

    /// <summary>The text of a text message; of a binary one, how many bytes it has.</summary>
    /// <returns>The text, or for example "Binary, 12 bytes".</returns>
    public override string ToString() => Describe(MessageType, Payload.Span);

    internal static string Describe(WebSocketMessageType messageType, ReadOnlySpan<byte> payload) =>
        messageType == WebSocketMessageType.Text
            ? Encoding.UTF8.GetString(payload)
            : string.Create(CultureInfo.InvariantCulture, $"{messageType}, {payload.Length} bytes");
}
