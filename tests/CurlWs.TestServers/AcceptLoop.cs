using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>Accepts connections until it is disposed, serves each on its own, and leaves nothing running behind.</summary>
internal sealed class AcceptLoop : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, int, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _served = [];
    private readonly Task _loop;
    private int _disposed;

    // The listener is closed, or about to be: whatever a pending accept then ends with (the system has several words for it) is no failure.
    private volatile bool _closed;

    /// <summary>Starts to accept.</summary>
    /// <param name="listener">A listening socket; owned from now on.</param>
    /// <param name="serve">Serves one connection: the socket, its number from 0, and a token that is canceled at the end.</param>
    public AcceptLoop(Socket listener, Func<Socket, int, CancellationToken, Task> serve)
    {
        _listener = listener;
        _serve = serve;
        EndPoint = listener.LocalEndPoint!;
        _loop = Task.Run(AcceptAsync);
    }

    public EndPoint EndPoint { get; }

    public int Port => ((IPEndPoint)EndPoint).Port;

    /// <summary>Cancels everything without waiting for it.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _closed = true;
        _listener.Dispose();
    }

    /// <summary>Takes no more connections and leaves those that are there alone.</summary>
    public async Task StopAcceptingAsync()
    {
        _closed = true;
        _listener.Dispose();
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await StopAcceptingAsync().ConfigureAwait(false);
        Task all = Task.WhenAll(_served);
        await Deadline.Within(all, what: "the connections of a stopped server to end").ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_closed || _stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // A client was gone before it could be accepted.
                continue;
            }

            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
            }

            int index = _served.Count;
            _served.Add(Task.Run(() => ServeAsync(socket, index)));
        }
    }

    private async Task ServeAsync(Socket socket, int index)
    {
        using (socket)
        {
            try
            {
                await _serve(socket, index, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The server is being stopped.
            }
        }
    }
}
