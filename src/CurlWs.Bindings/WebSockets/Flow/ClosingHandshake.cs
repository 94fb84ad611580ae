using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// The closing handshake (RFC 6455, section 7.1): a close frame out, the server's in, and the end. Each step takes the turn of its
/// direction like any other send or receive.
/// </summary>
/// <param name="connection">The state.</param>
/// <param name="send">Sends the close frame.</param>
/// <param name="receive">Reads up to the server's.</param>
/// <param name="timeout">How long each step may take.</param>
internal sealed class ClosingHandshake(ConnectionState connection, SendSide send, ReceiveSide receive, TimeSpan timeout)
{
    /// <summary>Sends the close frame; when the server's has come before, sees the connection through to its end.</summary>
    internal async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        connection.RequireSendable();
        cancellationToken.ThrowIfCancellationRequested();
        using (CloseLimit limit = new(Timeout.InfiniteTimeSpan, cancellationToken))
        {
            await send.SendCloseAsync(closeStatus, statusDescription, limit, orAnother: false).ConfigureAwait(false);
        }

        if (connection.State == WebSocketState.Closed)
        {
            await receive.FinishInTurnAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends the close frame unless that is done, and waits for the server's.</summary>
    internal async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        connection.ThrowIfDisposed();
        if (connection.State != WebSocketState.CloseSent)
        {
            connection.RequireSendable();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!connection.CloseSent)
        {
            await SendCloseInTimeAsync(closeStatus, statusDescription, cancellationToken).ConfigureAwait(false);
        }

        await ReceiveCloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What DisposeAsync does in every state from which the connection can still end in order.</summary>
    internal async Task CloseToDisposeAsync()
    {
        if (!connection.CloseSent)
        {
            Task sent = SendCloseInTimeAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            if (!sent.IsCompleted)
            {
                await SkipUntilAsync(sent).ConfigureAwait(false);
            }

            await sent.ConfigureAwait(false);
        }

        // Also when another member has sent the close frame, or is waiting for the server to close at this moment.
        await ReceiveCloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Sends the close frame, or gives up when the sends before it have not got through for as long as closing may take.</summary>
    private async Task SendCloseInTimeAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        using CloseLimit limit = new(timeout, cancellationToken);
        try
        {
            await send.SendCloseAsync(closeStatus, statusDescription, limit, orAnother: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Closing was canceled.", e, cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsUp)
        {
            throw TimedOut($"The close frame could not be sent for {timeout.InSeconds()}");
        }
    }

    /// <summary>Skips data until the server's close frame, and ends the connection.</summary>
    private async Task ReceiveCloseAsync(CancellationToken cancellationToken)
    {
        using CloseLimit limit = new(timeout, cancellationToken);
        try
        {
            await receive.SkipToEndAsync(limit).ConfigureAwait(false);
        }
        catch (HandlerFailedException e)
        {
            e.Rethrow();
            throw;
        }
        catch (Exception e) when (receive.IsClosedByServer(e))
        {
            // A pending receive has taken the server's close frame.
        }
        catch (OperationCanceledException e) when (!connection.HasEnded)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                throw TimedOut($"The server did not answer the close frame for {timeout.InSeconds()}");
            }

            connection.Cancel();
            throw new OperationCanceledException("Closing was canceled.", e, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw connection.Interrupted(e, cancellationToken);
        }
    }

    /// <summary>While the close frame waits: reads what the server sends, until it has got through.</summary>
    private async Task SkipUntilAsync(Task sent)
    {
        using CancellationTokenSource stop = new();
        Task skipping = Task.Run(() => receive.SkipAsync(stop.Token), CancellationToken.None);
        await Task.WhenAny(sent, skipping).ConfigureAwait(false);
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync().ConfigureAwait(false);
        await skipping.ConfigureAwait(false);
    }

    private WebSocketException TimedOut(string what)
    {
        WebSocketException failure = new(
            WebSocketError.ConnectionClosedPrematurely, $"{what} (CloseTimeout); the connection was cut.", new TimeoutException());
        connection.Fail(failure);
        return failure;
    }
}
