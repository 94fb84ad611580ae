using System.Net.WebSockets;

namespace CurlWs;

/// <summary>A message for which the send queue has no room, as <see cref="CurlWebSocketOptions.SendQueueFullCallback"/> sees it.</summary>
public sealed class CurlSendQueueFullContext
{
    internal CurlSendQueueFullContext(WebSocketMessageType messageType, int length, object? key, long bufferedAmount)
    {
        MessageType = messageType;
        Length = length;
        Key = key;
        BufferedAmount = bufferedAmount;
    }

    /// <summary>Type that the message would be sent with: text or binary.</summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>
    /// Number of bytes that the message would take in the queue, before compression and without the 128 that each counts besides.
    /// </summary>
    public int Length { get; }

    /// <summary>The key that it is sent with by <see cref="CurlWebSocket.SendLatestAsync"/>; null for any other message.</summary>
    public object? Key { get; }

    /// <summary>The bytes that wait to be sent on the connection: see <see cref="CurlWebSocket.BufferedAmount"/>.</summary>
    public long BufferedAmount { get; }
}
