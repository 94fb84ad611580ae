namespace CurlWs;

/// <summary>
/// What the first byte of a frame's header says (RFC 6455, section 5.2), and which message a continuation frame belongs to.
/// </summary>
internal readonly record struct FrameHead
{
    /// <summary>The most payload bytes of a control frame (RFC 6455, section 5.5).</summary>
    internal const int MaxControlPayload = 125;

    // As in the header, but for the opcode of a continuation frame: there stands its message's, and the bit beside it.
    private const int FinalBit = 0x80;
    private const int CompressedBit = 0x40;
    private const int PreparedBit = 0x20;
    private const int ContinuationBit = 0x10;
    private const int TypeBits = 0x0f;

    private readonly byte _bits;

    internal FrameHead(WebSocketOpcode type, bool isFinal, bool isCompressed = false)
        : this((int)type | (isFinal ? FinalBit : 0) | (isCompressed ? CompressedBit : 0))
    {
    }

    private FrameHead(int bits) => _bits = (byte)bits;

    /// <summary>What libcurl says of a frame: it gives every frame of a message the message's type.</summary>
    internal static FrameHead Of(WebSocketFrameKind kind) => (kind & ~WebSocketFrameKind.Continues) switch
    {
        WebSocketFrameKind.Close => new FrameHead(WebSocketOpcode.Close, isFinal: true),
        WebSocketFrameKind.Ping => new FrameHead(WebSocketOpcode.Ping, isFinal: true),
        WebSocketFrameKind.Pong => new FrameHead(WebSocketOpcode.Pong, isFinal: true),
        WebSocketFrameKind.Text => new FrameHead(WebSocketOpcode.Text, (kind & WebSocketFrameKind.Continues) == 0),
        _ => new FrameHead(WebSocketOpcode.Binary, (kind & WebSocketFrameKind.Continues) == 0),
    };

    /// <summary>
    /// Whether a header's first byte is that of a message's only frame: text or binary, final, no reserved bit.
    /// </summary>
    internal static bool IsWholeMessage(byte first) =>
        first is (FinalBit | (int)WebSocketOpcode.Text) or (FinalBit | (int)WebSocketOpcode.Binary);

    /// <summary>What such a first byte says.</summary>
    internal static FrameHead OfWholeMessage(byte first) => new(first);

    /// <summary>Whether this is the default: no frame, or no message under way.</summary>
    internal bool IsNone => _bits == 0;

    /// <summary>Text or binary for every frame of such a message, its continuation frames too; or close, ping, pong.</summary>
    internal WebSocketOpcode Type => (WebSocketOpcode)(_bits & TypeBits);

    /// <summary>What stands in the header: <see cref="Type"/>, unless it is a continuation frame.</summary>
    internal WebSocketOpcode Opcode => (_bits & ContinuationBit) != 0 ? WebSocketOpcode.Continuation : Type;

    /// <summary>Whether the frame is its message's last (FIN).</summary>
    internal bool IsFinal => (_bits & FinalBit) != 0;

    /// <summary>Whether the frame is all of a message that is not compressed.</summary>
    internal bool IsWhole => IsWholeMessage(_bits);

    /// <summary>Whether the frame's message is compressed; on the wire only its first frame says so (RSV1, RFC 7692, section 6).</summary>
    internal bool IsCompressed => (_bits & CompressedBit) != 0;

    /// <summary>Whether the frame's message is compressed already, by itself.</summary>
    internal bool IsPrepared => (_bits & PreparedBit) != 0;

    /// <summary>Whether this is a close, ping or pong frame.</summary>
    internal bool IsControl => (_bits & (int)WebSocketOpcode.Close) != 0;

    /// <summary>The header's first byte.</summary>
    internal byte FirstByte => (_bits & ContinuationBit) != 0 ? (byte)(_bits & FinalBit) : (byte)(_bits & ~PreparedBit);

    /// <summary>A further frame of this frame's message.</summary>
    internal FrameHead Next(bool isFinal) =>
        new((_bits & (TypeBits | CompressedBit | PreparedBit)) | ContinuationBit | (isFinal ? FinalBit : 0));

    /// <summary>The same frame, as its message's last or not.</summary>
    internal FrameHead With(bool isFinal) => new((_bits & ~FinalBit) | (isFinal ? FinalBit : 0));

    /// <summary>The same frame of a message that is compressed already.</summary>
    internal FrameHead Prepared() => new(_bits | CompressedBit | PreparedBit);

    /// <summary>The same frame of a message that is not compressed.</summary>
    internal FrameHead Plain() => new(_bits & ~CompressedBit);
}
