using System;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// Waiting for the connection's socket. How each wait is done, and how they end before the descriptor does, is the business of
// ConnectionWaits.
public sealed partial class CurlEasy
{
    private readonly ConnectionWaits _waits = new();

    /// <summary>
    /// Waits until the connection's socket can be read. Try first: TLS may hold bytes that the socket never signals. One wait at a time.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait at once; the connection stays.</param>
    /// <exception cref="InvalidOperationException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, also while waiting.</exception>
    public ValueTask WaitToReceiveAsync(CancellationToken cancellationToken = default) => _waits.KnowsSocket
        ? _waits.WaitToReceiveAsync(cancellationToken)
        : _waits.WaitInPollerAsync(ActiveSocket(), write: false, cancellationToken);

    /// <summary>Waits until the connection's socket can be written, after a send that took too little. One wait at a time.</summary>
    /// <inheritdoc cref="WaitToReceiveAsync"/>
    public ValueTask WaitToSendAsync(CancellationToken cancellationToken = default) => _waits.KnowsSocket
        ? _waits.WaitToSendAsync(cancellationToken)
        : _waits.WaitInPollerAsync(ActiveSocket(), write: true, cancellationToken);

    /// <summary>As <see cref="WaitToReceiveAsync"/>, blocking the calling thread; false when the time was up first.</summary>
    internal bool BlockUntilReadable(TimeSpan timeout, CancellationToken cancellationToken) =>
        _waits.BlockUntilReady(ActiveSocket(), write: false, timeout, cancellationToken);

    /// <summary>As <see cref="WaitToSendAsync"/>, blocking the calling thread; false when the time was up first.</summary>
    internal bool BlockUntilWritable(TimeSpan timeout, CancellationToken cancellationToken) =>
        _waits.BlockUntilReady(ActiveSocket(), write: true, timeout, cancellationToken);

    /// <summary>
    /// Whether a read or a write would not block at this moment; false when there is no connection any more. For limits that have passed:
    /// the process or its thread pool may have stood still meanwhile, and then a timer says nothing of the server.
    /// </summary>
    internal bool IsReady(bool write)
    {
        curl_socket_t socket;
        try
        {
            socket = ActiveSocket();
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return _waits.IsReady(socket, write);
    }

    /// <summary>Bounds what <c>curl_ws_recv</c> may take in at once. Not needed, and not done, for raw receives.</summary>
    internal void BoundReceiving() => ReceiveBound.Apply(ActiveSocket(), IsSocketHandled);

    private bool IsSocketHandled => SocketCreatedCallback is not null || OpenSocketCallback is not null;

    private bool HasSocket() => SocketOrNone() != LibCurl.CURL_SOCKET_BAD;

    private curl_socket_t SocketOrNone() =>
        LibCurl.curl_easy_getinfo(Handle, LibCurl.CURLINFO_ACTIVESOCKET, out curl_socket_t socket) == CURLcode.CURLE_OK
            ? socket : LibCurl.CURL_SOCKET_BAD;

    private curl_socket_t ActiveSocket()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);

        // Known of what was made here, so that no look at it waits for a call that does not return.
        if (_waits.KnowsSocket)
        {
            return _waits.Socket;
        }

        // A turn: the other direction may be inside at this moment, as it is allowed to.
        TryTakeTurn(Timeout.Infinite);
        try
        {
            curl_socket_t socket = SocketOrNone();
            return socket != LibCurl.CURL_SOCKET_BAD
                ? socket
                : throw new InvalidOperationException("This handle has no connection to wait for.");
        }
        finally
        {
            LeaveTurn();
        }
    }
}
