using System;
using System.IO.Compression;
using System.Net.WebSockets;

namespace CurlWs;

// Compression of messages.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Offers compression of messages (permessage-deflate, RFC 7692) with these parameters. Default null: none. The server may decline. A
    /// message is sent uncompressed with <see cref="WebSocketMessageFlags.DisableCompression"/>. Not with
    /// <see cref="CurlFraming.Libcurl"/>; not offered where the loaded libcurl is older than 8.21, which has no use for this library's
    /// decoder.
    /// </summary>
    /// <remarks>
    /// Do not compress secrets together with text that an attacker can choose: the length of the result tells about them (CRIME, BREACH).
    /// Context takeover keeps a window of up to 32 KiB and the compressor's state for each direction as long as the connection lives.
    /// </remarks>
    public WebSocketDeflateOptions? Deflate { get; set; }

    /// <summary>
    /// The amount of work that goes into compressing. Default <see cref="CompressionLevel.Optimal"/>. Another level needs
    /// <see cref="Deflate"/> with the largest window for this side (<see cref="WebSocketDeflateOptions.ClientMaxWindowBits"/> 15); where
    /// the server agrees upon a smaller one, <see cref="CompressionLevel.Optimal"/> is used.
    /// </summary>
    /// <remarks>
    /// Memory for compressing is a matter of the window and of context takeover: with these at their defaults about 256 KiB for this
    /// side as long as the connection lives, and nothing between messages without context takeover.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the levels, or <see cref="CompressionLevel.NoCompression"/>.</exception>
    public CompressionLevel DeflateLevel
    {
        get;
        set => field = Enum.IsDefined(value) && value != CompressionLevel.NoCompression
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "To send without compression leave Deflate unset.");
    }

    /// <summary>
    /// The smallest message, in bytes, that is worth compressing: a whole one that is smaller leaves as it is. Default 0: every message is
    /// compressed. A message that is sent in several parts is always compressed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int DeflateThreshold
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Whether compressing stops where it does not pay: when 32 KiB or more that were compressed have become smaller by less than a tenth,
    /// the next MiB leaves as it is; then it is tried again. Default false.
    /// </summary>
    public bool DeflateAdaptive { get; set; }

    internal DeflateTuning DeflateTuning => new(DeflateLevel, DeflateThreshold, DeflateAdaptive);
}
