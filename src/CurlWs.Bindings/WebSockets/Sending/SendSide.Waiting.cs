using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// Waiting for a connection that is full.
internal sealed partial class SendSide
{
    /// <summary>
    /// Until the connection takes more; at most SendTimeout. Looks again for some microseconds first: see <see cref="BriefSpin"/>.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitToWriteAsync(bool blocks, CancellationToken cancellationToken)
    {
        if (TryFlushSpinning())
        {
            return;
        }

        long since = Stopwatch.GetTimestamp();
        _waits = true;
        if (blocks)
        {
            if (!_easy.BlockUntilWritable(_timeout, cancellationToken))
            {
                throw TimedOut();
            }
        }
        else if (_timeout == Timeout.InfiniteTimeSpan)
        {
            await _easy.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_timeout);
            try
            {
                await _easy.WaitToSendAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The process may have stood still, and the server has read meanwhile.
                if (!_easy.IsReady(write: true))
                {
                    throw TimedOut();
                }
            }
        }

        _waits = false;
        SignsOfLife++;
        _spin.Waited(since);
        _connection.Telemetry.SendWaited(since);
    }

    private bool TryFlushSpinning()
    {
        if (!_encoder.HasPending || !_spin.TryStart())
        {
            return false;
        }

        bool done = false;
        try
        {
            while (!done && _spin.Continues())
            {
                done = FlushAll();
            }
        }
        finally
        {
            _spin.Stop(done);
        }

        return done;
    }

    private WebSocketException TimedOut()
    {
        WebSocketException failure = new(
            WebSocketError.ConnectionClosedPrematurely,
            $"The server did not read for {_timeout.InSeconds()} (SendTimeout).",
            new TimeoutException());
        _connection.Fail(failure);
        return failure;
    }
}
