using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>
/// A WebSocket connection over libcurl. It goes wherever .NET takes a <see cref="WebSocket"/>, and adds what libcurl can do.
/// </summary>
/// <remarks>
/// <para>Thread rule: any number of threads may send and receive at once; sends queue in call order, receives likewise, and a message is
/// never torn. <see cref="Abort"/> and <see cref="Dispose"/> may be called by any thread at any time and end everything pending.</para>
/// <para>What follows an await runs in the context that was there, if it is kept; without one on a thread of the pool or, on Linux, on the
/// one of this library's that has heard of the data. It may block or take long: another thread listens meanwhile, and when few are left
/// the pool takes over. <c>Thread.CurrentThread.IsThreadPoolThread</c> says nothing that could be relied on.</para>
/// <para>What a server sends without end takes away neither a token nor a limit: every call looks at both after a bounded amount of it.
/// More than 1,048,576 pings and pongs that nobody asked for, in a row within 30 seconds and without data between them, fail the connection
/// with the close code 1008; <see cref="ReceiveFrameAsync"/>, which hands each of them to the application, takes any number.</para>
/// <para>Canceling an inherited member that is under way aborts the connection, as with the framework's type; this type's own members
/// leave it open wherever nothing was half done.</para>
/// <code>
/// await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(new Uri("wss://example.org/"));
/// await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
/// </code>
/// </remarks>
[SuppressMessage("ApiDesign", "RS0026", Justification = "Overloads differ in what is required; CurlWs.CSharp12 compiles their calls.")]
[SuppressMessage("ApiDesign", "RS0027", Justification = "The overloads with more parameters are WebSocket's, and have no optional one.")]
public sealed partial class CurlWebSocket : WebSocket, IAsyncDisposable, IConnectionOwner
{
    // The face: public members and their checks, no machinery. How a connection works is in Flow/, from Flow/ConnectionState on; how it
    // comes about in Connecting/.
    //
    // The connection is one CurlEasy, which is one native handle, in a multi handle that others may share (Easy/Waiting). Frames come in
    // through one FrameDecoder and go out through one FrameEncoder: libcurl's own, or ours over raw bytes; see Framing/ and Deflate/. The
    // two directions meet in the native handle for one call at a time (CurlEasy's own lock), never while waiting; so do connections that
    // share a multi handle.
    private readonly CurlEasy _easy;
    private readonly ConnectionState _connection;
    private readonly SendSide _send;
    private readonly ReceiveSide _receive;
    private readonly Liveness _liveness;
    private readonly ClosingHandshake _closing;
    private readonly MessageReader _messages;

    /// <summary>Takes a connection that has been upgraded, and what frames it.</summary>
    internal CurlWebSocket(
        CurlEasy easy,
        FrameDecoder decoder,
        FrameEncoder encoder,
        CurlWebSocketOptions options,
        string? subProtocol,
        ConnectionTelemetry telemetry)
    {
        PendingPings pings = new();
        _easy = easy;
        _connection = new ConnectionState(this, telemetry);
        _send = new SendSide(_connection, easy, encoder, options);
        _receive = new ReceiveSide(_connection, _send, pings, easy, decoder, options);
        _liveness = new Liveness(_connection, _send, _receive, pings, easy, options);
        _closing = new ClosingHandshake(_connection, _send, _receive, options.CloseTimeout);
        AheadMessages? ahead = options.ReceivePrefetch > 0 ? new AheadMessages(options.ReceivePrefetch) : null;
        _messages = new MessageReader(_connection, _receive, ahead);
        SubProtocol = subProtocol;
        telemetry.Opened();
        _liveness.Start(options.KeepAliveInterval);
    }

    /// <inheritdoc/>
    public override WebSocketState State => _connection.State;

    /// <inheritdoc/>
    public override WebSocketCloseStatus? CloseStatus => _connection.CloseStatus;

    /// <inheritdoc/>
    public override string? CloseStatusDescription => _connection.CloseStatusDescription;

    /// <inheritdoc/>
    public override string? SubProtocol { get; }

    /// <summary>The status of the upgrade: 101.</summary>
    public HttpStatusCode HttpStatusCode { get; } = HttpStatusCode.SwitchingProtocols;

    /// <summary>The header fields of the 101, in their order. With <see cref="FromHandle"/>, see
    /// <see cref="CurlEasy.GetHeaders"/>.</summary>
    public CurlHeaders HttpResponseHeaders { get; private init; } = CurlHeaders.Empty;

    /// <summary>Addresses, times, proxy and TLS of the connection. From any thread, also after the end.</summary>
    public CurlWebSocketInfo Info { get; private init; } = null!;

    /// <summary>
    /// The connection's number in this process, from 1 on: the same in metrics, activities, events, logs and the trace of frames.
    /// </summary>
    public long ConnectionId => _connection.Telemetry.Id;

    /// <summary>
    /// The activity of the connection's life, to link others to it: <c>new ActivityLink(socket.Activity.Context)</c>. Null if nobody
    /// listened to <see cref="CurlTelemetry.ActivitySourceName"/> when it was connected. It is stopped when the connection ends, and is
    /// never the current one.
    /// </summary>
    public Activity? Activity => _connection.Telemetry.Activity;

    /// <summary>The connection's handle, for what has no member here. It dies with this object.</summary>
    public CurlEasy Easy => _easy;
}
