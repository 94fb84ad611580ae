using System;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>A message that was dropped from the send queue, or before it came into it; it never left.</summary>
public sealed class CurlMessageDroppedEventArgs : EventArgs
{
    internal CurlMessageDroppedEventArgs(CurlDropReason reason, WebSocketMessageType messageType, int length, object? key)
    {
        Reason = reason;
        MessageType = messageType;
        Length = length;
        Key = key;
    }

    /// <summary>The reason: it was the oldest, found no room, or was replaced.</summary>
    public CurlDropReason Reason { get; }

    /// <summary>Type that the message was sent with: text or binary.</summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>
    /// Number of bytes that the peer does not get, before compression; what <see cref="CurlWebSocket.DroppedBytes"/> counts.
    /// </summary>
    public int Length { get; }

    /// <summary>The key that it was sent with by <see cref="CurlWebSocket.SendLatestAsync"/>; null for any other message.</summary>
    public object? Key { get; }
}
