using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CurlWs.Counts;

/// <summary>What a case asks of <see cref="PeerServer"/> beside its connection.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _port;

    internal Peer(int port)
    {
        _port = port;
        _socket.Connect(IPAddress.Loopback, port);
        _socket.NoDelay = true;
    }

    internal Uri At(string path) => new($"ws://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/{path}");

    /// <summary>Returns when the client's socket has so many messages.</summary>
    internal void Fill(int count) => Ask(count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets a message come each 10 milliseconds.</summary>
    internal void Pace(int count) => Ask(string.Create(CultureInfo.InvariantCulture, $"{count},10"));

    public void Dispose() => _socket.Dispose();

    private void Ask(string query)
    {
        byte[] answer = new byte[1];
        _socket.Send(Encoding.ASCII.GetBytes($"GET /fill?{query} HTTP/1.1\r\n\r\n"));
        if (_socket.Receive(answer) != 1)
        {
            throw new InvalidOperationException("The server has gone.");
        }
    }
}
