using System;
using System.Net.WebSockets;
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

    /// <summary>Ends the connection, once; a later call may only make it more final.</summary>
    private void End(WebSocketState state, Ending ending)
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
                return;
            }

            _ending = ending;
        }

        StopKeepAlive();
        try
        {
            _easy.Dispose();
        }
        finally
        {
            // Also when a callback of the application's, such as the one that closes sockets, has thrown.
            FailPings();
            ReleaseStream();

            // A direction that nobody is in gives its memory back now; the others do so on their way out.
            ReleaseDirection(_receiveTurn, _decoder.Release);
            ReleaseDirection(_sendTurn, ReleaseSending);
        }
    }

    private void ReleaseSending()
    {
        _encoder.Release();
        _deflater?.Dispose();
    }

    private static void ReleaseDirection(Turn turn, Action release)
    {
        if (turn.TryEnter())
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
    }

    private void ExitReceiveTurn(bool pump = true)
    {
        if (_ending == Ending.None)
        {
            _receiveTurn.Exit();
        }
        else
        {
            try
            {
                _decoder.Release();
            }
            finally
            {
                _receiveTurn.Exit();
            }
        }

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
                WebSocketError.InvalidState, $"The WebSocket is in the state {state}; this needs {first} or {second}.");
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_ending is Ending.Aborted or Ending.Disposed, this);

    /// <summary>For an operation that has waited: throws if the connection ended meanwhile.</summary>
    private void ThrowIfEnded(CancellationToken cancellationToken)
    {
        if (_ending >= Ending.Cancelled)
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

                return cause as WebSocketException
                    ?? new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The connection ended without a closing handshake.", cause);
        }
    }
}
