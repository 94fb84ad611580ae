using System;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// Compresses messages (RFC 7692, section 7.2.1), slice by slice. One caller at a time. After an exception it cannot be used any more.
/// </summary>
/// <remarks>
/// With the framework's own permessage-deflate, the only public compressor there that keeps to a window below 15 bits: a server socket over
/// a sink makes frames, and their payload is taken. It has one level; for another one, with the largest window,
/// <see cref="DeflateStream"/> over the same sink.
/// </remarks>
internal sealed class MessageDeflater : IDisposable
{
    /// <summary>
    /// The most input that goes into one frame, so that memory stays bounded. Each slice costs a flush of about five bytes.
    /// </summary>
    internal const int SliceSize = 64 * 1024;

    private const int LargestWindow = 15;

    private readonly DeflateSink _sink;
    private readonly int _windowBits;
    private readonly bool _contextTakeover;
    private readonly CompressionLevel _level;
    private readonly bool _hasLevel;
    private WebSocket? _compressor;
    private DeflateStream? _stream;

    /// <param name="windowBits">The base-2 logarithm of the window, 9 to 15.</param>
    /// <param name="contextTakeover">Whether a message may refer to earlier ones. Without it each message allocates a native compressor
    /// anew.</param>
    /// <param name="level">How much work it does; with a smaller window than the largest always as much as the framework does.</param>
    internal MessageDeflater(int windowBits, bool contextTakeover, CompressionLevel level = CompressionLevel.Optimal)
    {
        (_windowBits, _contextTakeover, _level) = (windowBits, contextTakeover, level);
        _hasLevel = level != CompressionLevel.Optimal && windowBits == LargestWindow;
        _sink = new DeflateSink(framed: !_hasLevel);
    }

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
        if (_hasLevel)
        {
            DeflateByStream(slice.Span, endsMessage);
        }
        else
        {
            ValueTask send = (_compressor ??= MakeCompressor()).SendAsync(
                slice, WebSocketMessageType.Binary, endsMessage, CancellationToken.None);
            Debug.Assert(send.IsCompleted, "The sink never waits.");
            send.GetAwaiter().GetResult();
        }

        return _sink.Payload;
    }

    /// <summary>The next message refers to no earlier one. Between two messages.</summary>
    internal void Forget()
    {
        _compressor?.Dispose();
        _stream?.Dispose();
        (_compressor, _stream) = (null, null);
        _sink.Release();
    }

    /// <summary>Gives the last frame's memory back, once it is written.</summary>
    internal void ReleaseBuffer() => _sink.Release();

    /// <summary>Gives all memory back. Not while another call is under way, and nothing may be called after it.</summary>
    public void Dispose()
    {
        Forget();
    }

    private WebSocket MakeCompressor() => WebSocket.CreateFromStream(
        _sink,
        new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = new() { ServerMaxWindowBits = _windowBits, ServerContextTakeover = _contextTakeover },
        });

    private void DeflateByStream(ReadOnlySpan<byte> slice, bool endsMessage)
    {
        _sink.Clear();
        if (!slice.IsEmpty)
        {
            // What it flushes ends with an empty block, which is taken off at the message's end (section 7.2.1).
            _stream ??= new DeflateStream(_sink, _level, leaveOpen: true);
            _stream.Write(slice);
            _stream.Flush();
        }

        if (endsMessage)
        {
            _sink.EndMessage();
            if (!_contextTakeover && _stream is not null)
            {
                ReadOnlyMemory<byte> payload = _sink.Payload;
                _stream.Dispose();
                _stream = null;
                _sink.Keep(payload.Length);
            }
        }
    }
}
