using System;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The ways to end: with a closing handshake (see Flow/ClosingHandshake) or without.
public sealed partial class CurlWebSocket
{
    /// <inheritdoc/>
    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        CloseFrame.Validate(closeStatus, statusDescription);
        return _closing.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        CloseFrame.Validate(closeStatus, statusDescription);
        return _closing.CloseAsync(closeStatus, statusDescription, cancellationToken);
    }

    /// <summary>Cuts the connection. Pending operations end with <see cref="OperationCanceledException"/>. From any thread.</summary>
    public override void Abort() => _connection.End(WebSocketState.Aborted, Ending.Aborted)?.Throw();

    /// <summary>
    /// Frees the connection without a closing handshake, unless <see cref="CloseAsync"/> has made one. Pending operations end with
    /// <see cref="WebSocketException"/>. From any thread.
    /// </summary>
    /// <remarks>
    /// It does not wait for the server, only for a connection that is full, up to a second, when bytes of a send that is complete are still
    /// here. What sends have completed goes on being delivered in the background, for at most five seconds while the server sends, too:
    /// what it sends is read and dropped meanwhile. On Windows a server that sends then destroys what is not delivered yet. To know that
    /// everything has arrived, use
    /// <see cref="DisposeAsync"/> or <see cref="CloseAsync"/>.
    /// </remarks>
    public override void Dispose() => DisposeAs(WebSocketState.Closed);

    private void DisposeAs(WebSocketState state)
    {
        bool inTurn = _send.TryEnterLast();
        ExceptionDispatchInfo? thrown = _connection.End(state, Ending.Disposed);
        if (inTurn)
        {
            _send.ExitTurn();
        }

        thrown?.Throw();
    }

    /// <summary>
    /// Closes with the status 1000 unless a close frame has been sent already, waits for the server's as long as
    /// <see cref="CurlWebSocketOptions.CloseTimeout"/> says, and frees the connection. What was sent before arrives first; what the server
    /// still sends is skipped. A close that is under way, and one whose answer is still to come (<see cref="WebSocketState.CloseSent"/>),
    /// is waited for likewise.
    /// </summary>
    /// <remarks>
    /// <see cref="State"/> is Closed after it when both close frames got through, and Aborted when the connection had to be cut.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        WebSocketState state = WebSocketState.Aborted;
        try
        {
            if (!_connection.HasEnded)
            {
                await _closing.CloseToDisposeAsync().ConfigureAwait(false);
            }

            state = WebSocketState.Closed;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // The connection broke before it could be closed: it is freed anyway, and the failure is in the state. A failed send alone has
            // not ended it.
        }
        finally
        {
            // Also when a handler of the application's has thrown.
            DisposeAs(state);
        }
    }

    /// <summary>The one end, after the state has changed: the handle first, which ends the waits of both directions.</summary>
    ExceptionDispatchInfo? IConnectionOwner.Free(Ending ending, Exception? cause)
    {
        _liveness.Stop();
        ExceptionDispatchInfo? thrown = null;
        try
        {
            // Unless the application has cut it, what was sent before is delivered in the background, and so is the close frame of a fault.
            _easy.SocketEnd = ending is Ending.Aborted or Ending.Canceled ? SocketEnd.Cut
                : _send.LastWordsSent ? SocketEnd.Linger
                : SocketEnd.Deliver;
            _easy.Dispose();
        }
        catch (Exception e)
        {
            thrown = ExceptionDispatchInfo.Capture(e);
        }

        _liveness.FailPings(cause);
        _send.ReleaseStream();
        _send.Held?.End();

        // A direction that nobody is in gives its memory back now; the others do so on their way out.
        _receive.ReleaseIfFree();
        _send.ReleaseIfFree();
        return thrown;
    }
}
