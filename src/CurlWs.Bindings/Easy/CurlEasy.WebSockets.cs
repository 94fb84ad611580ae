using System;
using System.Runtime.CompilerServices;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

// The WebSocket calls. Would-block is a value; any other failure is latched, because libcurl would go on with whatever bytes come next. A
// failed send ends sending only: what the peer sent before it went away can still be received.
public sealed partial class CurlEasy
{
    // A sender and a receiver take turns in the handle. Held for one native call, never while waiting.
    private BriefLock _turn;

    private const string NoConnection = "has no connection";

    private SendProgress _sending;
    private Failure? _failure;

    // Whether the connection is one by TLS; null until a send asks.
    private bool? _isEncrypted;

    /// <summary>
    /// Receives a chunk of one frame: as much of it as there is and as fits.
    /// <see href="https://curl.se/libcurl/c/curl_ws_recv.html">curl_ws_recv(3)</see>.
    /// </summary>
    /// <param name="buffer">Where the bytes go: <see cref="WebSocketFrame.Count"/> of them. Not empty: see <see cref="TryPeek"/>.</param>
    /// <param name="frame">The chunk. A frame without payload is a chunk of no bytes.</param>
    /// <returns>False when nothing is there yet: wait for the socket, after trying, never before.</returns>
    /// <exception cref="CurlException">The connection ended (<see cref="CurlErrorCode.GotNothing"/>) or failed; every later call fails the
    /// same way.</exception>
    public bool TryReceive(Span<byte> buffer, out WebSocketFrame frame)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer is empty. To look at the next frame's header, use TryPeek.", nameof(buffer));
        }

        return Receive(buffer, out frame);
    }

    /// <summary>
    /// Looks at the next frame without taking its payload. A frame that has none is taken.
    /// <see href="https://curl.se/libcurl/c/curl_ws_recv.html">curl_ws_recv(3)</see>.
    /// </summary>
    /// <param name="frame">The frame: its payload is <see cref="WebSocketFrame.BytesLeft"/> bytes long.</param>
    /// <returns>False when nothing is there yet.</returns>
    /// <exception cref="CurlException">As for <see cref="TryReceive"/>.</exception>
    public bool TryPeek(out WebSocketFrame frame) => Receive([], out frame);

    /// <summary>
    /// Sends a frame, or the rest of one: as much as the connection takes now.
    /// <see href="https://curl.se/libcurl/c/curl_ws_send.html">curl_ws_send(3)</see>.
    /// </summary>
    /// <remarks>
    /// libcurl masks and copies all of the payload before it writes the first byte, and other calls on the handle wait meanwhile: begin a
    /// large frame with <see cref="TryBeginFrame"/> and send it in pieces of 64 KiB; of 16,000 bytes with Schannel, where a call with more
    /// than one TLS record waits inside until the server reads. Whoever receives between false and the repeated call must set
    /// <see cref="CurlFrameHandling.NoAutoPong"/>: an automatic pong takes the waiting frame along, and the repeated call begins a second
    /// one (seen in 8.22.0).
    /// </remarks>
    /// <param name="payload">The whole payload of a new frame; after false or a short <paramref name="sent"/>, exactly the bytes that are
    /// left.</param>
    /// <param name="kind">The type, with <see cref="WebSocketFrameKind.Continues"/> on every frame of a message but the last; for the
    /// rest of a frame the same or none.</param>
    /// <param name="sent">How many bytes were taken.</param>
    /// <returns>False when nothing was taken: wait until the socket can be written, and make the same call again.</returns>
    /// <exception cref="InvalidOperationException">Another frame is not finished: libcurl would put these bytes into it.</exception>
    /// <exception cref="ArgumentException">The kind is none of a frame, or a control frame is longer than 125 bytes.</exception>
    /// <exception cref="CurlException">The connection failed; every later send fails the same way.</exception>
    public bool TrySend(ReadOnlySpan<byte> payload, WebSocketFrameKind kind, out int sent)
    {
        sent = 0;
        if (!TryTakeTurn())
        {
            return false;
        }

        try
        {
            ThrowIfUnusable(sends: true);
            _sending.CheckSend(payload.Length, kind);
            if (WouldWaitInside())
            {
                return false;
            }

            CURLcode result = LibCurl.curl_ws_send(Handle, payload, out nuint taken, 0, (uint)kind);
            sent = (int)taken;
            bool done = Result(result, "curl_ws_send", sends: true);
            _sending.Sent(payload.Length, kind, sent, done);
            return done;
        }
        finally
        {
            LeaveTurn();
        }
    }

    /// <summary>
    /// Begins a frame whose payload comes in pieces, through <see cref="TrySend"/> with <see cref="WebSocketFrameKind.None"/>.
    /// <see href="https://curl.se/libcurl/c/curl_ws_send.html">curl_ws_send(3)</see>, CURLWS_OFFSET.
    /// </summary>
    /// <param name="kind">The frame's type, as for <see cref="TrySend"/>.</param>
    /// <param name="length">The whole payload's length in bytes.</param>
    /// <returns>False when nothing was taken: wait until the socket can be written, and make the same call again.</returns>
    /// <exception cref="InvalidOperationException">Another frame is not finished.</exception>
    /// <exception cref="CurlException">The connection failed; every later send fails the same way.</exception>
    public bool TryBeginFrame(WebSocketFrameKind kind, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!TryTakeTurn())
        {
            return false;
        }

        try
        {
            ThrowIfUnusable(sends: true);
            _sending.CheckBegin(length, kind);
            if (WouldWaitInside())
            {
                return false;
            }

            CURLcode result = LibCurl.curl_ws_send(
                Handle, default(ReadOnlySpan<byte>), out _, length, (uint)kind | (uint)LibCurl.CURLWS_OFFSET);
            bool done = Result(result, "curl_ws_send", sends: true);
            _sending.Begun(length, kind, done);
            return done;
        }
        finally
        {
            LeaveTurn();
        }
    }

    /// <summary>Number of bytes that the open frame still needs; 0 when none is open.</summary>
    public long FrameBytesLeft => _sending.BytesLeft;

    /// <summary>
    /// Whether libcurl has encoded what the last send was given and could not write it: the next send must be the same one.
    /// </summary>
    internal bool MustRepeatSend => _sending.MustRepeat;

    /// <summary>
    /// Receives bytes as they are on the wire: with <c>CURLWS_RAW_MODE</c>, or after an upgrade of one's own.
    /// <see href="https://curl.se/libcurl/c/curl_easy_recv.html">curl_easy_recv(3)</see>.
    /// </summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="received">How many came; 0 with true means that the peer has closed.</param>
    /// <returns>False when nothing is there yet.</returns>
    /// <exception cref="CurlException">The connection failed; every later call fails the same way.</exception>
    public bool TryReceiveRaw(Span<byte> buffer, out int received)
    {
        received = 0;
        if (!TryTakeTurn())
        {
            return false;
        }

        try
        {
            ThrowIfUnusable(sends: false);
            CURLcode result = LibCurl.curl_easy_recv(Handle, buffer, out nuint count);
            received = (int)count;
            return Result(result, "curl_easy_recv");
        }
        finally
        {
            LeaveTurn();
        }
    }

    /// <summary>
    /// Sends bytes as they are: the caller makes and masks the frames.
    /// <see href="https://curl.se/libcurl/c/curl_easy_send.html">curl_easy_send(3)</see>.
    /// </summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="sent">How many bytes were taken.</param>
    /// <returns>False when nothing was taken: wait until the socket can be written.</returns>
    /// <exception cref="CurlException">The connection failed; every later send fails the same way.</exception>
    public bool TrySendRaw(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        if (!TryTakeTurn())
        {
            return false;
        }

        try
        {
            ThrowIfUnusable(sends: true);
            if (WouldWaitInside())
            {
                return false;
            }

            CURLcode result = LibCurl.curl_easy_send(Handle, bytes, out nuint count);
            sent = (int)count;
            return Result(result, "curl_easy_send", sends: true);
        }
        finally
        {
            LeaveTurn();
        }
    }

    /// <summary>
    /// Begins, in a read callback, the frame that the next bytes belong to. Since libcurl 8.16.
    /// <see href="https://curl.se/libcurl/c/curl_ws_start_frame.html">curl_ws_start_frame(3)</see>.
    /// </summary>
    /// <param name="kind">The frame's type.</param>
    /// <param name="length">Its payload's length in bytes.</param>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    /// <exception cref="CurlException">The frame before it is not finished, or this is no WebSocket transfer.</exception>
    public void StartFrame(WebSocketFrameKind kind, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Check(LibCurl.curl_ws_start_frame(Handle, (uint)kind, length), "curl_ws_start_frame");
    }

    /// <summary>
    /// Frame that the bytes of a write callback belong to; null outside of one.
    /// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.
    /// </summary>
    public WebSocketFrame? Meta => LibCurl.curl_ws_meta(Handle, out curl_ws_frame frame) ? new WebSocketFrame(frame) : null;

    /// <summary>Whether the send that is to be made would not return: see <see cref="SchannelSend"/>.</summary>
    private bool WouldWaitInside()
    {
        if (!OperatingSystem.IsWindows() || !SchannelSend.IsGuarded)
        {
            return false;
        }

        // Without a connection the send itself says what is wrong.
        curl_socket_t socket = _waits.KnowsSocket ? _waits.Socket : SocketOrNone();
        return socket != LibCurl.CURL_SOCKET_BAD
            && (_isEncrypted ??= GetInfo(CurlInfos.Scheme)?.ToLowerInvariant() is WebSocketScheme.Secure or "https")
            && SchannelSend.WouldWait(socket);
    }

    private bool Receive(Span<byte> buffer, out WebSocketFrame frame)
    {
        frame = default;
        if (!TryTakeTurn())
        {
            return false;
        }

        try
        {
            ThrowIfUnusable(sends: false);
            CURLcode result = LibCurl.curl_ws_recv(Handle, buffer, out _, out curl_ws_frame raw);
            if (!Result(result, "curl_ws_recv"))
            {
                return false;
            }

            frame = new WebSocketFrame(raw);
            return true;
        }
        finally
        {
            LeaveTurn();
        }
    }

    /// <summary>True for done, false for would-block; anything else is the end of this connection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Result(CURLcode code, string operation, bool sends = false) =>
        code == CURLcode.CURLE_OK || (code != CURLcode.CURLE_AGAIN && Failed(code, operation, sends));

    /// <summary>Throws, unless the call is to be made again.</summary>
    private bool Failed(CURLcode code, string operation, bool sends)
    {
        // Another connection of the multi handle is inside a call that does not return: this one comes again, with a look at its token
        // before.
        if (code == CURLcode.CURLE_RECURSIVE_API_CALL && SharesMulti)
        {
            return false;
        }

        if (!IsConnected && code is CURLcode.CURLE_SEND_ERROR or CURLcode.CURLE_UNSUPPORTED_PROTOCOL or CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
            && (operation.StartsWith("curl_ws", StringComparison.Ordinal) ? NoWebSocketBecause()
                : HasSocket() ? null : NoConnection) is { } because)
        {
            throw new InvalidOperationException($"{operation} needs a connection, and this handle {because}: await ConnectAsync first.");
        }

        // Refused by the gate: nothing has happened to the connection.
        if (code != CURLcode.CURLE_RECURSIVE_API_CALL)
        {
            _failure = new Failure(code, operation, TakeErrorText(), OnlySending: sends);
        }

        throw CurlErrors.Make(code, operation, _failure?.Text);
    }

    /// <summary>What the handle holds instead of a WebSocket connection, for a message; null if that is what it holds.</summary>
    internal string? NoWebSocketBecause()
    {
        if (!HasSocket())
        {
            return NoConnection;
        }

        // libcurl has one only where it asked for the upgrade itself: with another scheme a 101 is somebody else's.
        string scheme = GetInfo(CurlInfos.Scheme)?.ToLowerInvariant() ?? "unknown";
        long status = GetInfo(CurlInfos.ResponseCode);
        return status == 0
                ? $"holds a bare connection (scheme {scheme}) without an upgrade, as CONNECT_ONLY = 1 makes it"
            : status != 101 || !WebSocketScheme.Is(scheme)
                ? $"holds an HTTP connection (scheme {scheme}, last status {status}), not one that was upgraded to WebSocket"
            : null;
    }

    /// <summary>
    /// Lets calls through again after a failure, for a caller that latches it itself: the facade, which answers a protocol error with a
    /// close frame.
    /// </summary>
    internal void ForgetFailure()
    {
        TryTakeTurn(Timeout.Infinite);
        _failure = null;
        LeaveTurn();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfUnusable(bool sends)
    {
        if (IsDisposed || _failure is not null)
        {
            ThrowWhyUnusable(sends);
        }
    }

    private void ThrowWhyUnusable(bool sends)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_failure is { } failure && (sends || !failure.OnlySending))
        {
            throw CurlErrors.Make(failure.Code, failure.Operation, failure.Text);
        }
    }

    /// <summary>What every later call throws again.</summary>
    private sealed record Failure(CURLcode Code, string Operation, string Text, bool OnlySending);
}
