using System;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;

namespace CurlWs;

/// <summary>A whole message. Its memory is pooled: good until the next one is asked for.</summary>
/// <param name="MessageType">Text or binary.</param>
/// <param name="Payload">The bytes of all its frames.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlWebSocketMessage(WebSocketMessageType MessageType, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload as text. It has been checked to be valid UTF-8 if the message is text.</summary>
    public string GetText() => Encoding.UTF8.GetString(Payload.Span);
}
