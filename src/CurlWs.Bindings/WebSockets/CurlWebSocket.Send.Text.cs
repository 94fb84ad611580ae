using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Whole messages of text and of JSON: see Flow/SendSide.Text.
public sealed partial class CurlWebSocket
{
    /// <summary>Sends a text as one whole text message, UTF-8, encoded straight into the send buffer where it fits.</summary>
    /// <param name="text">The text; an empty one is an empty message.</param>
    /// <param name="cancellationToken">Ends the wait. Before the message has begun nothing happens to the connection; after that,
    /// canceling aborts it.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair; nothing is sent.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask SendAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _send.SendTextAsync(text, blocks: false, cancellationToken);
    }

    /// <summary>
    /// Sends a text as one whole text message, UTF-8. The text is encoded before this returns: its memory may change while the send is
    /// still under way.
    /// </summary>
    /// <param name="text">The text; an empty one is an empty message.</param>
    /// <param name="cancellationToken">Ends the wait. Before the message has begun nothing happens to the connection; after that,
    /// canceling aborts it.</param>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair; nothing is sent.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask SendAsync(ReadOnlySpan<char> text, CancellationToken cancellationToken = default) =>
        _send.SendTextAsync(text, blocks: false, cancellationToken);

    /// <summary>Sends a text as one whole text message, UTF-8, blocking the calling thread.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlySpan{char}, CancellationToken)"/>
    public void Send(ReadOnlySpan<char> text, CancellationToken cancellationToken = default)
    {
        ValueTask send = _send.SendTextAsync(text, blocks: true, cancellationToken);
        Debug.Assert(send.IsCompleted, "It has waited on this thread.");
        send.GetAwaiter().GetResult();
    }

    /// <summary>Sends a value as JSON, as one whole text message, written without reflection and without indentation.</summary>
    /// <remarks>The value is written to pooled memory before this returns, so it may change while the send is still under way.</remarks>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; null is sent as JSON's <c>null</c>.</param>
    /// <param name="typeInfo">How the type is written: <c>MyContext.Default.MyType</c> of a <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the wait. Before the message has begun nothing happens to the connection; after that,
    /// canceling aborts it.</param>
    /// <exception cref="ArgumentNullException">The type's information is null.</exception>
    /// <exception cref="JsonException">The value cannot be written; nothing is sent.</exception>
    /// <exception cref="NotSupportedException">The value has a part that the type's information does not know; nothing is sent.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public ValueTask SendJsonAsync<T>(T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        using PooledBytes bytes = new();
        JsonWriterOptions options =
            new() { Encoder = typeInfo.Options.Encoder, MaxDepth = typeInfo.Options.MaxDepth, SkipValidation = true };
        using (Utf8JsonWriter writer = new(bytes, options))
        {
            JsonSerializer.Serialize(writer, value, typeInfo);
        }

        byte[] array = bytes.Detach(out int length);
        return _send.SendPooledAsync(
            array, length, _send.HeadOf(WebSocketMessageType.Text, endOfMessage: true), blocks: false, cancellationToken);
    }
}
