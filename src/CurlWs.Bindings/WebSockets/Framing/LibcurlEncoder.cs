using System;
using System.Diagnostics;

namespace CurlWs;

/// <summary><c>curl_ws_send</c>.</summary>
internal sealed class LibcurlEncoder(CurlEasy easy) : FrameEncoder
{
    // What it was given it has written or asks for again: it keeps nothing of its own that needs a flush.
    internal override bool HasPending => false;

    internal override bool TrySend(ReadOnlySpan<byte> payload, WebSocketFrameFlags flags, bool compressed, out int taken)
    {
        Debug.Assert(!compressed, "libcurl's encoder cannot set RSV1.");
        return easy.TrySend(payload, flags, out taken);
    }

    internal override bool TryBegin(long length, WebSocketFrameFlags flags, bool compressed) => easy.TryBeginFrame(flags, length);

    internal override bool TryFlush() => true;
}
