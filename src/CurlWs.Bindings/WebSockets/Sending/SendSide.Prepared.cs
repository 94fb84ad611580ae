using System;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Messages that were made for many connections: their memory never changes, and is never copied.
internal sealed partial class SendSide
{
    /// <summary>Sends a prepared message.</summary>
    internal ValueTask SendPreparedAsync(CurlPreparedMessage message, CancellationToken cancellationToken)
    {
        FrameHead head = HeadOf(message.MessageType, endOfMessage: true).Plain();
        ReadOnlyMemory<byte> payload = message.Payload;
        if (_encoder is DeflatingEncoder deflating && payload.Length >= deflating.Tuning.Threshold
            && message.Compressed(deflating.WindowBits, deflating.Tuning.Level) is { } compressed)
        {
            (payload, head) = (compressed, head.Prepared());
        }

        Outgoing outgoing = new(payload, head, IsConstant: true);
        if (_held is { IsInFragments: true })
        {
            // Refused when its turn comes.
            return BesideAsync(payload.Length, blocks: false, () => SendBesideAsync(outgoing, cancellationToken), cancellationToken);
        }

        if (_held is not null)
        {
            return SendHeldAsync(outgoing, cancellationToken);
        }

        int entry = _turn.Entries;
        return _streamTurn.IsFree && _connection.CanSend && !cancellationToken.IsCancellationRequested && _turn.TryEnter()
            ? SendFirstAsync(outgoing, entry, cancellationToken)
            : SendBesideAsync(outgoing, cancellationToken);
    }
}
