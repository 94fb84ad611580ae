using System;
using System.Net.WebSockets;
using System.Threading;

namespace CurlWs;

// A receive whose thread is inside one call of libcurl that does not return, because of what the server sends: its token still counts. The connection is
// aborted, and so its socket is ended, which ends the call.
public sealed partial class CurlWebSocket
{
    private readonly bool _mayStick;

    /// <summary>Plain bytes are one read of the socket. TLS, and libcurl's own decoder, read on as long as more comes.</summary>
    private static bool MayStick(CurlEasy easy, FrameDecoder decoder) =>
        decoder is LibcurlDecoder || easy.Options.Url?.Scheme != "ws" || easy.Options.Proxy?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private CancellationTokenRegistration WatchReceive(CancellationToken cancellationToken) => _mayStick
        ? cancellationToken.UnsafeRegister(static socket => ((CurlWebSocket)socket!).AbortIfStuck(), this)
        : default;

    private void AbortIfStuck() => _easy.IfStuck(() => End(WebSocketState.Aborted, Ending.Cancelled));
}
