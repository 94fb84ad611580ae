using System;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>The peer broke the protocol. Never leaves the room: the facade answers with the close code and throws its own.</summary>
internal sealed class FramingException : Exception
{
    internal FramingException(WebSocketCloseStatus closeStatus, string message, Exception? inner = null)
        : base(message, inner) => CloseStatus = closeStatus;

    /// <summary>What the close frame that answers it says: 1002, 1007, 1008 or 1009.</summary>
    internal WebSocketCloseStatus CloseStatus { get; }
}
