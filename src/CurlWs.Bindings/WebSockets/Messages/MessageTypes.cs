using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace CurlWs;

/// <summary>Which types of the framework's a message can have.</summary>
internal static class MessageTypes
{
    /// <summary>Refuses what is no message.</summary>
    /// <exception cref="ArgumentException">It is neither text nor binary.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RequireMessage(WebSocketMessageType messageType)
    {
        if (messageType is not (WebSocketMessageType.Text or WebSocketMessageType.Binary))
        {
            throw NoMessage(messageType);
        }
    }

    private static ArgumentException NoMessage(WebSocketMessageType messageType) => new(
        $"{messageType} cannot be sent here: use Text or Binary, and CloseAsync or CloseOutputAsync to close.", nameof(messageType));
}
