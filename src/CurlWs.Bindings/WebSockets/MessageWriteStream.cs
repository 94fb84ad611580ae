using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>One message to write: see <see cref="CurlWebSocket.SendStream"/>.</summary>
internal sealed class MessageWriteStream : Stream
{
    private readonly CurlWebSocket _socket;
    private readonly WebSocketMessageType _type;
    private readonly CurlWebSocket.KnownFrame? _frame;
    private readonly Task _turn;
    private long _written;
    private bool _closed;

    internal MessageWriteStream(CurlWebSocket socket, WebSocketMessageType type, CurlWebSocket.OpenStream open)
    {
        _socket = socket;
        _type = type;
        _frame = open.Frame;
        _turn = open.Turn;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (buffer.IsEmpty)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_frame is null)
        {
            await _socket.WriteFragmentAsync(buffer, _type, last: false, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            if (buffer.Length > _frame.Length - _written)
            {
                throw new InvalidOperationException(
                    $"The message was announced with {_frame.Length} bytes; {_written} are written, and {buffer.Length} more would be too many.");
            }

            await _socket.WriteKnownAsync(buffer, _frame, _type, cancellationToken).ConfigureAwait(false);
        }

        _written += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            await base.DisposeAsync().ConfigureAwait(false);
            return;
        }

        _closed = true;
        bool complete = false;
        try
        {
            await _turn.ConfigureAwait(false);
            if (_frame is null)
            {
                await _socket.WriteFragmentAsync(ReadOnlyMemory<byte>.Empty, _type, last: true, CancellationToken.None).ConfigureAwait(false);
                complete = true;
            }
            else if (_written == _frame.Length)
            {
                // Begins the frame if nothing was written, and writes what waits.
                await _socket.WriteKnownAsync(ReadOnlyMemory<byte>.Empty, _frame, _type, CancellationToken.None).ConfigureAwait(false);
                complete = true;
            }
        }
        finally
        {
            _socket.CloseStream(complete);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        if (!complete)
        {
            throw new InvalidOperationException(
                $"The message was announced with {_frame!.Length} bytes, and {_written} were written: the connection had to be cut.");
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}
