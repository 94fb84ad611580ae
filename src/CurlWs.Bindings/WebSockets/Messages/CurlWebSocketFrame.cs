using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>A chunk of a frame that <see cref="CurlWebSocket.ReceiveFrameAsync"/> has received.</summary>
/// <param name="Opcode">The frame's opcode; the same for every chunk of a frame.</param>
/// <param name="IsFinal">Whether the frame is its message's last (the FIN bit).</param>
/// <param name="Count">Number of bytes in the buffer.</param>
/// <param name="Offset">Offset of these bytes in the frame's payload.</param>
/// <param name="BytesLeft">Number of bytes of the frame's payload that are still to come.</param>
/// <param name="MessageType">The type of the message that a data frame belongs to; of control frames, close or the default.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlWebSocketFrame(
    WebSocketOpcode Opcode, bool IsFinal, int Count, long Offset, long BytesLeft, System.Net.WebSockets.WebSocketMessageType MessageType)
{
    /// <summary>Whether this is the last chunk of a text or binary message.</summary>
    public bool EndOfMessage => IsFinal && BytesLeft == 0 && Opcode < WebSocketOpcode.Close;
}
