using System;
using System.Buffers;

namespace CurlWs;

/// <summary>One direction's trace: collects the first bytes of the frame under way, and hands it to the application once.</summary>
internal sealed class FrameTracer(CurlFrameTraceHandler handler, int mostBytes, long connectionId, CurlFrameDirection direction)
{
    private byte[]? _kept;
    private int _count;
    private bool _told;
    private DateTimeOffset _time;
    private FrameHead _head;
    private long _length;

    /// <summary>Whether a frame's header is known, and its end has not come.</summary>
    internal bool InFrame { get; private set; }

    /// <summary>A frame begins. It is told of as soon as there are bytes enough.</summary>
    internal void Begin(FrameHead head, long length)
    {
        (InFrame, _told, _head, _length, _count) = (true, false, head, length, 0);
        _time = DateTimeOffset.UtcNow;
    }

    /// <summary>The next bytes of its payload.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        int wanted = (int)Math.Min(mostBytes, _length);
        if (_count == 0 && bytes.Length >= wanted)
        {
            Tell(bytes[..wanted]);
        }
        else if (!_told)
        {
            int count = Math.Min(bytes.Length, wanted - _count);
            _kept ??= ArrayPool<byte>.Shared.Rent(wanted);
            bytes[..count].CopyTo(_kept.AsSpan(_count));
            _count += count;
            if (_count == wanted)
            {
                Tell(_kept.AsSpan(0, wanted));
                Release();
            }
        }
    }

    /// <summary>The frame's end has come.</summary>
    internal void End() => InFrame = false;

    /// <summary>A frame all of whose bytes are here.</summary>
    internal void Whole(FrameHead head, ReadOnlySpan<byte> payload)
    {
        Begin(head, payload.Length);
        Add(payload);
        End();
    }

    /// <summary>Gives pooled memory back.</summary>
    internal void Release()
    {
        if (_kept is { } kept)
        {
            _kept = null;
            ArrayPool<byte>.Shared.Return(kept);
        }
    }

    private void Tell(ReadOnlySpan<byte> payload)
    {
        if (!_told)
        {
            _told = true;
            handler(new CurlFrameTrace(connectionId, direction, _time, _head, _length, payload));
        }
    }
}
