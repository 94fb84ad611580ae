using System;
using System.Diagnostics;

using CurlWs.Interop;

namespace CurlWs;

// What the handle is doing, in one word, and what that means for whoever wants to begin something on it.
public sealed partial class CurlEasy
{
    //               PerformAsync, CurlMulti.Add              ConnectAsync                  upgraded
    //  Transferring <-------------------------- Nothing -------------------> Connecting ------------> Connected
    //       |                ended               ^ ^ |                           |                        |
    //       +------------------------------------+ | |                           | refused, late,         | Dispose
    //       ^                                      | | Perform, CONNECT_ONLY = 1 | canceled              v
    //       |                                      | +--------> Holding          |               DisposedConnected
    //       |  libcurl is still inside a call      +-----------------------------+
    //       +--------------------------------------------------------------------+
    //
    //  Every state but Connected becomes Disposed; those two last ones are for ever.
    private enum Doing
    {
        /// <summary>
        /// Nothing that outlives a call. What a call on another thread forbids is the gate's business (<see cref="CallGate"/>).
        /// </summary>
        Nothing,

        /// <summary>
        /// In a multi handle: driven by the poller's thread, or by hand. Never stored: <c>_transfer</c> and <see cref="CURL.Multi"/> say
        /// it, which end without this object.
        /// </summary>
        Transferring,

        /// <summary>The upgrade is under way, in a place of its own (<c>_place</c>).</summary>
        Connecting,

        /// <summary>The WebSocket connection is there, and stays until the handle is freed.</summary>
        Connected,

        /// <summary>The connection of <see cref="CurlConnectOnly.Connection"/> is there: it belongs to the raw calls from now on.</summary>
        Holding,

        /// <summary>Disposed; the native handle goes when no call is inside.</summary>
        Disposed,

        /// <summary>The same, with a WebSocket connection, whose socket may have to deliver what was sent last.</summary>
        DisposedConnected,
    }

    // What begins on the handle begins under it, and disposal does. Never held while waiting, or in a call on the handle.
    private readonly object _lock = new();

    // Written under the lock. Read anywhere: a call that has begun before a change is the gate's business.
    private Doing _doing;

    // The transfer that the poller's thread drives, a connect's as well. Claimed under the lock, given back by that thread without it.
    private Transfer? _transfer;

    // Where the connection is made and lives, while Connecting and from Connected on; left by the disposal, or when it comes to nothing.
    private ConnectionMulti.Place? _place;

    /// <summary>Whether the upgrade has succeeded on this object, so that frames can be sent and received.</summary>
    public bool IsConnected => _doing is Doing.Connected or Doing.DisposedConnected;

    /// <summary>
    /// Whether a connect ended for its caller although libcurl is still inside a call for it: no call of libcurl may be made on the handle.
    /// </summary>
    internal bool IsLeftBehind => _transfer is { IsLeftBehind: true };

    private bool IsDisposed => _doing >= Doing.Disposed;

    private Doing Now => _doing == Doing.Nothing && (_transfer is not null || Handle.Multi is not null) ? Doing.Transferring : _doing;

    /// <summary>Throws unless a transfer, or a connect, may begin on the handle.</summary>
    private void GuardTransfer()
    {
        switch (Now)
        {
            case Doing.Nothing:
                _answers = null;
                return;
            case Doing.Connected:
                throw new InvalidOperationException(
                    "This handle holds a WebSocket connection. Another transfer would open a second one and lose the first: use another "
                    + "CurlEasy.");
            case Doing.Holding:
                throw new InvalidOperationException(
                    "This handle holds the connection of CurlConnectOnly.Connection. Another transfer would open a second one and lose the "
                    + "first: use another CurlEasy.");
            case Doing.Disposed or Doing.DisposedConnected:
                throw new ObjectDisposedException(GetType().FullName);
            default:
                throw InUse();
        }
    }

    /// <summary>Claims the handle for a connect: of two threads that begin one at once, one is refused.</summary>
    /// <param name="roots">What the connection leaves in its multi handle for later ones; null for nothing.</param>
    private ConnectionMulti.Place BeginConnect(CachedRoots? roots)
    {
        lock (_lock)
        {
            GuardTransfer();
            _place = ConnectionMulti.Join(Handle, SharesMulti ? Options.MultiKey(roots) : null, roots);
            _lent?.Place = _place;
            _doing = Doing.Connecting;
            return _place;
        }
    }

    /// <summary>The upgrade has succeeded.</summary>
    private void EndConnect()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            Debug.Assert(_place is not null && _waits.KnowsSocket, "A connection has a place and a descriptor.");
            _doing = Doing.Connected;
        }
    }

    /// <summary>The upgrade has come to nothing.</summary>
    private void AbandonConnect(ConnectionMulti.Place place)
    {
        lock (_lock)
        {
            _place = null;
            _doing = _doing == Doing.Connecting ? Doing.Nothing : _doing;
        }

        place.Failed();
        place.Dispose();
    }

    /// <summary>A perform has left a connection to the raw calls.</summary>
    private void HoldConnection()
    {
        lock (_lock)
        {
            _doing = IsDisposed ? _doing : Doing.Holding;
        }
    }

    /// <summary>From now on nothing begins; false when that has been said before.</summary>
    private bool TryDispose()
    {
        lock (_lock)
        {
            if (IsDisposed)
            {
                return false;
            }

            _doing = IsConnected ? Doing.DisposedConnected : Doing.Disposed;
            return true;
        }
    }

    private static InvalidOperationException InUse() =>
        new("This handle is in a multi handle, or a transfer or a connect is under way on it.");
}
