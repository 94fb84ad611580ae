using System;
using System.IO;
using System.Net;
using System.Net.Sockets;

namespace CurlWs.TestServers;

/// <summary>Makes listening sockets: on loopback, in a network that a test has made, or in the file system, and nowhere else.</summary>
internal static class Listening
{
    public static Socket Tcp(IPAddress? address = null, int? receiveBuffer = null, int? sendBuffer = null, int backlog = 512, int port = 0)
    {
        address ??= IPAddress.Loopback;
        if (!IPAddress.IsLoopback(address))
        {
            throw new ArgumentException("Test servers listen on loopback only.", nameof(address));
        }

        return Tcp(new IPEndPoint(address, port), receiveBuffer, sendBuffer, backlog);
    }

    public static Socket Tcp(NetworkNamespace network, int? receiveBuffer, int? sendBuffer) =>
        network.Run(() => Tcp(new IPEndPoint(network.Address, 0), receiveBuffer, sendBuffer, backlog: 512));

    public static Socket Unix(UnixSocketKind kind, out string name)
    {
        if (!Socket.OSSupportsUnixDomainSockets)
        {
            throw Skip.Because("This system has no Unix sockets, as Wine has none.");
        }

        name = kind == UnixSocketKind.Abstract
            ? $"curlws-{Guid.NewGuid():N}"
            : Path.Combine(Path.GetTempPath(), $"curlws-{Guid.NewGuid():N}.sock");
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(kind == UnixSocketKind.Abstract ? '\0' + name : name));
        listener.Listen(512);
        return listener;
    }

    public static void SetBuffers(Socket socket, int? receiveBuffer, int? sendBuffer)
    {
        if (receiveBuffer is int receive)
        {
            socket.ReceiveBufferSize = receive;
        }

        if (sendBuffer is int send)
        {
            socket.SendBufferSize = send;
        }
    }

    /// <summary>Closes a connection with RST instead of FIN.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster, or somebody has closed it already.
        }

        socket.Dispose();
    }

    private static Socket Tcp(IPEndPoint place, int? receiveBuffer, int? sendBuffer, int backlog)
    {
        Socket listener = new(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

        // Before listening: accepted sockets inherit the sizes, and the window that a client sees follows from the first SYN.
        SetBuffers(listener, receiveBuffer, sendBuffer);
        listener.Bind(place);
        listener.Listen(backlog);
        return listener;
    }
}
