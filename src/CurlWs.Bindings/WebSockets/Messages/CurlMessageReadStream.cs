using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// One message to read as a stream, from <see cref="CurlWebSocket.OpenMessageReaderAsync"/>, with its type and, where it is known, its
/// length. The stream ends where the message ends.
/// </summary>
/// <remarks>
/// <para>Bytes go from the connection into the caller's memory; the stream holds none. <c>PipeReader.Create(stream)</c> makes a pipe of it
/// that receives straight into its own memory. Disposing it does not skip what is left of the message: read to the end first.</para>
/// <para>Thread rule: one call at a time. A read that is canceled consumes nothing, and the next one goes on.</para>
/// </remarks>
public sealed class CurlMessageReadStream : Stream
{
    private readonly ReceiveSide _receive;
    private bool _end;
    private long _read;

    internal CurlMessageReadStream(ReceiveSide receive, in ReceivedChunk begins)
    {
        _receive = receive;
        MessageType = begins.MessageType;
        FrameChunk frame = begins.Frame;
        MessageLength = frame is { Offset: 0, Head: { IsFinal: true, IsCompressed: false, Opcode: not WebSocketOpcode.Continuation } }
            ? frame.BytesLeft
            : null;
    }

    /// <summary>
    /// Text or binary. Text is checked to be valid UTF-8 as it is read; what is not fails the connection with the code 1007.
    /// </summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>
    /// The length of the whole message in bytes, if the server has announced it: the message is one uncompressed frame. Null where it is
    /// not known: it comes in fragments, or is compressed, or a part of it was received before.
    /// </summary>
    public long? MessageLength { get; }

    /// <summary>
    /// Receiver of the number of bytes that have been read of the message, after each read; default null. It is called on the thread
    /// that goes on with the read, and what it throws comes out of the read, whose bytes are in the buffer by then.
    /// </summary>
    public IProgress<long>? Progress { get; set; }

    /// <summary>Always true.</summary>
    public override bool CanRead => true;

    /// <summary>Always false.</summary>
    public override bool CanSeek => false;

    /// <summary>Always false.</summary>
    public override bool CanWrite => false;

    /// <summary>Not supported, as of any stream that cannot seek: see <see cref="MessageLength"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw new NotSupportedException();

    /// <summary>Number of bytes that have been read. Cannot be set.</summary>
    /// <exception cref="NotSupportedException">It is set.</exception>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <summary>Reads as much as is there and fits; 0 at the end of the message.</summary>
    /// <param name="buffer">Where the bytes go: the caller's memory.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is consumed, and the connection stays.</param>
    /// <exception cref="WebSocketException">The connection ended in the middle of the message, or the server broke the
    /// protocol.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled, or the connection was aborted.</exception>
    [SuppressMessage("ApiDesign", "RS0027", Justification = "Both overloads are Stream's.")]
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadAsync(buffer, blocks: false, cancellationToken);

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, bool blocks, CancellationToken cancellationToken)
    {
        // A frame without payload is not the end of the message.
        while (!_end && !buffer.IsEmpty)
        {
            ReceiveMode mode = blocks ? ReceiveMode.BlockingChunks : ReceiveMode.Chunks;
            ReceivedChunk chunk = await _receive.ReceiveAsync(buffer, mode, cancellationToken).ConfigureAwait(false);
            if (chunk.IsClose)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The server closed in the middle of the message.");
            }

            _end = chunk.EndOfMessage;
            _read += chunk.Count;
            if (chunk.Count > 0)
            {
                Progress?.Report(_read);
                return chunk.Count;
            }
        }

        return 0;
    }

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads as <see cref="ReadAsync(Memory{byte}, CancellationToken)"/> does, blocking the calling thread.</summary>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), blocks: true, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Does nothing.</summary>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
