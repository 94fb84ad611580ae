using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The short way in, of a message that has arrived with others: from the decoder's memory to the caller's without a wait, a copy of a result
// or a second look at the state. All else is the slow way's.
internal sealed partial class ReceiveSide
{
    /// <summary>The one way in.</summary>
    internal ValueTask<ReceivedChunk> ReceiveAsync(Memory<byte> buffer, ReceiveMode mode, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !_turn.TryEnter())
        {
            return ReceiveSlowAsync(buffer, mode, entered: false, cancellationToken);
        }

        int length;
        FrameHead head;
        try
        {
            length = TakeMessage(buffer, mode, out head);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<ReceivedChunk>(FailUnderTurn(e, cancellationToken));
        }

        return length > 0
            ? new ValueTask<ReceivedChunk>(new ReceivedChunk(length, new FrameChunk(head, 0, 0, length), endOfMessage: true))
            : ReceiveSlowAsync(buffer, mode, entered: length == 0, cancellationToken);
    }

    /// <summary>The same, with the result of the inherited members.</summary>
    internal ValueTask<ValueWebSocketReceiveResult> ReceiveResultAsync(
        Memory<byte> buffer, ReceiveMode mode, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !_turn.TryEnter())
        {
            return Convert(ReceiveSlowAsync(buffer, mode, entered: false, cancellationToken));
        }

        int length;
        FrameHead head;
        try
        {
            length = TakeMessage(buffer, mode, out head);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<ValueWebSocketReceiveResult>(FailUnderTurn(e, cancellationToken));
        }

        return length > 0
            ? new ValueTask<ValueWebSocketReceiveResult>(new ValueWebSocketReceiveResult(
                length, head.Type == WebSocketOpcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true))
            : Convert(ReceiveSlowAsync(buffer, mode, entered: length == 0, cancellationToken));

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<ValueWebSocketReceiveResult> Convert(ValueTask<ReceivedChunk> receive) =>
            (await receive.ConfigureAwait(false)).ToResult();
    }

    /// <summary>
    /// Under the turn: has the decoder copy a message, and leaves. Its length; 0 when there is none, still under the turn; less when
    /// nothing can be received any more, which the slow way says.
    /// </summary>
    private int TakeMessage(Memory<byte> buffer, ReceiveMode mode, out FrameHead head)
    {
        if (!_connection.CanReceive)
        {
            head = default;
            ExitTurn();
            return -1;
        }

        _dataWaits = false;
        Span<byte> target = buffer.Span;
        long limit = LimitOf(mode);
        if (target.Length > limit)
        {
            target = target[..(int)limit];
        }

        if (_held.Any || !_control.IsNone)
        {
            head = default;
            return 0;
        }

        if (!_decoder.TryTakeMessage(target, _message.ChecksText, out head, out int length))
        {
            return 0;
        }

        _flood.Ends();
        if (_counts)
        {
            _connection.Telemetry.Received(new FrameChunk(head, 0, 0, length));
        }

        ExitTurn();
        return length;
    }

    private Exception FailUnderTurn(Exception e, CancellationToken cancellationToken)
    {
        Exception failure = Failure(e, filled: 0, cancellationToken);
        ExitTurn();
        return failure;
    }
}
