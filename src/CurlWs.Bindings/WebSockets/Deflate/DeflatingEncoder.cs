using System;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>
/// Compresses what is to be compressed (RFC 7692, section 7.2.1), and hands on everything else as it is. A fragment becomes frames of at
/// most
/// <see cref="MessageDeflater.SliceSize"/> of it each.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Release disposes it, as it gives back what every encoder has.")]
internal sealed class DeflatingEncoder(
    FrameEncoder encoder, int windowBits, bool contextTakeover, DeflateTuning tuning, ConnectionTelemetry? telemetry = null) : FrameEncoder
{
    private readonly MessageDeflater _deflater = new(windowBits, contextTakeover, tuning.Level);

    // The compressed frame under way. Once made it must go out, because later messages may refer to it.
    private ReadOnlyMemory<byte> _frame;
    private FrameHead _frameHead;
    private bool _inFrame;

    // Whether the fragment under way has had its first frame: it has one at least, though it be empty.
    private bool _inFragment;

    // Of the message under way: how large it is, and how large what it has become.
    private long _plain;
    private long _compressed;
    private DeflateBalance _balance;

    // Whether the message under way is sent as it is, and how much of its frame the encoder has not taken.
    private bool _isPlain;
    private int _plainLeft;

    // Whether the server has seen compressed messages that the compressor does not know.
    private bool _knowsLess;

    internal override bool Compresses => true;

    /// <summary>The base-2 logarithm of the window that the server expects.</summary>
    internal int WindowBits => windowBits;

    internal DeflateTuning Tuning => tuning;

    internal override bool HasPending => encoder.HasPending;

    internal override int PendingBytes => encoder.PendingBytes;

    internal override bool MustRepeat => _inFrame || encoder.MustRepeat;

    internal override bool MustGoOn => _inFragment;

    internal override bool HasRoom => encoder.HasRoom;

    internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        if (!head.IsCompressed)
        {
            return encoder.TrySend(payload, head, out taken);
        }

        if (GoesAsItIs(payload.Length, head))
        {
            return TrySendAsItIs(payload, head, out taken);
        }

        taken = 0;
        while (_inFrame || !_inFragment || taken < payload.Length)
        {
            if (!_inFrame)
            {
                taken += Deflate(payload[taken..], head);
            }

            bool some = encoder.TrySend(_frame, _frameHead, out int written);
            _frame = _frame[written..];
            if (!some)
            {
                return false;
            }

            _inFrame = !_frame.IsEmpty;
            if (!_inFrame)
            {
                telemetry?.CompressedFrame(TagNames.Transmit, _frameHead.Opcode);
            }
        }

        if (head.IsFinal)
        {
            telemetry?.CompressedMessage(TagNames.Transmit, _plain, _compressed);
            _balance.Compressed(_plain, _compressed);
            (_plain, _compressed) = (0, 0);
        }

        // An empty rest would still hold the array.
        _frame = default;
        _inFragment = false;
        _deflater.ReleaseBuffer();
        return true;
    }

    internal override bool TryBegin(long length, FrameHead head) => encoder.TryBegin(length, head);

    internal override bool TryFlush() => encoder.TryFlush();

    internal override void Release()
    {
        try
        {
            encoder.Release();
        }
        finally
        {
            _deflater.Dispose();
        }
    }

    /// <summary>
    /// Whether a frame leaves as it is: compressed before, too small, or because compressing does not pay now. Found out at the message's
    /// first frame.
    /// </summary>
    private bool GoesAsItIs(int length, FrameHead head)
    {
        if (head.IsPrepared)
        {
            return true;
        }

        if (!_inFragment && _plainLeft == 0 && head.Opcode != WebSocketOpcode.Continuation)
        {
            _isPlain = (head.IsFinal && length < tuning.Threshold) || (tuning.Adapts && _balance.IsPaused);
        }

        return _isPlain;
    }

    private bool TrySendAsItIs(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        bool some = encoder.TrySend(payload, head.IsPrepared ? head : head.Plain(), out taken);
        if (!head.IsPrepared)
        {
            _plainLeft = taken > 0 ? payload.Length - taken : _plainLeft;
            _balance.Skipped(taken);
        }

        // Later messages may not refer to earlier ones any more: the server has this one in between.
        _knowsLess |= head.IsPrepared && contextTakeover;
        if (some && taken == payload.Length)
        {
            telemetry?.CompressedFrame(TagNames.Transmit, head.Opcode);
        }

        return some;
    }

    /// <summary>Makes the next frame of a fragment; returns how much of it is in there.</summary>
    private int Deflate(ReadOnlyMemory<byte> payload, FrameHead head)
    {
        bool continues = _inFragment;
        if (_knowsLess)
        {
            _deflater.Forget();
            _knowsLess = false;
        }

        // From here on the compressor may have it, also if this fails.
        _inFragment = true;
        ReadOnlyMemory<byte> rest = payload;
        _frame = _deflater.Deflate(ref rest, head.IsFinal, out bool endsMessage);
        _frameHead = continues ? head.Next(endsMessage) : head.With(endsMessage);
        _inFrame = true;
        _plain += payload.Length - rest.Length;
        _compressed += _frame.Length;
        return payload.Length - rest.Length;
    }
}
