using System;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Many messages in one go: the encoder takes them all, and writes when it is full and at the end.
public sealed partial class CurlWebSocket
{
    /// <summary>
    /// Sends several whole messages, as many as possible in one write: for small messages many times faster than one
    /// <see cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, bool, CancellationToken)"/> each. Every message stays a message of its own.
    /// </summary>
    /// <param name="messages">The messages, in order. They and the list itself must not change until the send is complete.</param>
    /// <param name="messageType">Text or binary, for all of them.</param>
    /// <param name="cancellationToken">Ends the wait. After the first message has begun, cancelling aborts the connection.</param>
    /// <remarks>
    /// Sends of other threads come before or after all of these. Messages that are sent one by one from several threads at once share
    /// writes by themselves.
    /// </remarks>
    /// <exception cref="ArgumentException">The type cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">A message has been begun with SendAsync and is not finished.</exception>
    /// <exception cref="WebSocketException">The connection failed, or the state does not allow sending.</exception>
    public ValueTask SendMessagesAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, WebSocketMessageType messageType, CancellationToken cancellationToken = default)
    {
        ValidateSend(messageType);
        return SendAllAsync(messages, FlagsOf(messageType, endOfMessage: true), cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> messages, WebSocketFrameFlags flags, CancellationToken cancellationToken)
    {
        RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
        if (!_streamTurn.IsFree)
        {
            await EnterAfterStreamAsync(blocks: false, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _sendTurn.EnterAsync(cancellationToken).ConfigureAwait(false);
        }

        bool begun = false;
        try
        {
            RequireState(WebSocketState.Open, WebSocketState.CloseReceived);
            ThrowIfSendFailed();
            if (_sendingMessage != 0)
            {
                throw new InvalidOperationException("A message has been begun with SendAsync: send its end before other messages.");
            }

            for (int i = 0; i < messages.Length; i++)
            {
                ReadOnlyMemory<byte> message = messages.Span[i];
                bool taking = false;
                while (!TryTake(ref message, flags, ref taking))
                {
                    begun |= taking;
                    await WaitToWriteAsync(blocks: false, cancellationToken).ConfigureAwait(false);
                }

                begun = true;
            }

            while (!TryFlush())
            {
                await WaitToWriteAsync(blocks: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException) when (!begun && _ending == Ending.None)
        {
            throw;
        }
        catch (Exception e)
        {
            throw SendFailure(e, begun, cancellationToken);
        }
        finally
        {
            ExitSendTurn();
        }
    }
}
