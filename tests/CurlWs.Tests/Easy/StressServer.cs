using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;

namespace CurlWs.Tests.Easy;

/// <summary>Upgrades whoever comes, as cheaply as that can be done, and waits for them to go away.</summary>
internal sealed class StressServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private TaskCompletionSource? _idle;
    private int _accepted;
    private int _open;

    internal StressServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Uri = new Uri($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _ = AcceptAsync();
    }

    internal Uri Uri { get; }

    internal int Accepted => Volatile.Read(ref _accepted);

    internal Task AllClosedAsync()
    {
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Volatile.Read(ref _open) == 0)
        {
            _idle.TrySetResult();
        }

        return _idle.Task;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _accepted);
                Interlocked.Increment(ref _open);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            byte[] buffer = new byte[4096];
            int used = 0;
            while (buffer.AsSpan(0, used).IndexOf("\r\n\r\n"u8) < 0)
            {
                int count = await socket.ReceiveAsync(buffer.AsMemory(used));
                if (count == 0)
                {
                    return;
                }

                used += count;
            }

            const string Key = "Sec-WebSocket-Key: ";
            string head = Encoding.Latin1.GetString(buffer, 0, used);
            int key = head.IndexOf(Key, StringComparison.OrdinalIgnoreCase) + Key.Length;
            string accept = Wire.Accept(head[key..head.IndexOf("\r\n", key, StringComparison.Ordinal)]);
            await socket.SendAsync(Encoding.Latin1.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + $"{accept}\r\n\r\n"));
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Gone.
        }
        finally
        {
            socket.Dispose();
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
