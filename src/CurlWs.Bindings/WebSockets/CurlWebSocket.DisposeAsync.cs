using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// The end that sees everything through.
public sealed partial class CurlWebSocket
{
    /// <summary>What <see cref="DisposeAsync"/> does in every state from which the connection can still end in order.</summary>
    private async Task CloseToDisposeAsync()
    {
        if (!CloseSent)
        {
            Task send = SendCloseInTimeAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            if (!send.IsCompleted)
            {
                await SkipUntilAsync(send).ConfigureAwait(false);
            }

            await send.ConfigureAwait(false);
        }

        // Also when another member has sent the close frame, or is waiting for the server to close at this moment.
        await ReceiveCloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Nobody will receive what comes now, and a server that cannot send on may not read either: what it sends is skipped until the close frame has
    /// got through.
    /// </summary>
    private async Task SkipUntilAsync(Task sent)
    {
        using CancellationTokenSource stop = new();
        Task skipping = Task.Run(() => SkipAsync(stop.Token), CancellationToken.None);
        await Task.WhenAny(sent, skipping).ConfigureAwait(false);
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync().ConfigureAwait(false);
        await skipping.ConfigureAwait(false);
    }

    private async Task SkipAsync(CancellationToken stop)
    {
        InterruptPump();
        try
        {
            await _receiveTurn.EnterAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        using CancellationTokenRegistration registration = WatchReceive(stop);
        try
        {
            byte[] skipped = new byte[SkippedAtOnce];
            for (int taken = 1; _state == WebSocketState.Open && !QueuedControlIsFull; taken++)
            {
                int filled = 0;
                bool some = TryFill(skipped, ReceiveMode.Skip, ref filled, out _);
                if (_moreWaits || (some && taken % MostAtOnce == 0))
                {
                    await GiveWayAsync(blocks: false, stop).ConfigureAwait(false);
                }
                else if (!some)
                {
                    await _easy.WaitToReceiveAsync(stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The close frame has got through, or never will.
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
        }
        catch (Exception e)
        {
            // The connection has ended: the send is told.
            ReceiveFailure(e, filled: 0, CancellationToken.None);
        }
        finally
        {
            ExitReceiveTurn();
        }
    }
}
