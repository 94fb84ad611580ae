using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The send queue, if the application has asked for one: a whole message is written by its own send if nothing is before it and the
// connection takes it; else the queue holds it, and a run of such messages is written in the background. What is no whole message of known
// length, or must have left when it completes, goes beside the queue, in order with it.
internal sealed partial class SendSide
{
    // The bytes of sends that wait in memory of their callers.
    private long _waiting;

    /// <summary>How many bytes the application has sent that the system has not taken yet. From any thread.</summary>
    internal long BufferedAmount => Volatile.Read(ref _waiting) + (_held?.Buffered ?? 0) + _encoder.PendingBytes;

    internal SendQueue? Held => _held;

    /// <summary>Sends a frame of data where there is a queue.</summary>
    private ValueTask SendHeldAsync(ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        bool isFragment = _held!.IsFragment(head.IsFinal);
        return blocks || isFragment
            ? SendFrameBesideAsync(payload, head, blocks, cancellationToken)
            : SendHeldAsync(new Outgoing(payload, head), cancellationToken);
    }

    /// <summary>Sends a whole message that replaces one of the same key.</summary>
    internal ValueTask SendLatestAsync(object key, ReadOnlyMemory<byte> message, FrameHead head, CancellationToken cancellationToken) =>
        _held is null ? ValueTask.FromException(new InvalidOperationException(
            "Only in a send queue a message can take the place of another. Set SendQueueLimit, or a SendBudget."))
        : _held.IsInFragments ? ValueTask.FromException(new InvalidOperationException(
            "A message has been begun with SendAsync: send its end before other messages."))
        : SendHeldAsync(new Outgoing(message, head, Key: key), cancellationToken);

    // By itself, because what a lambda refers to is allocated at its method's begin.
    private ValueTask SendFrameBesideAsync(
        ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken) => BesideAsync(
            payload.Length, blocks, () => SendUnheldAsync(payload, head, blocks, cancellationToken), cancellationToken);

    /// <summary>Sends a whole message out of an array of the pool where there is a queue.</summary>
    private ValueTask SendHeldAsync(byte[] array, int length, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        if (!blocks && !_held!.IsInFragments)
        {
            return SendHeldAsync(new Outgoing(array.AsMemory(0, length), head, array), cancellationToken);
        }

        // Inside a message in fragments it is refused when its turn comes.
        return _held!.Door.IsFree
            ? SendWholeAsync(array, array.AsMemory(0, length), head, blocks, cancellationToken)
            : SendWholeBehindDoorAsync(array, length, head, blocks, cancellationToken);
    }

    private async ValueTask SendWholeBehindDoorAsync(
        byte[] array, int length, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        bool sent = false;
        try
        {
            await BehindDoorAsync(
                blocks,
                () =>
                {
                    sent = true;
                    return SendWholeAsync(array, array.AsMemory(0, length), head, blocks, cancellationToken);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!sent)
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }
    }

    /// <summary>Sends a whole message where there is a queue: complete when the connection or the queue has taken it.</summary>
    private ValueTask SendHeldAsync(in Outgoing message, CancellationToken cancellationToken)
    {
        if (!_connection.CanSend || cancellationToken.IsCancellationRequested || _failed is not null)
        {
            // It throws what every send throws.
            return SendBesideAsync(message, cancellationToken);
        }

        if (!_held!.Door.IsFree)
        {
            return SendAtDoorAsync(message, asked: false, cancellationToken);
        }

        int entry = _turn.Entries;
        if (_streamTurn.IsFree && _turn.TryEnter())
        {
            return SendFirstAsync(message, entry, cancellationToken);
        }

        try
        {
            return TryAdmit(message, ask: true, out ValueTask send, cancellationToken)
                ? send
                : SendAtDoorAsync(message, asked: true, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <summary>Under the turn, which is left or handed on: what the connection does not take now is the queue's.</summary>
    private ValueTask SendFirstAsync(in Outgoing message, int entry, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = message.Payload;
        FrameHead head = message.Head;
        SendRun? run = null;
        bool begun = false;
        bool done;
        try
        {
            RequireOpen();
            if (message.IsWhole)
            {
                RequireBetweenMessages();
            }

            head = InMessage(head);
            done = TryWrite(ref payload, head, ref begun);
            if (!done)
            {
                _held?.TryTakeOver(message with { Payload = payload, Head = head }, begun, Others, entry, out run);
            }
        }
        catch (Exception e)
        {
            // Before the turn is left: nobody may go on with a frame that this has torn.
            bool harmless = message.IsWhole && e is InvalidOperationException && !begun && !_connection.HasEnded && !_encoder.MustGoOn;
            Exception failure = harmless ? e : Failure(e, begun, cancellationToken);
            ExitTurn();
            message.Release();
            return ValueTask.FromException(failure);
        }

        if (done)
        {
            ExitTurn();
            message.Release();
            return ValueTask.CompletedTask;
        }

        if (run is not null)
        {
            _ = WriteRunAsync(run, entered: true);
            return ValueTask.CompletedTask;
        }

        ValueTask send = SendSlowAsync(payload, head, entered: true, begun, blocks: false, cancellationToken);
        return message.Array is null ? send : ReleaseAfterAsync(send, message);
    }

    private static async ValueTask ReleaseAfterAsync(ValueTask send, Outgoing message)
    {
        try
        {
            await send.ConfigureAwait(false);
        }
        finally
        {
            message.Release();
        }
    }

    /// <summary>Lets a message into the queue, or drops it, or has it sent beside; false when it has to wait for room.</summary>
    /// <exception cref="CurlSendQueueFullException">It must not wait.</exception>
    private bool TryAdmit(in Outgoing message, bool ask, out ValueTask send, CancellationToken cancellationToken)
    {
        send = ValueTask.CompletedTask;
        Admission admission = _held!.TryAdmit(message, Others, ask ? null : CurlSendQueueFullMode.Wait);
        if (ask && admission.Kind == AdmissionKind.Full)
        {
            Report(admission, message);
            CurlSendQueueFullMode mode = AskFor(message);
            admission = _held.TryAdmit(message, Others, mode);
            if (mode == CurlSendQueueFullMode.Fail && admission.Kind == AdmissionKind.Full)
            {
                message.Release();
                throw _held.IsFullFor(message.Length, BufferedAmount);
            }
        }

        switch (admission.Kind)
        {
            case AdmissionKind.Held when admission.Started is { } run:
                _ = WriteRunAsync(run, entered: false);
                break;
            case AdmissionKind.Dropped:
                message.Release();
                break;
            case AdmissionKind.Beside:
                send = SendBesideAsync(message, cancellationToken);
                break;
        }

        Report(admission, message);
        return admission.Kind != AdmissionKind.Full;
    }

    private CurlSendQueueFullMode AskFor(in Outgoing message)
    {
        try
        {
            return _held!.ModeFor(message, BufferedAmount);
        }
        catch
        {
            message.Release();
            throw;
        }
    }

    private void Report(in Admission admission, in Outgoing message)
    {
        if (admission.Replaced is not null || admission.Dropped is not null || admission.Kind == AdmissionKind.Dropped)
        {
            _held!.Tell(admission, message);
        }
    }

    /// <summary>Lines up for room, behind whoever waits for it.</summary>
    private async ValueTask SendAtDoorAsync(Outgoing message, bool asked, CancellationToken cancellationToken)
    {
        SendQueue queue = _held!;
        ValueTask send = default;
        bool passed = false;
        queue.WaitsAtDoor(message.Length);
        try
        {
            await queue.Door.EnterAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                while (!passed)
                {
                    _connection.ThrowIfEnded(cancellationToken);
                    RequireOpen();
                    Task room = queue.Room();
                    bool ask = !asked;
                    asked = true;
                    bool admitted;
                    try
                    {
                        admitted = TryAdmit(message, ask, out send, cancellationToken);
                    }
                    catch
                    {
                        // Refused, or a handler has thrown: its memory has its owner.
                        passed = true;
                        throw;
                    }

                    passed = admitted;
                    if (!passed)
                    {
                        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                queue.Door.Exit();
            }
        }
        finally
        {
            queue.WaitsAtDoor(-message.Length);
            if (!passed)
            {
                message.Release();
            }
        }

        await send.ConfigureAwait(false);
    }

    /// <summary>Sends a whole message without the queue, in its place. By whoever holds the door, or finds it free.</summary>
    private ValueTask SendBesideAsync(in Outgoing message, CancellationToken cancellationToken) => message.IsWhole
        ? SendWholeAsync(message.Array, message.Payload, message.Head, blocks: false, cancellationToken)
        : SendUnheldAsync(message.Payload, message.Head, blocks: false, cancellationToken);

    /// <summary>Writes a run of the queue's. Nobody awaits it, and it never faults: the next send is told.</summary>
    private async Task WriteRunAsync(SendRun run, bool entered)
    {
        if (!entered)
        {
            await EnterForRunAsync(run).ConfigureAwait(false);
        }

        bool begun = false;
        QueuedMessage? message = null;
        try
        {
            _connection.ThrowIfEnded(CancellationToken.None);
            for (int taken = 1; (message = _held!.TakeNext(run)) is not null; taken++)
            {
                begun = message.IsBegun;
                RequireOpen();
                FrameHead head = begun ? message.Head : InMessage(message.Head);
                ReadOnlyMemory<byte> payload = message.Payload;
                while (!TryTake(ref payload, head, ref begun))
                {
                    await WaitToWriteAsync(blocks: false, CancellationToken.None).ConfigureAwait(false);
                }

                _held.Done(message);

                // What fails from here on is not this message, which has been given back.
                message = null;
                begun = false;
                while (!_queue.IsEmpty && !TryWriteQueued())
                {
                    await WaitToWriteAsync(blocks: false, CancellationToken.None).ConfigureAwait(false);
                }

                if (taken % MostAtOnce == 0)
                {
                    // Its thread is a sender's, who may have come for one message only.
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }
            }

            while (!TryFlush())
            {
                await WaitToWriteAsync(blocks: false, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Failure(e, begun || message is null, CancellationToken.None);
            if (message is not null)
            {
                _held!.Done(message, lost: true);
            }

            _held!.Lose(run);
        }
        finally
        {
            ExitTurn();
        }
    }

    /// <summary>Waits until the run's place has come: in the line for the turn, or before that in the one behind a stream.</summary>
    private async ValueTask EnterForRunAsync(SendRun run)
    {
        await run.Place.ConfigureAwait(false);
        if (run.IsIn(_streamTurn))
        {
            try
            {
                _held!.Move(run);
            }
            finally
            {
                _streamTurn.Exit();
            }

            await run.Place.ConfigureAwait(false);
        }
    }
}
