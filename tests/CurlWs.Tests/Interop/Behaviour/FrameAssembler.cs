using System;
using System.Buffers;
using System.Collections.Generic;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Puts chunks together to frames, and checks each chunk's description against the ones before it.</summary>
internal sealed class FrameAssembler
{
    private readonly ArrayBufferWriter<byte> _payload = new();
    private curl_ws_frame _last;
    private bool _open;

    internal List<Received> Frames { get; } = [];

    internal List<int> ChunkSizes { get; } = [];

    internal void Add(in curl_ws_frame meta, ReadOnlySpan<byte> chunk)
    {
        Assert.Equal(0, meta.age);
        Assert.Equal((nuint)chunk.Length, meta.len);
        Assert.Equal(_payload.WrittenCount, meta.offset);
        if (_open)
        {
            Assert.Equal(_last.flags, meta.flags);
            Assert.Equal(_last.bytesleft - chunk.Length, meta.bytesleft);
        }

        ChunkSizes.Add(chunk.Length);
        _payload.Write(chunk);
        _last = meta;
        _open = meta.bytesleft > 0;
        if (!_open)
        {
            Finish(whole: true);
        }
    }

    /// <summary>No more chunks: what is there of an unfinished frame is told too.</summary>
    internal void End()
    {
        if (_open)
        {
            Finish(whole: false);
        }
    }

    private void Finish(bool whole)
    {
        Frames.Add(new Received(_last.flags, _payload.WrittenSpan.ToArray(), whole));
        _payload.Clear();
        _open = false;
    }
}
