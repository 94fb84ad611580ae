using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs;

// From chunk to chunk of what comes in: taken from the decoder or from what was held back, and checked. Under the receive turn.
public sealed partial class CurlWebSocket
{
    // A frame, or a part of one with its bytes, that was taken from the decoder and belongs to the next receive.
    private WebSocketFrame _held;
    private ReadOnlyMemory<byte> _heldBytes;
    private bool _hasHeld;

    // The chunk after which a receive had to wait with bytes in the caller's buffer.
    private WebSocketFrame _lastChunk;

    /// <summary>The next chunk: of data into the buffer, of a control frame into its field.</summary>
    private bool TryNext(Span<byte> buffer, out WebSocketFrame frame)
    {
        if (_hasHeld)
        {
            frame = TakeHeld(buffer);
            return true;
        }

        // Once its type is known, a control frame's payload need not go through the caller's buffer.
        bool control = _controlOpen != 0;
        Span<byte> target = control ? _control.AsSpan(_controlCount) : buffer;
        if (!_decoder.TryReceive(target, out frame))
        {
            return false;
        }

        if (frame.IsControl)
        {
            if (!control)
            {
                _control ??= new byte[MaxControlPayload];
                target[..frame.Length].CopyTo(_control.AsSpan(_controlCount));
            }

            _controlCount += frame.Length;
            _controlOpen = frame.Flags;
        }

        return true;
    }

    /// <summary>Keeps what a cancelled receive has of a frame for the next one. Its end is still to come, or it would have been delivered.</summary>
    private void HoldBack(ReadOnlySpan<byte> bytes)
    {
        long offset = _lastChunk.Offset + _lastChunk.Length - bytes.Length;
        _held = new WebSocketFrame(_lastChunk.Flags, offset, _lastChunk.BytesLeft, 0);
        _heldBytes = bytes.ToArray();
        _hasHeld = true;
    }

    private WebSocketFrame TakeHeld(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _heldBytes.Length);
        _heldBytes.Span[..count].CopyTo(buffer);
        _heldBytes = count < _heldBytes.Length ? _heldBytes[count..] : default;
        _hasHeld = !_heldBytes.IsEmpty;
        WebSocketFrame frame = new(_held.Flags, _held.Offset, _held.BytesLeft + _heldBytes.Length, count);
        _held = new WebSocketFrame(_held.Flags, _held.Offset + count, _held.BytesLeft, 0);
        return frame;
    }

    private void CheckData(ReadOnlySpan<byte> bytes, in WebSocketFrame frame, ReceiveMode mode)
    {
        _messageBytes += bytes.Length;
        _controlInARow = 0;
        CheckSize(frame.BytesLeft, mode);

        if ((frame.Flags & WebSocketFrameFlags.Text) != 0 && (!_utf8.Add(bytes) || (frame.IsMessageEnd && !_utf8.End())))
        {
            throw NotUtf8();
        }

        if (frame.IsMessageEnd)
        {
            _messageBytes = 0;
        }
    }

    /// <summary>Refuses a message that has more bytes than it may have, or will have with the rest of its frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckSize(long announced, ReceiveMode mode)
    {
        if (mode == ReceiveMode.Skip)
        {
            // What nobody gets takes no memory.
            return;
        }

        // How much a compressed frame's rest will be, it does not say.
        long limit = mode == ReceiveMode.Messages ? _maxAssembled : _maxStreamed;
        if (limit != long.MaxValue && (_decoder.IsCompressed ? 0 : announced) > limit - _messageBytes)
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
            ? $"The server's message is larger than an array can be ({limit} bytes). ReceiveStreamAsync reads it without holding it."
            : $"The server's message is larger than MaxMessageSize ({limit} bytes).");

    private enum ReceiveMode
    {
        /// <summary>The inherited members: data and the close frame.</summary>
        Framework,

        /// <summary>The same on the caller's own thread: whoever receives so waits for nobody of the thread pool.</summary>
        Blocking,

        /// <summary>This type's own: the same, and a cancelled call keeps the connection.</summary>
        Own,

        /// <summary>Data that nobody wants, until the close frame; for a limited time.</summary>
        Skip,

        /// <summary>Chunk by chunk, as it comes: nothing is consumed by a call that is cancelled.</summary>
        Chunks,

        /// <summary>The same on the caller's own thread.</summary>
        BlockingChunks,

        /// <summary>The same as <see cref="Chunks"/>, to be put together.</summary>
        Messages,

        /// <summary>Chunk by chunk, control frames too.</summary>
        Frames,

        /// <summary>Pings and pongs only; stops in front of everything else.</summary>
        Pump,
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct ReceivedChunk(int count, WebSocketFrame frame, bool endOfMessage)
    {
        internal int Count { get; } = count;

        internal WebSocketFrame Frame { get; } = frame;

        internal bool EndOfMessage { get; } = endOfMessage;

        internal bool IsClose => (Frame.Flags & WebSocketFrameFlags.Close) != 0;

        internal ValueWebSocketReceiveResult ToResult() => new(Count, MessageType, EndOfMessage);

        internal WebSocketMessageType MessageType =>
            IsClose ? WebSocketMessageType.Close
            : (Frame.Flags & WebSocketFrameFlags.Text) != 0 ? WebSocketMessageType.Text
            : WebSocketMessageType.Binary;
    }
}
