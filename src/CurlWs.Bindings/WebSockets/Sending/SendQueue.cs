using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// The messages that were accepted and wait to leave, as many bytes of them as the limits allow: what is let in, what is dropped, and who
/// waits for room. Written by <see cref="SendSide"/>. From any thread.
/// </summary>
/// <remarks>
/// Its lock is taken before those of a turn and of a shared budget, and never while one of these is held. The application is called without
/// it.
/// </remarks>
internal sealed partial class SendQueue
{
    /// <summary>What a message costs beside its bytes: its object here, and what the pool rounds up to.</summary>
    internal const int Overhead = 128;

    private readonly object _lock = new();
    private readonly ConnectionTelemetry _telemetry;
    private readonly object _owner;
    private readonly Turn _turn;
    private readonly Turn _streamTurn;
    private readonly long _limit;
    private readonly CurlSendBudget? _budget;
    private readonly CurlSendQueueFullMode _mode;
    private readonly Func<CurlSendQueueFullContext, CurlSendQueueFullMode>? _ask;

    // The oldest and the newest of those that have not begun to leave, and those that have a key.
    private QueuedMessage? _first;
    private QueuedMessage? _last;
    private Dictionary<object, QueuedMessage>? _keyed;
    private SendRun? _run;

    // With the message that is leaving.
    private long _bytes;
    private long _cost;
    private long _atDoor;

    // Whether a message has been begun in fragments, in the order of the calls.
    private bool _inFragments;
    private bool _ended;
    private TaskCompletionSource? _room;

    internal SendQueue(ConnectionState connection, CurlWebSocketOptions options, Turn turn, Turn streamTurn)
    {
        (_owner, _telemetry) = (connection.Owner, connection.Telemetry);
        (_turn, _streamTurn) = (turn, streamTurn);
        _budget = options.SendBudget;
        _signal = SignalRoom;
        _limit = options.SendQueueLimit ?? long.MaxValue;
        _mode = options.SendQueueFullMode;
        _ask = options.SendQueueFullCallback;
    }

    /// <summary>
    /// Who waits for room, in order: a message that finds it held lines up, and so does everything else that must not overtake.
    /// </summary>
    internal Turn Door { get; } = new();

    internal bool IsEmpty => Volatile.Read(ref _cost) == 0;

    // A message that is larger cannot be held at all.
    private long Largest => Math.Min(_limit, _budget?.Limit ?? long.MaxValue) - Overhead;

    /// <summary>Whether what has no room is refused, also beside the queue.</summary>
    internal bool Refuses => _ask is null && _mode == CurlSendQueueFullMode.Fail;

    /// <summary>How many bytes wait, also for room. After the end: how many were accepted and have not left.</summary>
    internal long Buffered => Volatile.Read(ref _bytes) + Volatile.Read(ref _atDoor);

    /// <summary>Whether a frame is part of a message in fragments. To be asked once for each, in the order of the calls.</summary>
    internal bool IsFragment(bool isFinal)
    {
        lock (_lock)
        {
            bool goesOn = _inFragments;
            _inFragments = !isFinal;
            return goesOn || !isFinal;
        }
    }

    /// <summary>Whether a message in fragments is under way: no other can be held until it ends.</summary>
    internal bool IsInFragments => Volatile.Read(ref _inFragments);

    /// <summary>What is to become of a message for which there is no room: the policy, or the application's word.</summary>
    internal CurlSendQueueFullMode ModeFor(in Outgoing message, long buffered) => _ask is null ? _mode
        : _ask(new CurlSendQueueFullContext(message.MessageType, message.Length, message.Key, buffered));

    /// <summary>Lets a message in, if it has room or the policy makes some. What was dropped is still to be told.</summary>
    /// <param name="message">The message.</param>
    /// <param name="others">How many bytes wait beside the queue.</param>
    /// <param name="mode">The policy; null as long as nobody has asked for it.</param>
    internal Admission TryAdmit(in Outgoing message, long others, CurlSendQueueFullMode? mode)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return new Admission(AdmissionKind.Beside);
            }

            QueuedMessage? replaced = null;
            if (message.Key is { } key && _keyed?.GetValueOrDefault(key) is { } old)
            {
                Unlink(old);
                replaced = old;
                if (TryPay(message, others))
                {
                    Link(message.Hold(), old.Run!, old.Previous, old.Next);
                    return new Admission(AdmissionKind.Held) { Replaced = replaced };
                }
            }

            Admission admission = message.Length > Largest ? AdmitLarger(others, mode) : AdmitToLine(message, others, mode);
            return admission with { Replaced = replaced };
        }
    }

    private Admission AdmitToLine(in Outgoing message, long others, CurlSendQueueFullMode? mode)
    {
        bool fits = TryPay(message, others);
        QueuedMessage? dropped = null;
        for (QueuedMessage? newest = null; !fits && mode == CurlSendQueueFullMode.DropOldest && _first is { } oldest; newest = oldest)
        {
            Unlink(oldest);
            oldest.Next = null;
            _ = newest is null ? dropped = oldest : newest.Next = oldest;
            fits = TryPay(message, others);
        }

        return fits ? new Admission(AdmissionKind.Held) { Started = Append(message.Hold()), Dropped = dropped }
            : mode is CurlSendQueueFullMode.DropOldest or CurlSendQueueFullMode.DropNewest
                ? new Admission(AdmissionKind.Dropped) { Dropped = dropped }
            : new Admission(AdmissionKind.Full);
    }

    /// <summary>A message that is never held: behind what waits, unless that is to be bounded.</summary>
    private Admission AdmitLarger(long others, CurlSendQueueFullMode? mode) => new(
        (_cost == 0 && others == 0) || mode == CurlSendQueueFullMode.Wait ? AdmissionKind.Beside
            : mode is CurlSendQueueFullMode.DropOldest or CurlSendQueueFullMode.DropNewest ? AdmissionKind.Dropped
            : AdmissionKind.Full);

    /// <summary>
    /// Takes what a full connection has left of a message that the caller has begun to write itself; false when it cannot be held.
    /// </summary>
    /// <param name="rest">What is left of it, perhaps nothing but what the encoder has.</param>
    /// <param name="isBegun">Whether its first bytes have left.</param>
    /// <param name="others">How many bytes wait beside the queue.</param>
    /// <param name="entry">The turn's <see cref="Turn.Entries"/> before the caller took it.</param>
    /// <param name="run">The run that goes on with it, and has the turn.</param>
    internal bool TryTakeOver(in Outgoing rest, bool isBegun, long others, int entry, out SendRun? run)
    {
        lock (_lock)
        {
            run = null;
            if (_ended || !TryPay(rest, others))
            {
                return false;
            }

            run = new SendRun();
            run.Has(_turn, entry);
            _run = _first is null ? run : _run;
            QueuedMessage message = rest.Hold(isBegun);
            if (isBegun)
            {
                run.Begun = message;
            }
            else
            {
                // Before what others have queued behind the turn meanwhile.
                Link(message, run, null, _first);
            }

            return true;
        }
    }

    /// <summary>The next message of a run, which begins to leave; null when there is none, and then the run is over.</summary>
    internal QueuedMessage? TakeNext(SendRun run)
    {
        lock (_lock)
        {
            if (run.Begun is { } begun)
            {
                run.Begun = null;
                return begun;
            }

            if (_first is { } message && message.Run == run)
            {
                Unlink(message, leaves: true);
                return message;
            }

            run.IsOver = true;
            return null;
        }
    }

    /// <summary>A message has left, or never will.</summary>
    internal void Done(QueuedMessage message, bool lost = false)
    {
        lock (_lock)
        {
            Pay(message.Length, back: true, lost);
        }

        message.Release();
        SignalRoom();
    }

    /// <summary>The place of a run behind a stream has come: it takes one among all others.</summary>
    internal void Move(SendRun run)
    {
        lock (_lock)
        {
            run.Enter(_turn);
        }
    }

    /// <summary>So many bytes more wait for room.</summary>
    internal void WaitsAtDoor(int length)
    {
        Interlocked.Add(ref _atDoor, length);
        _telemetry.Buffered(length);
    }

    internal CurlSendQueueFullException IsFullFor(long length, long buffered) =>
        new(length, buffered, Math.Min(_limit, _budget?.Limit ?? long.MaxValue));

    /// <summary>A run cannot be written: its messages are lost.</summary>
    internal void Lose(SendRun run)
    {
        while (TakeNext(run) is { } message)
        {
            Done(message, lost: true);
        }
    }

    /// <summary>The connection has ended: what waits is lost, and whoever waits for room is told.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            while (_first is { } message)
            {
                Unlink(message, leaves: true);
                Pay(message.Length, back: true, lost: true);
                message.Release();
            }
        }

        SignalRoom();
    }

    // Under the lock, as all that follows.
    private bool Fits(long length, long others) => _cost + others + length + Overhead <= _limit;

    private bool TryPay(in Outgoing message, long others)
    {
        if (!Fits(message.Length, others) || _budget?.TryTake(message.Length + Overhead) == false)
        {
            return false;
        }

        Pay(message.Length, back: false, lost: false);
        return true;
    }

    private void Pay(int length, bool back, bool lost)
    {
        int sign = back ? -1 : 1;
        Volatile.Write(ref _bytes, _bytes + (lost ? 0 : sign * length));
        Volatile.Write(ref _cost, _cost + (sign * (length + Overhead)));
        _telemetry.Buffered(sign * length);
        if (back)
        {
            _budget?.GiveBack(length + Overhead);
        }
    }

    /// <summary>At the end of the line: in the run that is last there, or as a new one, which is returned.</summary>
    private SendRun? Append(QueuedMessage message)
    {
        // A stream that has its place, and none in the line for the turn, comes before what is sent after it.
        if (_run is { IsLast: true } last && (last.IsIn(_streamTurn) || _streamTurn.IsFree))
        {
            Link(message, last, _last, null);
            return null;
        }

        SendRun run = _run = new SendRun();
        run.Enter(_streamTurn.IsFree ? _turn : _streamTurn);
        Link(message, run, _last, null);
        return run;
    }

    private void Link(QueuedMessage message, SendRun run, QueuedMessage? previous, QueuedMessage? next)
    {
        (message.Run, message.Previous, message.Next) = (run, previous, next);
        _ = previous is null ? _first = message : previous.Next = message;
        _ = next is null ? _last = message : next.Previous = message;
        if (message.Key is { } key)
        {
            (_keyed ??= [])[key] = message;
        }
    }

    /// <summary>Takes a message out of the line; unless it leaves, it no longer costs anything.</summary>
    private void Unlink(QueuedMessage message, bool leaves = false)
    {
        Debug.Assert(!message.IsBegun || leaves, "What is begun is not dropped.");
        _ = message.Previous is { } previous ? previous.Next = message.Next : _first = message.Next;
        _ = message.Next is { } next ? next.Previous = message.Previous : _last = message.Previous;
        if (message.Key is { } key)
        {
            _keyed!.Remove(key);
        }

        if (!leaves)
        {
            Pay(message.Length, back: true, lost: false);
        }
    }
}
