using System;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

// Waiting for the connection's socket on the caller's own thread.
public sealed partial class CurlEasy
{
    // The waits under way, one for each direction; under _waitLock, which is pulsed when one ends.
    private ThreadWait? _readHere;
    private ThreadWait? _writeHere;

    /// <summary>As <see cref="WaitToReceiveAsync"/>, blocking the calling thread; false when the time was up first.</summary>
    internal bool BlockUntilReadable(TimeSpan timeout, CancellationToken cancellationToken) => WaitHere(write: false, timeout, cancellationToken);

    /// <summary>As <see cref="WaitToSendAsync"/>, blocking the calling thread; false when the time was up first.</summary>
    internal bool BlockUntilWritable(TimeSpan timeout, CancellationToken cancellationToken) => WaitHere(write: true, timeout, cancellationToken);

    /// <summary>
    /// Whether a read or a write would not block at this moment; false when there is no connection any more. For limits that have passed: the process or
    /// its thread pool may have stood still meanwhile, and then a timer says nothing of the server.
    /// </summary>
    internal bool IsReady(bool write)
    {
        ThreadWait wait = ThreadWait.Rent();
        try
        {
            // Whoever closes the descriptor takes this lock first.
            lock (_waitLock)
            {
                return !_disposed && wait.Wait(ActiveSocket(), write, TimeSpan.Zero, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or CurlException)
        {
            return false;
        }
        finally
        {
            wait.Return();
        }
    }

    private bool WaitHere(bool write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThreadWait wait = ThreadWait.Rent();
        bool begun = false;
        try
        {
            curl_socket_t socket;
            lock (_waitLock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                ref ThreadWait? slot = ref write ? ref _writeHere : ref _readHere;
                if (slot is not null)
                {
                    throw new InvalidOperationException($"Another wait for {(write ? "sending" : "receiving")} is under way on this handle.");
                }

                socket = ActiveSocket();
                slot = wait;
                begun = true;
            }

            return wait.Wait(socket, write, timeout, cancellationToken);
        }
        finally
        {
            if (begun)
            {
                EndWaitHere(write);
            }

            wait.Return();
        }
    }

    private void EndWaitHere(bool write)
    {
        lock (_waitLock)
        {
            (write ? ref _writeHere : ref _readHere) = null;
            Monitor.PulseAll(_waitLock);
        }
    }

    /// <summary>Ends the blocking waits and sees them gone. After the object is marked as disposed, so that none begins.</summary>
    private void StopWaitingHere()
    {
        lock (_waitLock)
        {
            _readHere?.Stop();
            _writeHere?.Stop();
            while (_readHere is not null || _writeHere is not null)
            {
                Monitor.Wait(_waitLock);
            }
        }
    }
}
