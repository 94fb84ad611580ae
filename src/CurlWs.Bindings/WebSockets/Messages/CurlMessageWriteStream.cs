using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// One message to write as a stream, from <see cref="CurlWebSocket.OpenMessageWriter"/>. <see cref="CompleteAsync"/> ends the message.
/// </summary>
/// <remarks>
/// <para>A message that is given up is never delivered as a whole one: disposing the writer before it is completed sends no end of the
/// message. If part of it has left already, the connection is cut, because nothing else could follow that part; the next operation says so.
/// If nothing has left, nothing happens. Dispose never throws, so it hides no failure of the code that was writing.</para>
/// <para>Thread rule: one call at a time. Bytes are read during the call only.</para>
/// <code>
/// await using CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Text);
/// await JsonSerializer.SerializeAsync(message, value, MyContext.Default.MyType);
/// await message.CompleteAsync();
/// </code>
/// </remarks>
public sealed class CurlMessageWriteStream : Stream
{
    private const int ReportedPiece = 256 * 1024;

    private readonly SendSide _send;
    private readonly WebSocketMessageType _type;
    private readonly SendSide.KnownFrame? _frame;
    private readonly Task _turn;
    private long _written;
    private bool _begun;
    private bool _completed;
    private bool _closed;

    internal CurlMessageWriteStream(SendSide send, WebSocketMessageType type, SendSide.OpenStream open)
    {
        _send = send;
        _type = type;
        _frame = open.Frame;
        _turn = open.Turn;
    }

    /// <summary>
    /// Receiver of the number of bytes of the message that the connection has taken, after each write and, of a write of more than 256 KiB,
    /// after each 256 KiB; default null. It is called on the thread that goes on with the write, and what it throws comes out of
    /// the write, whose bytes up to there are sent.
    /// </summary>
    /// <remarks>Where no length was announced, the pieces of a long write are fragments of their own.</remarks>
    public IProgress<long>? Progress { get; set; }

    /// <summary>Always false.</summary>
    public override bool CanRead => false;

    /// <summary>Always false.</summary>
    public override bool CanSeek => false;

    /// <summary>Whether the message is neither completed nor given up.</summary>
    public override bool CanWrite => !_completed && !_closed;

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw new NotSupportedException();

    /// <summary>Number of bytes that have been written. Cannot be set.</summary>
    /// <exception cref="NotSupportedException">It is set.</exception>
    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    /// <summary>Sends bytes as a fragment of the message, or as a piece of its one frame where the length was announced.</summary>
    /// <param name="buffer">The bytes, which must not change until the write is complete; none sends nothing.</param>
    /// <param name="cancellationToken">Ends the wait. A frame that was begun cannot be taken back: then the connection is aborted.</param>
    /// <exception cref="InvalidOperationException">More than was announced, or the message is completed.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    /// <exception cref="WebSocketException">The connection failed, or has ended.</exception>
    [SuppressMessage("ApiDesign", "RS0027", Justification = "Both overloads are Stream's.")]
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        WriteAsync(buffer, blocks: false, cancellationToken);

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, bool blocks, CancellationToken cancellationToken)
    {
        ThrowIfDone();
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty)
        {
            return;
        }

        if (blocks)
        {
            Blocking.Wait(_turn);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Progress is not { } progress)
        {
            await WritePieceAsync(buffer, blocks, cancellationToken).ConfigureAwait(false);
            return;
        }

        RequireRoom(buffer.Length);
        for (; !buffer.IsEmpty; progress.Report(_written))
        {
            int piece = Math.Min(buffer.Length, ReportedPiece);
            await WritePieceAsync(buffer[..piece], blocks, cancellationToken).ConfigureAwait(false);
            buffer = buffer[piece..];
        }
    }

    private async ValueTask WritePieceAsync(ReadOnlyMemory<byte> buffer, bool blocks, CancellationToken cancellationToken)
    {
        if (_frame is null)
        {
            await _send.WriteFragmentAsync(buffer, _type, last: false, blocks, cancellationToken).ConfigureAwait(false);
            _begun = true;
        }
        else
        {
            RequireRoom(buffer.Length);
            await _send.WriteKnownAsync(buffer, _frame, _type, blocks, cancellationToken).ConfigureAwait(false);
        }

        _written += buffer.Length;
    }

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes as <see cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/> does, blocking the calling thread.</summary>
    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public override void Write(byte[] buffer, int offset, int count) =>
        Blocking.Wait(WriteAsync(buffer.AsMemory(offset, count), blocks: true, CancellationToken.None).AsTask());

    /// <summary>Ends the message: the server gets it as a whole one, an empty one if nothing was written. Other sends may go on.</summary>
    /// <param name="cancellationToken">Ends the wait; the message is not completed then.</param>
    /// <exception cref="InvalidOperationException">Fewer bytes are written than were announced, or the message is completed.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    /// <exception cref="WebSocketException">The connection failed, or has ended.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => FinishAsync(blocks: false, cancellationToken);

    private async ValueTask FinishAsync(bool blocks, CancellationToken cancellationToken)
    {
        ThrowIfDone();
        cancellationToken.ThrowIfCancellationRequested();
        if (_frame is not null && _written < _frame.Length)
        {
            throw new InvalidOperationException($"The message was announced with {_frame.Length} bytes, and {_written} are written.");
        }

        if (blocks)
        {
            Blocking.Wait(_turn);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_frame is null)
        {
            await _send.WriteFragmentAsync(ReadOnlyMemory<byte>.Empty, _type, last: true, blocks, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Begins the frame if nothing was written, and writes what waits.
            await _send.WriteKnownAsync(ReadOnlyMemory<byte>.Empty, _frame, _type, blocks, cancellationToken).ConfigureAwait(false);
        }

        _completed = true;
        _send.CloseStream(tornAfter: null);
    }

    /// <summary>Ends the message as <see cref="CompleteAsync"/> does, blocking the calling thread.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public void Complete() => Blocking.Wait(FinishAsync(blocks: true, CancellationToken.None).AsTask());

    /// <summary>Does nothing: every write is sent.</summary>
    public override void Flush()
    {
    }

    /// <summary>Does nothing: every write is sent.</summary>
    /// <param name="cancellationToken">Not looked at.</param>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Abandons the message unless it was completed; see the remarks of this type.</summary>
    /// <param name="disposing">True.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            if (!_completed)
            {
                // With its length announced and all of it written, the frame is whole: nothing is left to be given up.
                bool torn = _frame is null ? _begun : _frame.Begins && _written < _frame.Length;
                _send.CloseStream(torn ? _written : null);
            }
        }

        base.Dispose(disposing);
    }

    private void RequireRoom(int count)
    {
        if (_frame is not null && count > _frame.Length - _written)
        {
            throw new InvalidOperationException(
                $"The message was announced with {_frame.Length} bytes; {_written} are written, and {count} more would be too many.");
        }
    }

    private void ThrowIfDone()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_completed)
        {
            throw new InvalidOperationException("The message is completed: open another writer for the next one.");
        }
    }
}
