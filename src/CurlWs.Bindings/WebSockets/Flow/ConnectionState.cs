using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace CurlWs;

// Flow: a connection's two directions, and what they share
//
//   ClosingHandshake   Liveness        what uses both: the close frames; pings, keep-alive and the idle timeout
//            \         /
//           ReceiveSide                decoder -> the caller's memory; answers control frames; pumps them while nobody receives
//                |
//             SendSide                 the caller's memory -> encoder; ControlQueue: the pongs and pings that wait to leave
//                |
//         ConnectionState              the state, the one end, what every member throws; PendingPings: who waits for a pong
//
// A direction belongs to whoever holds its Turn: decoder or encoder, and every field of that side that does not say otherwise. Nobody waits
// for the other direction's turn while it holds its own, but for one: a receive whose answers fill the queue waits for the send turn.
// So a sender never waits for a receiver, and a pong leaves with whoever has the send turn.
//
// The end comes once: by Abort, Dispose, a fault, a timer or the closing handshake, on any thread, with or without a turn. The state
// changes under the lock here, the only one; then the owner frees the handle, which ends the waits of both directions, and each direction's
// memory goes back with whoever leaves its turn next. An operation that was under way finds HasEnded and throws what Interrupted makes of
// it.

/// <summary>What an operation finds when a connection has ended. A later way may only be more final than an earlier.</summary>
internal enum Ending
{
    None,

    /// <summary>The closing handshake is complete, or a fault has ended the connection: later calls find an invalid state.</summary>
    Ended,

    /// <summary>
    /// By an operation that was canceled: what was pending is canceled too, later calls find an invalid state. Nobody disposed.
    /// </summary>
    Canceled,

    /// <summary>By Abort: what was pending is canceled, later calls find a disposed object.</summary>
    Aborted,

    /// <summary>By Dispose.</summary>
    Disposed,
}

/// <summary>Whose state it is.</summary>
internal interface IConnectionOwner
{
    /// <summary>The connection has just ended: frees it. Once.</summary>
    /// <returns>What a callback of the application's, such as the one that closes sockets, threw while the handle was freed.</returns>
    ExceptionDispatchInfo? Free(Ending ending, Exception? cause);
}

/// <summary>Where a connection is, how it ended and why; and the exceptions that say so. From any thread.</summary>
/// <remarks>
/// <code>
///   Open --close sent--> CloseSent --close received--> Closed
///    |                                                   ^
///    +--close received--> CloseReceived --close sent-----+
///
///   any --fault, abort, canceled--> Aborted        any --dispose--> Closed, unless Aborted
/// </code>
/// </remarks>
internal sealed class ConnectionState(IConnectionOwner owner, ConnectionTelemetry telemetry)
{
    private const string Unforeseen = "The connection had to be cut after an unexpected failure";
    private const string Unclosed = "The connection ended without a closing handshake.";

    private readonly object _lock = new();

    // The state in the low byte, how the connection has ended above it: every send and receive looks at both, in one read.
    // Written under the lock.
    private volatile int _word = (int)WebSocketState.Open;

    private volatile bool _closedInOrder;

    // The first failure that ended the connection: inside what the other direction and later calls throw.
    private volatile Exception? _cause;

    // Why the connection ended while no call of the application was there to be told: what later calls say.
    private volatile string? _untold;

    /// <summary>Who sends the events, and whose name a disposed object has.</summary>
    internal IConnectionOwner Owner => owner;

    /// <summary>Who tells whoever listens. From any thread; see there.</summary>
    internal ConnectionTelemetry Telemetry => telemetry;

    internal WebSocketState State => (WebSocketState)(_word & byte.MaxValue);

    internal WebSocketCloseStatus? CloseStatus { get; private set; }

    internal string? CloseStatusDescription { get; private set; }

    internal bool HasEnded => _word > byte.MaxValue;

    internal bool CanReceive
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _word is (int)WebSocketState.Open or (int)WebSocketState.CloseSent;
    }

    internal bool CanSend
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _word is (int)WebSocketState.Open or (int)WebSocketState.CloseReceived;
    }

    internal bool CloseSent => State is WebSocketState.CloseSent or WebSocketState.Closed;

    /// <summary>Whether both close frames got through, which the state Closed alone does not say: Dispose makes it, too.</summary>
    internal bool ClosedInOrder => _closedInOrder;

    /// <summary>
    /// Whether another call's closing may be joined: nobody has cut it, or disposed before both close frames were through.
    /// </summary>
    internal bool MayBeClosing => ClosedInOrder || How is Ending.None or Ending.Ended;

    private Ending How => (Ending)(_word >> 8);

    /// <summary>
    /// Ends the connection, once; a later call may only make it more final. Throws nothing: whoever ends it has a failure of its own to
    /// tell, or is a timer.
    /// </summary>
    /// <param name="state">The state from now on.</param>
    /// <param name="ending">What later calls find.</param>
    /// <param name="cause">What has failed, if that is why.</param>
    /// <returns>What a callback of the application's threw while the handle was freed.</returns>
    internal ExceptionDispatchInfo? End(WebSocketState state, Ending ending, Exception? cause = null)
    {
        lock (_lock)
        {
            bool first = !HasEnded;
            if (first)
            {
                _cause = cause;
            }

            Set(
                State is WebSocketState.Closed or WebSocketState.Aborted ? State : state,
                ending > How ? ending : How);
            if (!first)
            {
                return null;
            }
        }

        ExceptionDispatchInfo? thrown = owner.Free(ending, cause);
        telemetry.Ended(State, CloseStatus, cause);
        return thrown;
    }

    /// <summary>An operation that had begun something was canceled: nothing can follow it.</summary>
    internal void Cancel() => End(WebSocketState.Aborted, Ending.Canceled);

    /// <summary>A fault ends the connection.</summary>
    internal void Fail(Exception? cause) => End(WebSocketState.Aborted, Ending.Ended, cause);

    /// <summary>The connection is about to end, and no call of the application is there to hear why: the next one is told.</summary>
    internal void LeaveWord(string reason) => _untold = reason;

    /// <summary>Nothing is known any more of what comes next: the connection cannot be used on.</summary>
    internal WebSocketException FailUnforeseen(Exception e)
    {
        WebSocketException failure = new(WebSocketError.Faulted, $"{Unforeseen}.", e);
        Fail(failure);
        return failure;
    }

    /// <summary>As <see cref="FailUnforeseen"/> where nobody awaits: the next call of the application's is told.</summary>
    internal void FailUntold(Exception e)
    {
        if (!HasEnded)
        {
            LeaveWord($"{Unforeseen}: {e.Message}");
            FailUnforeseen(e);
        }
    }

    // Under the lock.
    private void Set(WebSocketState state, Ending ending) => _word = (int)state | ((int)ending << 8);

    internal void MarkCloseSent()
    {
        lock (_lock)
        {
            Set(
                State switch
                {
                    WebSocketState.Open => WebSocketState.CloseSent,
                    WebSocketState.CloseReceived => Complete(),
                    WebSocketState other => other,
                },
                How);
        }
    }

    internal void MarkCloseReceived(WebSocketCloseStatus status, string description)
    {
        lock (_lock)
        {
            CloseStatus = status;
            CloseStatusDescription = description;
            Set(
                State switch
                {
                    WebSocketState.Open => WebSocketState.CloseReceived,
                    WebSocketState.CloseSent => Complete(),
                    WebSocketState other => other,
                },
                How);
        }
    }

    // The second of the two close frames is through. Under the lock.
    private WebSocketState Complete()
    {
        _closedInOrder = true;
        return WebSocketState.Closed;
    }

    /// <summary>Throws unless the state lets a message be received.</summary>
    internal void RequireReceivable() => Require(WebSocketState.Open, WebSocketState.CloseSent);

    /// <summary>Throws unless the state lets a frame be sent.</summary>
    internal void RequireSendable() => Require(WebSocketState.Open, WebSocketState.CloseReceived);

    private void Require(WebSocketState first, WebSocketState second)
    {
        ThrowIfDisposed();
        WebSocketState state = State;
        if (state != first && state != second)
        {
            throw _untold is { } failure ? new WebSocketException(WebSocketError.Faulted, failure) : new WebSocketException(
                WebSocketError.InvalidState, $"The WebSocket is in the state {state}; this needs {first} or {second}.", _cause);
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(How is Ending.Aborted or Ending.Disposed, owner);

    /// <summary>For an operation that has waited: throws if the connection ended meanwhile.</summary>
    internal void ThrowIfEnded(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            throw Interrupted(new ObjectDisposedException(owner.GetType().Name), cancellationToken);
        }
    }

    /// <summary>What an operation throws that was under way when the connection ended, or whose connection has failed just now.</summary>
    internal Exception Interrupted(Exception cause, CancellationToken cancellationToken)
    {
        switch (How)
        {
            case Ending.Canceled or Ending.Aborted:
                return new OperationCanceledException("The WebSocket was aborted.", cause, cancellationToken);
            case Ending.Disposed:
                return new WebSocketException(
                    WebSocketError.ConnectionClosedPrematurely, "The WebSocket was disposed while the operation was under way.", cause);
            default:
                return _untold is { } failure ? new WebSocketException(WebSocketError.Faulted, failure, cause)
                    : cause is WebSocketException ? cause
                    : FailedElsewhere(cause) ?? Lost(cause);
        }
    }

    // Cut by a failure elsewhere, in the other direction perhaps: that is what has to be said, once.
    private WebSocketException? FailedElsewhere(Exception cause) =>
        How != Ending.Ended || cause is CurlException ? null : _cause switch
        {
            null => null,
            WebSocketException first => new WebSocketException(first.WebSocketErrorCode, first.Message, first.InnerException),
            { } other => new WebSocketException(WebSocketError.ConnectionClosedPrematurely, Unclosed, other),
        };

    private WebSocketException Lost(Exception cause) => !HasEnded && cause is not CurlException
        ? new WebSocketException(WebSocketError.Faulted, "The operation could not go on.", cause)
        : new WebSocketException(WebSocketError.ConnectionClosedPrematurely, Unclosed, cause);
}
