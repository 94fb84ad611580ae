using System;
using System.Collections.Generic;

namespace CurlWs;

/// <summary>
/// The control frames that wait for whoever has the send turn, first in, first out. Filled from any thread, written under the turn.
/// </summary>
internal sealed class ControlQueue
{
    // A flood of pings may queue so many answers before reading waits for writing.
    private const int MaxCount = 64;

    // Under a lock on itself, which nobody else has.
    private readonly Queue<QueuedControl> _frames = new();

    // _frames.Count, to be looked at without the lock after every send.
    private volatile int _count;

    // How much of the first frame's payload the encoder has; under the send turn.
    private int _taken;

    internal bool IsEmpty => _count == 0;

    internal bool IsFull => _count >= MaxCount;

    internal void Add(byte[] payload, WebSocketOpcode opcode, PendingPing? ping = null)
    {
        lock (_frames)
        {
            _frames.Enqueue(new QueuedControl(payload, new FrameHead(opcode, isFinal: true), ping));
            _count = _frames.Count;
        }
    }

    internal void Clear()
    {
        lock (_frames)
        {
            _frames.Clear();
            _count = 0;
        }
    }

    /// <summary>Gives the encoder what it takes; true when it has all of it.</summary>
    internal bool TryGive(FrameEncoder encoder, ConnectionTelemetry telemetry)
    {
        while (_count > 0 && TryPeek(out QueuedControl frame))
        {
            frame.Ping?.Leaves();

            // libcurl's encoder may take a part, and must be given the rest of it next.
            bool sent = encoder.TrySend(frame.Payload.AsMemory(_taken), frame.Head, out int taken);
            _taken += taken;
            if (!sent || _taken < frame.Payload.Length)
            {
                return false;
            }

            _taken = 0;
            telemetry.SentControl(frame.Head.Type, frame.Payload.Length);
            lock (_frames)
            {
                _frames.Dequeue();
                _count = _frames.Count;
            }
        }

        return true;
    }

    private bool TryPeek(out QueuedControl frame)
    {
        lock (_frames)
        {
            return _frames.TryPeek(out frame);
        }
    }

    private readonly record struct QueuedControl(byte[] Payload, FrameHead Head, PendingPing? Ping);
}
