using System;
using System.Collections.Generic;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// A WebSocket connection over libcurl. It goes wherever .NET takes a <see cref="WebSocket"/>, and adds what libcurl can do.
/// </summary>
/// <remarks>
/// <para>Thread rule: any number of threads may send and receive at once; sends queue in call order, receives likewise, and a message is
/// never torn. <see cref="Abort"/> and <see cref="Dispose"/> may be called by any thread at any time and end everything pending.</para>
/// <para>What a server sends without end takes away neither a token nor a limit: every call looks at both after a bounded amount of it. More than
/// 1,048,576 pings and pongs that nobody asked for, in a row within 30 seconds and without data between them, fail the connection with the close
/// code 1008; <see cref="ReceiveFrameAsync"/>, which hands each of them to the application, takes any number.</para>
/// <para>Cancelling an inherited member that is under way aborts the connection, as with the framework's type; this type's own members leave it
/// open wherever nothing was half done.</para>
/// <code>
/// await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(new Uri("wss://example.org/"));
/// await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
/// </code>
/// </remarks>
public sealed partial class CurlWebSocket : WebSocket, IAsyncDisposable
{
    // Object model and lifetime
    //
    // The connection is one CurlEasy, which is one native handle, in a multi handle that others may share (ConnectionMulti). Frames come in
    // through one FrameDecoder and go out through one FrameEncoder: libcurl's own, or ours over raw bytes; see Framing/. Both are used under a
    // turn each (_receiveTurn, _sendTurn): whoever holds a turn owns that direction and everything that belongs to it, fields included. The
    // two directions meet in the native handle for one call at a time (CurlEasy's own lock), never while waiting; so do connections that
    // share a multi handle.
    //
    // Bytes take one way in: decoder.TryReceive writes into the caller's memory; would-block waits for the socket and tries again.
    // Control frames go to a field of 125 bytes and the loop goes on. A pong is queued and sent by whoever holds or next gets the
    // send turn, so it never lands inside a frame and a receiver never waits for a sender.
    //
    // The end: Abort, Dispose, a fault, and the closing handshake all lead to End(), once. It disposes the CurlEasy, which ends the
    // waits of both directions first and frees the native handle when no call is inside. Operations that were pending find the
    // state and throw what it means; each gives back its own direction's memory on the way out. Unless it was cut by the application, what was
    // sent before is delivered in the background, and so is the close frame of a fault: see SocketLinger.

    private readonly CurlEasy _easy;
    private readonly FrameDecoder _decoder;
    private readonly FrameEncoder _encoder;
    private readonly MessageDeflater? _deflater;
    private readonly Turn _receiveTurn = new();
    private readonly Turn _sendTurn = new();

    private readonly bool _automaticPong;
    private readonly bool _cancelKeepsConnection;
    private readonly long _maxStreamed;
    private readonly long _maxAssembled;
    private readonly TimeSpan _closeTimeout;
    private readonly TimeSpan _sendTimeout;

    /// <summary>Takes a connection that has been upgraded, and what frames it.</summary>
    internal CurlWebSocket(
        CurlEasy easy, FrameDecoder decoder, FrameEncoder encoder, CurlWebSocketOptions options, string? subProtocol, DeflateAgreement? deflate = null)
    {
        _easy = easy;
        _decoder = decoder;
        _encoder = encoder;
        _deflater = deflate is { } agreed ? new MessageDeflater(agreed.ClientMaxWindowBits, agreed.ClientContextTakeover) : null;
        SubProtocol = subProtocol;
        _automaticPong = options.AutomaticPong;
        _cancelKeepsConnection = options.CancelledReceiveKeepsConnection;
        _maxStreamed = options.MaxMessageSize ?? long.MaxValue;
        _maxAssembled = Math.Min(options.MaxMessageSize ?? CurlWebSocketOptions.DefaultMaxAssembledSize, Array.MaxLength);
        _closeTimeout = options.CloseTimeout;
        _sendTimeout = options.SendTimeout;
        _mayStick = MayStick(easy, decoder);
        StartKeepAlive(options);
        StartIdleTimer(options.IdleTimeout);
    }

    /// <inheritdoc/>
    public override WebSocketState State => _state;

    /// <inheritdoc/>
    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    /// <inheritdoc/>
    public override string? CloseStatusDescription => _closeStatusDescription;

    /// <inheritdoc/>
    public override string? SubProtocol { get; }

    /// <summary>The status of the upgrade: 101.</summary>
    public HttpStatusCode UpgradeStatus { get; } = HttpStatusCode.SwitchingProtocols;

    /// <summary>The header fields of the 101, in their order. With <see cref="FromHandle"/>, see <see cref="CurlEasy.Headers"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UpgradeHeaders { get; private init; } = [];

    /// <summary>Addresses, times, proxy and TLS of the connection. From any thread, also after the end.</summary>
    public CurlWebSocketInfo Info { get; private init; } = null!;

    /// <summary>The connection's handle, for what has no member here. It dies with this object.</summary>
    public CurlEasy Handle => _easy;

    /// <summary>Cuts the connection. Pending operations end with <see cref="OperationCanceledException"/>. From any thread.</summary>
    public override void Abort() => End(WebSocketState.Aborted, Ending.Aborted)?.Throw();

    /// <summary>
    /// Frees the connection without a closing handshake, unless <see cref="CloseAsync"/> has made one. Pending operations end with
    /// <see cref="WebSocketException"/>. From any thread.
    /// </summary>
    /// <remarks>
    /// It does not wait for the server, only for a connection that is full, up to a second, when bytes of a send that is complete are still here.
    /// What sends have completed goes on being delivered in the background, for at most five seconds while the server sends, too: what it sends is
    /// read and dropped meanwhile. On Windows a server that sends then destroys what is not delivered yet. To know that everything has arrived, use
    /// <see cref="DisposeAsync"/> or <see cref="CloseAsync"/>.
    /// </remarks>
    public override void Dispose()
    {
        bool inTurn = TryEnterLast();
        ExceptionDispatchInfo? thrown = End(WebSocketState.Closed, Ending.Disposed);
        if (inTurn)
        {
            ExitSendTurn();
        }

        thrown?.Throw();
    }

    /// <summary>
    /// Closes with the status 1000 unless a close frame has been sent already, waits for the server's as long as
    /// <see cref="CurlWebSocketOptions.CloseTimeout"/> says, and frees the connection. What was sent before arrives first; what the server still sends is
    /// skipped. A close that is under way, and one whose answer is still to come (<see cref="WebSocketState.CloseSent"/>), is waited for likewise.
    /// </summary>
    /// <remarks><see cref="State"/> is Closed after it when both close frames got through, and Aborted when the connection had to be cut.</remarks>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_ending == Ending.None)
            {
                await CloseToDisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The connection broke before it could be closed: it is freed all the same, and the failure is in the state.
        }
        finally
        {
            // Also when a handler of the application's has thrown.
            Dispose();
        }
    }
}
