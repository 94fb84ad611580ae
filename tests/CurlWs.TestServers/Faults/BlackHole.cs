using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>An address on loopback where nobody ever answers.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public sealed class BlackHole : IAsyncDisposable
{
    private readonly AcceptLoop? _loop;
    private readonly Socket? _listener;
    private readonly List<Socket> _fillers = [];
    private readonly CancellationTokenSource _stop = new();
    private int _disposed;

    private BlackHole(bool accept, IPAddress? address = null, int port = 0)
    {
        Address = address ?? IPAddress.Loopback;
        if (accept)
        {
            _loop = new AcceptLoop(Listening.Tcp(), HoldAsync);
            Port = _loop.Port;
        }
        else
        {
            _listener = Listening.Tcp(Address, backlog: 0, port: port);
            Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        }
    }

    /// <summary>The loopback address, 127.0.0.1 unless another was asked for.</summary>
    public IPAddress Address { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The address for a WebSocket client in the clear: TCP connects, the upgrade never comes.</summary>
    public Uri WsUri => new($"ws://127.0.0.1:{Port}/");

    /// <summary>The address for a WebSocket client over TLS: the TLS handshake never ends.</summary>
    public Uri WssUri => new($"wss://127.0.0.1:{Port}/");

    /// <summary>The clients that were accepted, by their own addresses; none when the backlog is full.</summary>
    public Journal<EndPoint> Clients { get; } = new();

    /// <summary>Starts one that accepts TCP connections, reads nothing and sends nothing.</summary>
    /// <returns>A black hole that listens.</returns>
    public static BlackHole Start() => new(accept: true);

    /// <summary>
    /// Starts one with which even TCP never connects: its backlog is full and nobody accepts. Skips the test on other systems than Linux.
    /// </summary>
    /// <param name="address">The loopback address; null for 127.0.0.1.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <returns>A black hole that drops every SYN.</returns>
    public static async Task<BlackHole> StartFullAsync(IPAddress? address = null, int port = 0)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Skip.Because("Only Linux ignores connections when a backlog is full; others refuse them.");
        }

        BlackHole hole = new(accept: false, address, port);

        // A backlog of 0 holds one connection. The second may still slip in while the first is on its way into the queue; it
        // and the third take the places that a client under test must not find.
        await Deadline.Within(hole.FillAsync()).ConfigureAwait(false);
        _ = hole.FillAsync();
        _ = hole.FillAsync();
        return hole;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (Socket filler in _fillers)
        {
            filler.Dispose();
        }

        _listener?.Dispose();
        if (_loop is not null)
        {
            await _loop.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task FillAsync()
    {
        Socket filler = new(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _fillers.Add(filler);
        try
        {
            await filler.ConnectAsync(new IPEndPoint(Address, Port), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It has stood in the queue for as long as it was needed.
        }
    }

    private Task HoldAsync(Socket socket, int index, CancellationToken stop)
    {
        Clients.Add(socket.RemoteEndPoint!);
        return new TaskCompletionSource().Task.WaitAsync(stop);
    }
}
