using System;

namespace CurlWs;

/// <summary>Around an engine: tells of each frame that it hands on, before the next is asked for.</summary>
internal sealed class TracingDecoder(FrameDecoder decoder, FrameTracer tracer) : FrameDecoder
{
    internal override long Announced => decoder.Announced;

    internal override bool MayHaveMore => decoder.MayHaveMore;

    internal override bool GaveWay => decoder.GaveWay;

    internal override bool ReadsOn => decoder.ReadsOn;

    internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
    {
        if (!decoder.TryReceive(buffer, out chunk))
        {
            return false;
        }

        if (!tracer.InFrame)
        {
            tracer.Begin(chunk.Head, chunk.Length + chunk.BytesLeft);
        }

        tracer.Add(buffer[..chunk.Length]);
        if (chunk.BytesLeft == 0)
        {
            tracer.End();
        }

        return true;
    }

    internal override bool TryTakeMessage(Span<byte> buffer, bool checksText, out FrameHead head, out int length)
    {
        if (!decoder.TryTakeMessage(buffer, checksText, out head, out length))
        {
            return false;
        }

        tracer.Whole(head, buffer[..length]);
        return true;
    }

    internal override void Release()
    {
        tracer.Release();
        decoder.Release();
    }
}
