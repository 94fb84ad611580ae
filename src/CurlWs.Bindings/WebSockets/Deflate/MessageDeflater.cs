using System;
using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Compresses messages (RFC 7692, section 7.2.1) with the framework's own permessage-deflate, the only public compressor there that keeps
/// to a window below 15 bits: a server socket over a sink makes frames, and their payload is taken. One caller at a time. After an
/// exception it cannot be used any more.
/// </summary>
internal sealed class MessageDeflater : IDisposable
{
    /// <summary>
    /// The most input that goes into one frame, so that memory stays bounded. Each slice costs a flush of about five bytes.
    /// </summary>
    internal const int SliceSize = 64 * 1024;

    private readonly FrameSink _sink = new();
    private readonly WebSocket _compressor;

    /// <param name="windowBits">The base-2 logarithm of the window, 9 to 15.</param>
    /// <param name="contextTakeover">Whether a message may refer to earlier ones. Without it each message allocates a native compressor
    /// anew.</param>
    internal MessageDeflater(int windowBits, bool contextTakeover) => _compressor = WebSocket.CreateFromStream(
        _sink,
        new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = new() { ServerMaxWindowBits = windowBits, ServerContextTakeover = contextTakeover },
        });

    /// <summary>
    /// Compresses the next slice: the payload of one frame. At least once a fragment, though it be empty; until nothing is left.
    /// </summary>
    /// <param name="payload">What is left of the fragment; after the call, the rest.</param>
    /// <param name="endOfMessage">Whether the fragment is its message's last.</param>
    /// <param name="endsMessage">Whether this frame is the message's last.</param>
    /// <returns>Good until the next call, <see cref="ReleaseBuffer"/> or <see cref="Dispose"/>.</returns>
    internal ReadOnlyMemory<byte> Deflate(ref ReadOnlyMemory<byte> payload, bool endOfMessage, out bool endsMessage)
    {
        ReadOnlyMemory<byte> slice = payload[..Math.Min(payload.Length, SliceSize)];
        payload = payload[slice.Length..];
        endsMessage = endOfMessage && payload.IsEmpty;
        ValueTask send = _compressor.SendAsync(slice, WebSocketMessageType.Binary, endsMessage, CancellationToken.None);
        Debug.Assert(send.IsCompleted, "The sink never waits.");
        send.GetAwaiter().GetResult();
        return _sink.Payload;
    }

    /// <summary>Gives the last frame's memory back, once it is written.</summary>
    internal void ReleaseBuffer() => _sink.Release();

    /// <summary>Gives all memory back. Not while another call is under way, and nothing may be called after it.</summary>
    public void Dispose()
    {
        _compressor.Dispose();
        _sink.Release();
    }

    /// <summary>Keeps the payload of the frame that was written last.</summary>
    private sealed class FrameSink : BareStream
    {
        private byte[]? _buffer;
        private int _count;

        internal ReadOnlyMemory<byte> Payload => _buffer.AsMemory(0, _count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadOnlySpan<byte> payload = PayloadOf(buffer.Span);
            if (_buffer is null || _buffer.Length < payload.Length)
            {
                Release();
                _buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
            }

            payload.CopyTo(_buffer);
            _count = payload.Length;
            return ValueTask.CompletedTask;
        }

        /// <summary>An unmasked frame without its header.</summary>
        private static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> frame)
        {
            int header = (frame[1] & 0x7f) switch
            {
                126 => 4,
                127 => 10,
                _ => 2,
            };
            return frame[header..];
        }

        internal void Release()
        {
            if (_buffer is { } buffer)
            {
                _buffer = null;
                _count = 0;
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
