using System;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.AotTests;

/// <summary>
/// An echo over WebSocket, a small page over HTTP and a path that never answers: small enough to be published with the tests.
/// </summary>
internal sealed class MiniServer : IDisposable
{
    internal const string Body = "hello from the mini server";

    private const string KeyName = "Sec-WebSocket-Key: ";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal MiniServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        _ = AcceptAsync();
    }

    internal Uri WsUri => new($"ws://{_listener.LocalEndPoint}/");

    internal Uri HttpUri => new($"http://{_listener.LocalEndPoint}/");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            while (true)
            {
                string head = await ReadHeadAsync(stream);
                int key = head.IndexOf(KeyName, StringComparison.OrdinalIgnoreCase) + KeyName.Length;
                if (head.StartsWith("GET /hang ", StringComparison.Ordinal))
                {
                    await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                    return;
                }

                if (key >= KeyName.Length)
                {
                    await EchoAsync(stream, head[key..head.IndexOf('\r', key)]);
                    return;
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
            }
        }
        catch (Exception e) when (e is System.IO.IOException or WebSocketException)
        {
            // The client went away.
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static async Task EchoAsync(NetworkStream stream, string key)
    {
        // SHA-1 is what RFC 6455 asks for.
#pragma warning disable CA5350
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        using WebSocket socket = WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan);
        byte[] buffer = new byte[65536];
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, CancellationToken.None);
        }
    }
}
