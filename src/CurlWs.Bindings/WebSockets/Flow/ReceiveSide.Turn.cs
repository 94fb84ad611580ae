using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The turn: how it is entered and left, how its holder gives way, and what ends a call that does not give it back.
internal sealed partial class ReceiveSide
{
    private async ValueTask EnterTurnAsync(bool aborts, bool blocks, CancellationToken cancellationToken)
    {
        try
        {
            // Nobody would start the pump again, which may be waiting for somebody's pong.
            cancellationToken.ThrowIfCancellationRequested();
            InterruptPump(now: blocks);
            await Turn.WaitIf(blocks, _turn.EnterAsync(cancellationToken)).ConfigureAwait(false);

            // Not before: the pump may have met data just now, and the mark would stay, a sign of life of a server that is dead.
            _dataWaits = false;
        }
        catch (OperationCanceledException) when (aborts)
        {
            _connection.Cancel();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ExitTurn(bool pump = true)
    {
        if (_connection.HasEnded)
        {
            _turn.ExitFor(_decoder.Release);
            return;
        }

        _turn.Exit();
        if (pump && _pings.Any && !_dataWaits)
        {
            // Nobody reads any more, and a pong may be on its way.
            StartPump();
        }
    }

    /// <summary>After the end: gives memory back if nobody receives; whoever does, does it on the way out.</summary>
    internal void ReleaseIfFree()
    {
        if (_turn.TryEnter())
        {
            _turn.ExitFor(_decoder.Release);
        }
    }

    /// <summary>
    /// After a bounded amount of work, when there is more: lets the token, the caller's thread and others have their turn.
    /// </summary>
    private static async ValueTask GiveWayAsync(bool blocks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!blocks)
        {
            // To the pool, and not to a context of the caller's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Plain bytes are one read of the socket. TLS, and libcurl's own decoder, read on as long as more comes.</summary>
    private static bool MayStick(CurlEasy easy, FrameDecoder decoder) =>
        decoder is LibcurlDecoder
        || easy.Options.Uri?.Scheme != WebSocketScheme.Plain
        || ProxyAddress.IsSecure(easy.Options.Proxy);

    /// <summary>
    /// A receive whose thread is inside one call of libcurl that does not return, because of what the server sends: its token still counts.
    /// The connection is aborted, and so its socket is ended, which ends the call.
    /// </summary>
    private CancellationTokenRegistration WatchIfItMayStick(CancellationToken cancellationToken) => _mayStick
        ? cancellationToken.UnsafeRegister(static side => ((ReceiveSide)side!).CancelIfStuck(), this)
        : default;

    private void CancelIfStuck() => _easy.IfStuck(_connection.Cancel);
}
