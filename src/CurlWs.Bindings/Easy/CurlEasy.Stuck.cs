using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What a peer sends can keep libcurl inside one call for ever: TLS takes key updates without end inside one read. Nothing interrupts such a
// call but the end of its socket, which another thread can bring about: shutdown(2).
public sealed partial class CurlEasy
{
    private const int StuckMilliseconds = 250;

    // How long a disposal lets a call that is under way come out by itself.
    private const int LeaveMilliseconds = 50;

    // Which of the calls on the connection it is; under _turn.
    private int _calls;

    // Under _turn: how often its thread has taken it again.
    private int _nestedTurns;

    /// <summary>Has something done if the call that is inside now, on another thread, is still inside after a while.</summary>
    internal void IfStuck(Action then)
    {
        int call = Volatile.Read(ref _calls);
        if (!IsIdle(milliseconds: 0))
        {
            _ = IfStillInsideAsync(call, then);
        }
    }

    private async Task IfStillInsideAsync(int call, Action then)
    {
        await Task.Delay(StuckMilliseconds).ConfigureAwait(false);
        if (Volatile.Read(ref _calls) == call && !IsIdle(milliseconds: 0))
        {
            then();
        }
    }

    /// <summary>
    /// For one call on the connection; false when the other direction is inside one that does not return: the caller waits for the socket,
    /// looks at its token, and comes again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeTurn(int milliseconds = StuckMilliseconds)
    {
        int me = Environment.CurrentManagedThreadId;
        if (!_turn.TryEnter(me) && !TryTakeHeldTurn(me, milliseconds))
        {
            return false;
        }

        _calls++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveTurn()
    {
        if (_nestedTurns > 0)
        {
            _nestedTurns--;
        }
        else
        {
            _turn.Exit();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeHeldTurn(int me, int milliseconds)
    {
        if (_turn.IsHeldBy(me))
        {
            // A callback of the call that is inside makes another one.
            _nestedTurns++;
            return true;
        }

        return _turn.TryEnter(me, milliseconds);
    }

    private bool IsIdle(int milliseconds)
    {
        if (!TryTakeHeldTurn(Environment.CurrentManagedThreadId, milliseconds))
        {
            return false;
        }

        LeaveTurn();
        return true;
    }

    /// <summary>
    /// Ends the socket under a call that does not come out. Before the handle is given up: until then the descriptor is this connection's.
    /// </summary>
    private void CutIfStuck()
    {
        if (IsConnected && !IsBorrowed && !IsIdle(LeaveMilliseconds))
        {
            SocketCut.Shutdown(_waits.Socket);
        }
    }
}
