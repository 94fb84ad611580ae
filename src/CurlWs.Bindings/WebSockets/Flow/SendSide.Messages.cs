using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Many messages in one go: the encoder takes them all, and writes when it is full and at the end.
internal sealed partial class SendSide
{
    internal ValueTask SendAllAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, FrameHead head, CancellationToken cancellationToken) => _held is null
            ? SendAllUnheldAsync(messages, head, cancellationToken)
            : SendAllBesideAsync(messages, head, cancellationToken);

    private ValueTask SendAllBesideAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, FrameHead head, CancellationToken cancellationToken) => BesideAsync(
            LengthOf(messages.Span), blocks: false, () => SendAllUnheldAsync(messages, head, cancellationToken), cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllUnheldAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, FrameHead head, CancellationToken cancellationToken)
    {
        _connection.RequireSendable();
        long counted = 0;
        ValueTask enter = EnterForMessagesAsync(blocks: false, cancellationToken);
        if (!enter.IsCompleted)
        {
            Count(ref counted, LengthOf(messages.Span));
        }

        try
        {
            await enter.ConfigureAwait(false);
        }
        catch
        {
            Count(ref counted, 0);
            throw;
        }

        bool begun = false;
        bool taking = false;
        try
        {
            RequireOpen();
            RequireBetweenMessages();

            for (int i = 0; i < messages.Length; i++)
            {
                ReadOnlyMemory<byte> message = messages.Span[i];
                taking = false;
                while (!TryTake(ref message, head, ref taking))
                {
                    Count(ref counted, message.Length + LengthOf(messages.Span[(i + 1)..]));
                    await WaitToWriteAsync(blocks: false, cancellationToken).ConfigureAwait(false);
                }

                begun = true;
            }

            while (!TryFlush())
            {
                await WaitToWriteAsync(blocks: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException) when (!begun && !taking && !_encoder.MustGoOn && !_connection.HasEnded)
        {
            throw;
        }
        catch (Exception e)
        {
            throw Failure(e, begun || taking, cancellationToken);
        }
        finally
        {
            Count(ref counted, 0);
            ExitTurn();
        }
    }

    private static long LengthOf(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        long length = 0;
        foreach (ReadOnlyMemory<byte> message in messages)
        {
            length += message.Length;
        }

        return length;
    }

    /// <summary>Takes the turn, behind a stream that is writing a message.</summary>
    private ValueTask EnterForMessagesAsync(bool blocks, CancellationToken cancellationToken) => _streamTurn.IsFree
        ? Turn.WaitIf(blocks, _turn.EnterAsync(cancellationToken))
        : EnterAfterStreamAsync(blocks, cancellationToken);

    /// <summary>Under the turn: whole messages cannot go into one that was begun.</summary>
    private void RequireBetweenMessages()
    {
        if (!_message.IsNone)
        {
            throw new InvalidOperationException("A message has been begun with SendAsync: send its end before other messages.");
        }
    }
}
