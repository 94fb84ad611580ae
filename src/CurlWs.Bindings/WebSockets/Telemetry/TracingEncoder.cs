using System;
using System.Buffers;
using System.Text;

namespace CurlWs;

/// <summary>Around an engine: tells of each frame once it is begun and cannot be taken back.</summary>
internal sealed class TracingEncoder(FrameEncoder encoder, FrameTracer tracer) : FrameEncoder
{
    // Of the frame under way: payload bytes that the engine has not taken.
    private long _left;

    internal override bool HasPending => encoder.HasPending;

    internal override bool MustRepeat => encoder.MustRepeat;

    internal override bool MustGoOn => encoder.MustGoOn;

    internal override bool IsInFrame => encoder.IsInFrame;

    internal override bool HasRoom => encoder.HasRoom;

    internal override int PendingBytes => encoder.PendingBytes;

    internal override bool EncodesText => encoder.EncodesText;

    internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
    {
        bool isNew = !tracer.InFrame;
        bool some = encoder.TrySend(payload, head, out taken);
        if (isNew && (some || taken > 0 || encoder.MustRepeat || encoder.IsInFrame))
        {
            _left = payload.Length;
            tracer.Begin(head, payload.Length);
            tracer.Add(payload.Span);
        }
        else if (!isNew)
        {
            tracer.Add(payload.Span[..taken]);
        }

        _left -= taken;
        if (some && _left <= 0)
        {
            tracer.End();
        }

        return some;
    }

    internal override bool TrySendText(ReadOnlySpan<char> text, int length, FrameHead head)
    {
        if (!encoder.TrySendText(text, length, head))
        {
            return false;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            tracer.Whole(head, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return true;
    }

    internal override bool TryBegin(long length, FrameHead head)
    {
        if (!encoder.TryBegin(length, head))
        {
            return false;
        }

        _left = length;
        tracer.Begin(head, length);
        tracer.Add([]);
        if (length == 0)
        {
            tracer.End();
        }

        return true;
    }

    internal override bool TryFlush() => encoder.TryFlush();

    internal override void Release()
    {
        tracer.Release();
        encoder.Release();
    }
}
