using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>The same calls for ClientWebSocket and CurlWebSocket: they have one base class.</summary>
internal sealed class WebSocketConnection(WebSocket socket) : IBenchmarkConnection
{
    public async Task SendAsync(ReadOnlyMemory<byte> message, int count, int batch)
    {
        // The framework's has no such call: one by one is what its users can do.
        if (batch > 1 && socket is CurlWebSocket curl)
        {
            await SendBatchesAsync(curl, message, count, batch).ConfigureAwait(false);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task ReceiveAsync(Memory<byte> buffer, int count)
    {
        while (count > 0)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
            if (result.EndOfMessage)
            {
                count--;
            }
        }
    }

    public async Task EchoAsync(ReadOnlyMemory<byte> message, Memory<byte> buffer, int count, long[]? times)
    {
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
            while (!(await socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false)).EndOfMessage)
            {
            }

            times?[i] = Stopwatch.GetTimestamp() - start;
        }
    }

    public void Dispose()
    {
        // Not the close handshake: the benchmarks are not about it.
        socket.Abort();
        socket.Dispose();
    }

    private static async Task SendBatchesAsync(CurlWebSocket socket, ReadOnlyMemory<byte> message, int count, int batch)
    {
        ReadOnlyMemory<byte>[] messages = new ReadOnlyMemory<byte>[batch];
        Array.Fill(messages, message);
        for (int sent = 0; sent < count; sent += batch)
        {
            int now = Math.Min(batch, count - sent);
            await socket.SendMessagesAsync(messages.AsMemory(0, now), WebSocketMessageType.Binary, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
