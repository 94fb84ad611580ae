using System;
using System.Collections.Generic;
using System.IO.Compression;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>
/// A whole message that is made once and sent to many connections: it is encoded once, compressed once for each kind of agreement, and
/// never copied to wait in a send queue.
/// </summary>
/// <remarks>
/// <para>Each connection still gets frames of its own, with a fresh mask, which the protocol demands (RFC 6455, section 5.3) and which
/// costs about as much as a copy. A message that compression does not make smaller is sent as it is, and so is one that is smaller than
/// <see cref="CurlWebSocketOptions.DeflateThreshold"/>.</para>
/// <para>On a connection with context takeover, the message that follows it there cannot refer to earlier ones: where prepared messages
/// alternate with others, agree upon no context takeover for this side
/// (<see cref="WebSocketDeflateOptions.ClientContextTakeover"/> false).</para>
/// <para>It owns a copy of the bytes, which the garbage collector frees. Thread rule: any number of threads at once; it never
/// changes.</para>
/// </remarks>
public sealed class CurlPreparedMessage
{
    private readonly byte[] _payload;

    // What compression makes of it, by what was agreed; null where that is not smaller.
    private readonly Dictionary<(int WindowBits, CompressionLevel Level), byte[]?> _compressed = [];

    /// <summary>Makes a message of bytes, which are copied: the caller may change them at once.</summary>
    /// <param name="payload">The bytes; those of a text must be valid UTF-8.</param>
    /// <param name="messageType">Text or binary.</param>
    /// <exception cref="ArgumentException">The type cannot be sent.</exception>
    public CurlPreparedMessage(ReadOnlySpan<byte> payload, WebSocketMessageType messageType)
        : this(payload.ToArray(), messageType)
    {
    }

    /// <summary>Makes a text message, encoded as UTF-8 here and not by each send.</summary>
    /// <param name="text">The text; an empty one is an empty message.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair.</exception>
    public CurlPreparedMessage(string text)
        : this(Encode(text), WebSocketMessageType.Text)
    {
    }

    private CurlPreparedMessage(byte[] owned, WebSocketMessageType messageType)
    {
        MessageTypes.RequireMessage(messageType);
        _payload = owned;
        MessageType = messageType;
    }

    /// <summary>Type that every send of it uses: text or binary.</summary>
    public WebSocketMessageType MessageType { get; }

    /// <summary>The bytes, before compression. The message owns them.</summary>
    public ReadOnlyMemory<byte> Payload => _payload;

    /// <summary>The message as compressed by itself; null if that is not smaller.</summary>
    internal byte[]? Compressed(int windowBits, CompressionLevel level)
    {
        // Whoever comes second waits for the first, instead of compressing as well.
        lock (_compressed)
        {
            if (!_compressed.TryGetValue((windowBits, level), out byte[]? compressed))
            {
                compressed = Compress(windowBits, level);
                _compressed.Add((windowBits, level), compressed);
            }

            return compressed;
        }
    }

    private byte[]? Compress(int windowBits, CompressionLevel level)
    {
        using MessageDeflater deflater = new(windowBits, contextTakeover: false, level);
        using PooledBytes compressed = new();
        ReadOnlyMemory<byte> rest = _payload;
        do
        {
            ReadOnlySpan<byte> frame = deflater.Deflate(ref rest, endOfMessage: true, out _).Span;
            frame.CopyTo(compressed.GetSpan(frame.Length));
            compressed.Advance(frame.Length);
        }
        while (!rest.IsEmpty);
        return compressed.Written.Length < _payload.Length ? compressed.Written.ToArray() : null;
    }

    private static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] payload = new byte[WireText.Measure(text)];
        WireText.Encode(text, payload);
        return payload;
    }
}
