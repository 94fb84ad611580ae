using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What is told: that a message was dropped, and that there is room again.
internal sealed partial class SendQueue
{
    private readonly Action _signal;
    private long _dropped;
    private long _droppedBytes;

    /// <summary>Raised by the send that made it necessary.</summary>
    internal event EventHandler<CurlMessageDroppedEventArgs>? Dropped;

    internal long DroppedMessages => Volatile.Read(ref _dropped);

    internal long DroppedBytes => Volatile.Read(ref _droppedBytes);

    /// <summary>Completes when something may have changed; to be asked for before the look that finds no room.</summary>
    internal Task Room()
    {
        Task room;
        lock (_lock)
        {
            room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _budget?.Watch(_signal);
        return room;
    }

    internal void SignalRoom()
    {
        // The fence is Room's lock: whoever asked before the change is seen here, and whoever asks later sees the change.
        if (Volatile.Read(ref _room) is not null)
        {
            Interlocked.Exchange(ref _room, null)?.SetResult();
        }
    }

    /// <summary>
    /// Whether a message of this length would be let in now; one that is larger than all the room: whether nothing waits.
    /// </summary>
    internal bool HasRoomFor(long length, long others)
    {
        lock (_lock)
        {
            return _ended || (length > Largest
                ? _cost == 0 && others == 0
                : Fits(length, others) && _budget?.HasRoomFor(length + Overhead) != false);
        }
    }

    /// <summary>Tells the application of what an admission has dropped. Without the lock.</summary>
    internal void Tell(in Admission admission, in Outgoing message)
    {
        if (admission.Replaced is { } replaced)
        {
            Tell(CurlDropReason.Replaced, replaced);
        }

        for (QueuedMessage? dropped = admission.Dropped; dropped is not null; dropped = dropped.Next)
        {
            Tell(CurlDropReason.Oldest, dropped);
        }

        if (admission.Kind == AdmissionKind.Dropped)
        {
            Tell(CurlDropReason.Newest, message.MessageType, message.Length, message.Key);
        }

        if (admission.Replaced is not null || admission.Dropped is not null)
        {
            SignalRoom();
        }
    }

    private void Tell(CurlDropReason reason, QueuedMessage message)
    {
        message.Release();
        Tell(reason, message.MessageType, message.Length, message.Key);
    }

    private void Tell(CurlDropReason reason, WebSocketMessageType type, int length, object? key)
    {
        Debug.Assert(!Monitor.IsEntered(_lock), "The application is called without the lock.");
        Interlocked.Increment(ref _dropped);
        Interlocked.Add(ref _droppedBytes, length);
        _telemetry.Dropped(reason);
        Dropped?.Invoke(_owner, new CurlMessageDroppedEventArgs(reason, type, length, key));
    }
}
