using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace CurlWs;

/// <summary>
/// What has come of the message that is being received: how large it is, and whether a text is one. Under the receive turn.
/// </summary>
/// <param name="checksText">Whether a text must be UTF-8.</param>
internal struct IncomingMessage(bool checksText)
{
    private long _bytes;
    private Utf8Validator _utf8;

    /// <summary>Whether a text must be UTF-8.</summary>
    internal readonly bool ChecksText { get; } = checksText;

    /// <summary>Checks the next bytes.</summary>
    /// <param name="bytes">What the caller gets.</param>
    /// <param name="chunk">The chunk that they are.</param>
    /// <param name="limit">How many bytes the message may have.</param>
    /// <exception cref="FramingException">It is too large, or not UTF-8.</exception>
    internal void Add(ReadOnlySpan<byte> bytes, in FrameChunk chunk, long limit)
    {
        _bytes += bytes.Length;

        // How much a compressed frame's rest will be, it does not say.
        CheckSize(chunk.Head.IsCompressed ? 0 : chunk.BytesLeft, limit);
        if (chunk.Head.Type == WebSocketOpcode.Text && ChecksText && (!_utf8.Add(bytes) || (chunk.IsMessageEnd && !_utf8.End())))
        {
            throw NotUtf8();
        }

        if (chunk.IsMessageEnd)
        {
            _bytes = 0;
        }
    }

    /// <summary>Refuses a message that has more bytes than it may have, or will have with the rest of its frame.</summary>
    /// <param name="announced">The rest of its frame.</param>
    /// <param name="limit">How many bytes the message may have.</param>
    /// <exception cref="FramingException">It is too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void CheckSize(long announced, long limit)
    {
        if (limit != long.MaxValue && announced > limit - _bytes)
        {
            throw TooLarge(limit);
        }
    }

    // Texts are made apart, so that what is looked at for each message is short enough to be inlined.
    private static FramingException NotUtf8() =>
        new(WebSocketCloseStatus.InvalidPayloadData, "The server sent a text message that is not valid UTF-8.");

    private static FramingException TooLarge(long limit) => new(
        WebSocketCloseStatus.MessageTooBig,
        limit == Array.MaxLength
            ? $"The server's message is larger than an array can be ({limit} bytes). OpenMessageReaderAsync reads it without holding it."
            : $"The server's message is larger than MaxMessageSize ({limit} bytes).");
}
