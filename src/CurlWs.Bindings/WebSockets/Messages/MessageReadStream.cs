using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>One message to read: see <see cref="CurlWebSocket.OpenMessageReaderAsync"/>. Ends where the message ends.</summary>
internal sealed class MessageReadStream(ReceiveSide receive, WebSocketMessageType type) : Stream
{
    private bool _end;
    private long _read;

    public WebSocketMessageType MessageType { get; } = type;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadAsync(buffer, blocks: false, cancellationToken);

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, bool blocks, CancellationToken cancellationToken)
    {
        // A frame without payload is not the end of the message.
        while (!_end && !buffer.IsEmpty)
        {
            ReceiveMode mode = blocks ? ReceiveMode.BlockingChunks : ReceiveMode.Chunks;
            ReceivedChunk chunk = await receive.ReceiveAsync(buffer, mode, cancellationToken).ConfigureAwait(false);
            if (chunk.IsClose)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The server closed in the middle of the message.");
            }

            _end = chunk.EndOfMessage;
            _read += chunk.Count;
            if (chunk.Count > 0)
            {
                return chunk.Count;
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), blocks: true, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
