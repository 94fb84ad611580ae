using System;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace CurlWs;

// States. Changed under _stateLock only.
//
//   Open --close sent--> CloseSent --close received--> Closed
//    |                                                   ^
//    +--close received--> CloseReceived --close sent-----+
//
//   any --fault, abort, cancelled--> Aborted        any --dispose--> Closed, unless Aborted
public sealed partial class CurlWebSocket
{
    private readonly object _stateLock = new();
    private volatile WebSocketState _state = WebSocketState.Open;
    private volatile Ending _ending;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeStatusDescription;

    // The first failure that ended the connection: inside what the other direction and later calls throw.
    private volatile Exception? _cause;

    private enum Ending
    {
        None,

        /// <summary>The closing handshake is complete, or a fault has ended the connection: later calls find an invalid state.</summary>
        Ended,

        /// <summary>By an operation that was cancelled: what was pending is cancelled too, later calls find an invalid state. Nobody disposed.</summary>
        Cancelled,

        /// <summary>By <see cref="Abort"/>: what was pending is cancelled, later calls find a disposed object.</summary>
        Aborted,

        /// <summary>By <see cref="Dispose"/>.</summary>
        Disposed,
    }

    private bool CanReceive => _ending == Ending.None && _state is WebSocketState.Open or WebSocketState.CloseSent;

    private bool CanSend => _ending == Ending.None && _state is WebSocketState.Open or WebSocketState.CloseReceived;

    private bool CloseSent => _state is WebSocketState.CloseSent or WebSocketState.Closed;

    /// <summary>
    /// Ends the connection, once; a later call may only make it more final. Throws nothing: whoever ends it has a failure of its own to tell, or is a
    /// timer.
    /// </summary>
    /// <param name="state">The state from now on.</param>
    /// <param name="ending">What later calls find.</param>
    /// <param name="cause">What has failed, if that is why.</param>
    /// <returns>What a callback of the application's, such as the one that closes sockets, threw while the handle was freed.</returns>
    private ExceptionDispatchInfo? End(WebSocketState state, Ending ending, Exception? cause = null)
    {
        lock (_stateLock)
        {
            if (_state is not (WebSocketState.Closed or WebSocketState.Aborted))
            {
                _state = state;
            }

            if (_ending != Ending.None)
            {
                _ending = ending > _ending ? ending : _ending;
                return null;
            }

            _cause = cause;
            _ending = ending;
        }

        StopKeepAlive();
        ExceptionDispatchInfo? thrown = null;
        try
        {
            _easy.SocketEnd = ending is Ending.Aborted or Ending.Cancelled ? SocketEnd.Cut
                : _lastWordsSent ? SocketEnd.Linger
                : SocketEnd.Deliver;
            _easy.Dispose();
        }
        catch (Exception e)
        {
            thrown = ExceptionDispatchInfo.Capture(e);
        }

        FailPings(cause);
        ReleaseStream();

        // A direction that nobody is in gives its memory back now; the others do so on their way out.
        ReleaseDirection(_receiveTurn, _decoder.Release);
        ReleaseDirection(_sendTurn, ReleaseSending);
        return thrown;
    }

    private void ReleaseSending()
    {
        try
        {
            _encoder.Release();
        }
        finally
        {
            _deflater?.Dispose();
        }
    }

    private static void ReleaseDirection(Turn turn, Action release)
    {
        if (turn.TryEnter())
        {
            LeaveTurn(turn, release);
        }
    }

    private static void LeaveTurn(Turn turn, Action release)
    {
        try
        {
            release();
        }
        finally
        {
            turn.Exit();
        }
    }

    private void ExitReceiveTurn(bool pump = true)
    {
        if (_ending != Ending.None)
        {
            LeaveTurn(_receiveTurn, _decoder.Release);
            return;
        }

        _receiveTurn.Exit();
        if (pump && _pings.Count > 0 && !_dataWaits && AnyPingPending())
        {
            // Nobody reads any more, and a pong may be on its way.
            StartPump();
        }
    }

    private void MarkCloseSent()
    {
        lock (_stateLock)
        {
            _state = _state switch
            {
                WebSocketState.Open => WebSocketState.CloseSent,
                WebSocketState.CloseReceived => WebSocketState.Closed,
                _ => _state,
            };
        }
    }

    private void MarkCloseReceived(WebSocketCloseStatus status, string description)
    {
        lock (_stateLock)
        {
            _closeStatus = status;
            _closeStatusDescription = description;
            _state = _state switch
            {
                WebSocketState.Open => WebSocketState.CloseReceived,
                WebSocketState.CloseSent => WebSocketState.Closed,
                _ => _state,
            };
        }
    }

    /// <summary>Throws unless the state is one of two.</summary>
    private void RequireState(WebSocketState first, WebSocketState second)
    {
        ThrowIfDisposed();
        WebSocketState state = _state;
        if (state != first && state != second)
        {
            throw _endedBecause is { } failure ? new WebSocketException(WebSocketError.Faulted, failure) : new WebSocketException(
                WebSocketError.InvalidState, $"The WebSocket is in the state {state}; this needs {first} or {second}.", _cause);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_ending is Ending.Aborted or Ending.Disposed, this);

    /// <summary>For an operation that has waited: throws if the connection ended meanwhile.</summary>
    private void ThrowIfEnded(CancellationToken cancellationToken)
    {
        if (_ending != Ending.None)
        {
            throw Interrupted(new ObjectDisposedException(nameof(CurlWebSocket)), cancellationToken);
        }
    }

    /// <summary>What an operation throws that was under way when the connection ended, or whose connection has failed just now.</summary>
    private Exception Interrupted(Exception cause, CancellationToken cancellationToken)
    {
        switch (_ending)
        {
            case Ending.Cancelled or Ending.Aborted:
                return new OperationCanceledException("The WebSocket was aborted.", cause, cancellationToken);
            case Ending.Disposed:
                return new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The WebSocket was disposed while the operation was under way.", cause);
            default:
                if (_endedBecause is { } failure)
                {
                    return new WebSocketException(WebSocketError.Faulted, failure, cause);
                }

                if (cause is WebSocketException)
                {
                    return cause;
                }

                if (_ending == Ending.Ended && cause is not CurlException && _cause is { } first)
                {
                    // Cut by a failure elsewhere, in the other direction perhaps: that is what has to be said.
                    return new WebSocketException(
                        first is WebSocketException { WebSocketErrorCode: var error } ? error : WebSocketError.ConnectionClosedPrematurely, first.Message, first);
                }

                return _ending == Ending.None && cause is not CurlException
                    ? new WebSocketException(WebSocketError.Faulted, cause.Message, cause)
                    : new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The connection ended without a closing handshake.", cause);
        }
    }
}
