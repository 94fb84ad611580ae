using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Whole messages that are not bytes yet: a text goes straight into the send buffer if there is room, else through pooled memory.
internal sealed partial class SendSide
{
    /// <summary>Sends a text, which is encoded before this returns.</summary>
    /// <exception cref="ArgumentException">It cannot be UTF-8.</exception>
    internal ValueTask SendTextAsync(ReadOnlySpan<char> text, bool blocks, CancellationToken cancellationToken)
    {
        int length = WireText.Measure(text);
        FrameHead head = HeadOf(WebSocketMessageType.Text, endOfMessage: true);
        if (_held is null && length <= _fragmentSize && _encoder.EncodesText && _streamTurn.IsFree && _connection.CanSend
            && !cancellationToken.IsCancellationRequested && _turn.TryEnter()
            && TrySendTextNow(text, length, head, blocks, cancellationToken, out ValueTask send))
        {
            return send;
        }

        byte[] scratch = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            WireText.Encode(text, scratch.AsSpan(0, length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(scratch);
            throw;
        }

        return SendPooledAsync(scratch, length, head, blocks, cancellationToken);
    }

    /// <summary>Sends one whole message out of an array of the pool, which is returned to it.</summary>
    internal ValueTask SendPooledAsync(byte[] scratch, int length, FrameHead head, bool blocks, CancellationToken cancellationToken) =>
        _held is null
            ? SendWholeAsync(scratch, scratch.AsMemory(0, length), head, blocks, cancellationToken)
            : SendHeldAsync(scratch, length, head, blocks, cancellationToken);

    /// <summary>Sends one whole message.</summary>
    /// <param name="scratch">The array of the pool that it is in, to be returned; null for none.</param>
    /// <param name="payload">The message.</param>
    /// <param name="head">The head of its frame.</param>
    /// <param name="blocks">Whether it is complete when this returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendWholeAsync(
        byte[]? scratch, ReadOnlyMemory<byte> payload, FrameHead head, bool blocks, CancellationToken cancellationToken)
    {
        long counted = 0;
        try
        {
            _connection.RequireSendable();
            ValueTask enter = EnterForMessagesAsync(blocks, cancellationToken);
            if (!enter.IsCompleted)
            {
                Count(ref counted, payload.Length);
            }

            await enter.ConfigureAwait(false);
            bool begun = false;
            try
            {
                RequireOpen();
                RequireBetweenMessages();
                while (!TryWrite(ref payload, head, ref begun))
                {
                    Count(ref counted, payload.Length);
                    await WaitToWriteAsync(blocks, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (InvalidOperationException) when (!begun && !_connection.HasEnded)
            {
                throw;
            }
            catch (Exception e)
            {
                throw Failure(e, begun, cancellationToken);
            }
            finally
            {
                ExitTurn();
            }
        }
        finally
        {
            Count(ref counted, 0);

            // Nothing refers to it any more: what of it is not written yet the encoder has copied.
            if (scratch is not null)
            {
                ArrayPool<byte>.Shared.Return(scratch);
            }
        }
    }

    /// <summary>Under the turn, which is left: false when the encoder has no room for the text.</summary>
    private bool TrySendTextNow(
        ReadOnlySpan<char> text, int length, FrameHead head, bool blocks, CancellationToken cancellationToken, out ValueTask send)
    {
        send = default;
        bool taken = false;
        bool done;
        try
        {
            RequireOpen();
            RequireBetweenMessages();
            taken = _encoder.TrySendText(text, length, head);
            if (taken && _counts)
            {
                _connection.Telemetry.Sent(head, length, endsFrame: true);
            }

            done = taken && TryFlush();
        }
        catch (InvalidOperationException e) when (!taken && !_connection.HasEnded)
        {
            ExitTurn();
            send = ValueTask.FromException(e);
            return true;
        }
        catch (Exception e)
        {
            // Before the turn is left: nobody may go on with a frame that this has torn.
            Exception failure = Failure(e, taken, cancellationToken);
            ExitTurn();
            send = ValueTask.FromException(failure);
            return true;
        }

        if (taken && !done)
        {
            send = SendSlowAsync(ReadOnlyMemory<byte>.Empty, head, entered: true, begun: true, blocks, cancellationToken);
            return true;
        }

        ExitTurn();
        return taken;
    }
}
