using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Receiving: see Flow/ReceiveSide. This type's own members lose nothing by a canceled call: the next one goes on with what has come.
public sealed partial class CurlWebSocket
{
    /// <inheritdoc/>
    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Array is null)
        {
            throw new ArgumentNullException(nameof(buffer));
        }

        return Receive(buffer);

        async Task<WebSocketReceiveResult> Receive(ArraySegment<byte> buffer)
        {
            ReceivedChunk chunk = await _receive.ReceiveAsync(buffer, ReceiveMode.Framework, cancellationToken).ConfigureAwait(false);
            return new WebSocketReceiveResult(
                chunk.Count,
                chunk.MessageType,
                chunk.EndOfMessage,
                chunk.IsClose ? CloseStatus : null,
                chunk.IsClose ? CloseStatusDescription : null);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _receive.ReceiveResultAsync(buffer, ReceiveMode.Framework, cancellationToken);

    /// <summary>Receives as <see cref="ReceiveAsync(Memory{byte}, CancellationToken)"/> does, blocking the calling thread.</summary>
    /// <inheritdoc cref="ReceiveAsync(Memory{byte}, CancellationToken)"/>
    public ValueWebSocketReceiveResult Receive(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<ValueWebSocketReceiveResult> receive = _receive.ReceiveResultAsync(buffer, ReceiveMode.Blocking, cancellationToken);
        Debug.Assert(receive.IsCompleted, "It has waited on this thread.");
        return receive.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Receives a chunk of one frame, control frames too: opcode, offset, bytes left. Pings are still answered unless
    /// <see cref="CurlWebSocketOptions.AutomaticPong"/> is off. A canceled call leaves the connection open.
    /// </summary>
    /// <param name="buffer">
    /// The caller's memory, which is written to until the call is complete; at least 125 bytes, so that a control frame fits.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<WebSocketFrame> ReceiveFrameAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length < FrameHead.MaxControlPayload)
        {
            throw new ArgumentException(
                $"The buffer has {buffer.Length} bytes; a control frame may need {FrameHead.MaxControlPayload}.", nameof(buffer));
        }

        ReceivedChunk chunk = await _receive.ReceiveAsync(buffer, ReceiveMode.Frames, cancellationToken).ConfigureAwait(false);
        FrameChunk frame = chunk.Frame;
        return new WebSocketFrame(frame.Head, chunk.Count, frame.Offset, frame.BytesLeft);
    }

    /// <summary>
    /// Waits for the next message and opens it as a stream to read, of any size; null when the server has closed. Read it to its end before
    /// the next one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the connection stays.</param>
    /// <returns>The stream, which knows the message's type and perhaps its length; null once, when the server's close frame has
    /// come.</returns>
    /// <exception cref="WebSocketException">The connection ended without a close frame, or the server broke the protocol; or the close
    /// frame has been received before (<see cref="WebSocketError.InvalidState"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    public async ValueTask<CurlMessageReadStream?> OpenMessageReaderAsync(CancellationToken cancellationToken = default)
    {
        // An empty buffer: completes when something is there, and consumes nothing.
        ReceivedChunk chunk = await _receive.ReceiveAsync(Memory<byte>.Empty, ReceiveMode.Own, cancellationToken).ConfigureAwait(false);
        return chunk.IsClose ? null : new CurlMessageReadStream(_receive, chunk);
    }
}
