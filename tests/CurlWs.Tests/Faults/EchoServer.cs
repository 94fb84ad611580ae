using System;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.Faults;

/// <summary>A fast echo for load: the framework's own WebSocket over a socket, fragment for fragment. It notes nothing.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal EchoServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Uri = new Uri($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _ = AcceptAsync();
    }

    internal Uri Uri { get; }

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
        try
        {
            socket.NoDelay = true;
            byte[] buffer = new byte[8192];
            using NetworkStream stream = new(socket, ownsSocket: true);
            await UpgradeAsync(stream, buffer);
            using WebSocket echo = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            while (true)
            {
                ValueWebSocketReceiveResult got = await echo.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    await echo.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                await echo.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or WebSocketException or System.IO.IOException)
        {
            // The client went away.
        }
    }

    private static async Task UpgradeAsync(NetworkStream stream, byte[] buffer)
    {
        const string Key = "Sec-WebSocket-Key: ";
        int used = 0;
        while (buffer.AsSpan(0, used).IndexOf("\r\n\r\n"u8) < 0)
        {
            used += await stream.ReadAsync(buffer.AsMemory(used));
        }

        string head = Encoding.Latin1.GetString(buffer, 0, used);
        int key = head.IndexOf(Key, StringComparison.OrdinalIgnoreCase) + Key.Length;
        string accept = Wire.Accept(head[key..head.IndexOf("\r\n", key, StringComparison.Ordinal)]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }
}
