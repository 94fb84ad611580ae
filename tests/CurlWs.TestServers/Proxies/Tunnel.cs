using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>What all proxies do after their greeting: connect to a server on loopback and carry bytes both ways.</summary>
internal static class Tunnel
{
    /// <summary>Connects, to loopback only: a name of any kind means 127.0.0.1, and an address must be of loopback.</summary>
    /// <returns>The connection, or null when it is not allowed or nobody listens.</returns>
    public static async Task<Socket?> ConnectAsync(string host, int port, CancellationToken stop)
    {
        IPAddress address = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? literal : IPAddress.Loopback;
        if (!IPAddress.IsLoopback(address))
        {
            return null;
        }

        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await Deadline.RunAsync(
                token => socket.ConnectAsync(new IPEndPoint(address, port), token), "a proxy to connect", Deadline.Default, stop)
                .ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Carries bytes until both sides have ended; a broken side breaks the other with RST.</summary>
    public static async Task RunAsync(
        BufferedReader client, Stream clientStream, Socket clientSocket, Socket server, CancellationToken stop)
    {
        using NetworkStream serverStream = new(server, ownsSocket: false);
        await Task.WhenAll(
            PumpAsync(client, serverStream, server, clientSocket, stop),
            PumpAsync(new BufferedReader(serverStream), clientStream, clientSocket, server, stop)).ConfigureAwait(false);
    }

    private static async Task PumpAsync(BufferedReader from, Stream to, Socket toSocket, Socket fromSocket, CancellationToken stop)
    {
        try
        {
            byte[] bytes;
            while ((bytes = await from.ReadSomeAsync(stop).ConfigureAwait(false)).Length > 0)
            {
                await to.WriteAsync(bytes, stop).ConfigureAwait(false);
            }

            if (to is SslStream tls)
            {
                await tls.ShutdownAsync().ConfigureAwait(false);
            }

            toSocket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Listening.Reset(toSocket);
            Listening.Reset(fromSocket);
        }
    }
}
