using System;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Both framing engines of a connection, the real ones, until one is told to fail: in a way that nobody has foreseen, once.
/// </summary>
internal sealed class FaultyEngine(FrameDecoder decoder, FrameEncoder encoder)
{
    internal const string Message = "Nobody has foreseen this.";

    private bool _encoderFailed;
    private bool _decoderFailed;

    /// <summary>What fails at its next call, by its name.</summary>
    internal string? Fails { get; set; }

    /// <summary>Calls since the failure: there should be none.</summary>
    internal int CallsAfterwards { get; private set; }

    internal FrameDecoder Decoder => new FaultyDecoder(this, decoder);

    internal FrameEncoder Encoder => new FaultyEncoder(this, encoder);

    private void Enter(string call, ref bool failed)
    {
        CallsAfterwards += failed ? 1 : 0;
        if (call == Fails)
        {
            failed = true;
            Fails = null;
            throw new NotSupportedException(Message);
        }
    }

    private sealed class FaultyDecoder(FaultyEngine engine, FrameDecoder decoder) : FrameDecoder
    {
        internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
        {
            engine.Enter(nameof(TryReceive), ref engine._decoderFailed);
            return decoder.TryReceive(buffer, out chunk);
        }

        internal override bool TryTakeMessage(Span<byte> buffer, bool checksText, out FrameHead head, out int length)
        {
            engine.Enter(nameof(TryTakeMessage), ref engine._decoderFailed);
            return decoder.TryTakeMessage(buffer, checksText, out head, out length);
        }

        internal override void Release() => decoder.Release();
    }

    private sealed class FaultyEncoder(FaultyEngine engine, FrameEncoder encoder) : FrameEncoder
    {
        internal override bool HasPending => encoder.HasPending;

        internal override bool HasRoom => encoder.HasRoom;

        internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
        {
            engine.Enter(nameof(TrySend), ref engine._encoderFailed);
            return encoder.TrySend(payload, head, out taken);
        }

        internal override bool TryBegin(long length, FrameHead head)
        {
            engine.Enter(nameof(TryBegin), ref engine._encoderFailed);
            return encoder.TryBegin(length, head);
        }

        internal override bool TryFlush()
        {
            engine.Enter(nameof(TryFlush), ref engine._encoderFailed);
            return encoder.TryFlush();
        }

        internal override void Release() => encoder.Release();
    }
}
