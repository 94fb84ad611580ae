using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// This type's own ways to receive. A cancelled call loses nothing: what has been received of a message is kept for the next call.
public sealed partial class CurlWebSocket
{
    // Whether the data frame in hand is a later one of its message: libcurl gives every frame its message's type.
    private bool _inMessage;

    /// <summary>
    /// Receives a chunk of one frame, control frames too: opcode, offset, bytes left. Pings are answered all the same unless
    /// <see cref="CurlWebSocketOptions.AutomaticPong"/> is off. A cancelled call leaves the connection open.
    /// </summary>
    /// <param name="buffer">Where the bytes go; at least 125, so that a control frame fits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CurlWebSocketFrame> ReceiveFrameAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length < MaxControlPayload)
        {
            throw new ArgumentException($"The buffer has {buffer.Length} bytes; a control frame may need {MaxControlPayload}.", nameof(buffer));
        }

        ReceivedChunk chunk = await ReceiveCoreAsync(buffer, ReceiveMode.Frames, cancellationToken).ConfigureAwait(false);
        WebSocketFrame frame = chunk.Frame;
        bool final = (frame.Flags & WebSocketFrameFlags.Continues) == 0;
        WebSocketOpcode opcode = (frame.Flags & ~WebSocketFrameFlags.Continues) switch
        {
            WebSocketFrameFlags.Close => WebSocketOpcode.Close,
            WebSocketFrameFlags.Ping => WebSocketOpcode.Ping,
            WebSocketFrameFlags.Pong => WebSocketOpcode.Pong,
            _ when _inMessage => WebSocketOpcode.Continuation,
            WebSocketFrameFlags.Text => WebSocketOpcode.Text,
            _ => WebSocketOpcode.Binary,
        };
        if (!frame.IsControl && frame.BytesLeft == 0)
        {
            _inMessage = !final;
        }

        return new CurlWebSocketFrame(opcode, final, chunk.Count, frame.Offset, frame.BytesLeft, chunk.MessageType);
    }

    /// <summary>
    /// Receives whole messages until the server closes. Each is good until the next is asked for; a message larger than
    /// <see cref="CurlWebSocketOptions.MaxMessageSize"/>, 64 MiB if that is not set, fails the connection with the close code 1009.
    /// </summary>
    /// <remarks>
    /// The memory of a message comes from the shared pool and goes back to it before the next one is waited for.
    /// <see cref="ReceiveStreamAsync"/> reads a message of any size without holding it.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait and leaves the connection open; a message that had begun goes on with the next enumeration.</param>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol.</exception>
    /// <exception cref="InvalidOperationException">Another enumeration is under way.</exception>
    public IAsyncEnumerable<CurlWebSocketMessage> ReadMessagesAsync(CancellationToken cancellationToken = default) =>
        new MessageSequence(this, cancellationToken);
}
