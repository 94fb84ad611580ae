using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A server for one connection whose calls block their caller, so that it needs no thread pool once the connection stands.
/// </summary>
internal sealed class LineServer : IDisposable
{
    /// <summary>More than the systems of both sides take, when <see cref="LimitSendBuffer"/> limits this one.</summary>
    internal const int Much = 1 << 20;

    private const int BufferSize = 1 << 16;

    private const string Key = "Sec-WebSocket-Key: ";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task<Socket> _connection;

    internal LineServer()
    {
        _listener.ReceiveBufferSize = BufferSize;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Uri = new Uri($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _connection = Task.Factory.StartNew(Accept, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    internal Uri Uri { get; }

    private Socket Connection => _connection.GetAwaiter().GetResult();

    public void Dispose()
    {
        if (_connection.IsCompletedSuccessfully)
        {
            Connection.Dispose();
        }

        _listener.Dispose();
    }

    internal static void LimitSendBuffer(CurlEasy easy) => Connections.LimitBuffers(easy, BufferSize);

    internal void Write(byte[] bytes) => Connection.Send(bytes);

    /// <summary>Waits until the client has sent something.</summary>
    internal void ReadSome() => Connection.Receive(new byte[1000]);

    /// <summary>
    /// Reads whatever the client's kernel has, and then for as long as more comes soon: a client that stands still sends no more.
    /// </summary>
    internal void ReadAll()
    {
        byte[] buffer = new byte[BufferSize];
        while (Connection.Poll(100_000, SelectMode.SelectRead) && Connection.Receive(buffer) > 0)
        {
        }

        _ = Task.Factory.StartNew(Drain, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Drain()
    {
        try
        {
            byte[] buffer = new byte[BufferSize];
            while (Connection.Receive(buffer) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private Socket Accept()
    {
        Socket socket = _listener.Accept();
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(socket.Receive(one) == 0 ? throw new EndOfStreamException() : (char)one[0]);
        }

        string text = head.ToString();
        int key = text.IndexOf(Key, StringComparison.OrdinalIgnoreCase) + Key.Length;
        socket.Send(Encoding.Latin1.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + Wire.Accept(text[key..text.IndexOf("\r\n", key, StringComparison.Ordinal)]) + "\r\n\r\n"));
        return socket;
    }
}
