using System.Net.WebSockets;
using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>What a receive has for its caller.</summary>
/// <param name="count">How many bytes are in the caller's memory; they may be several chunks of one frame.</param>
/// <param name="frame">The last of these chunks.</param>
/// <param name="endOfMessage">Whether the message ends with them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ReceivedChunk(int count, FrameChunk frame, bool endOfMessage)
{
    internal int Count { get; } = count;

    internal FrameChunk Frame { get; } = frame;

    internal bool EndOfMessage { get; } = endOfMessage;

    internal bool IsClose => Frame.Head.Type == WebSocketOpcode.Close;

    internal WebSocketMessageType MessageType => Frame.Head.Type switch
    {
        WebSocketOpcode.Close => WebSocketMessageType.Close,
        WebSocketOpcode.Text => WebSocketMessageType.Text,
        _ => WebSocketMessageType.Binary,
    };

    internal ValueWebSocketReceiveResult ToResult() => new(Count, MessageType, EndOfMessage);
}
