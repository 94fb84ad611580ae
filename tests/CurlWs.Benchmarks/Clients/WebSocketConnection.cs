using System;
using System.Buffers.Binary;
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

    public async Task SendTextsAsync(ReadOnlyMemory<byte>[] messages, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> message = messages[i % messages.Length];
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task SendUnderWayAsync(ReadOnlyMemory<byte> message, int count, int atOnce)
    {
        Task[] sends = new Task[atOnce];
        for (int sent = 0; sent < count; sent += atOnce)
        {
            int now = Math.Min(atOnce, count - sent);
            for (int i = 0; i < now; i++)
            {
                sends[i] = socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).AsTask();
            }

            await Task.WhenAll(sends.AsSpan(0, now)).ConfigureAwait(false);
        }
    }

    public async Task TickAsync(ReadOnlyMemory<byte> answer, Memory<byte> buffer, Memory<long> ages)
    {
        await socket.SendAsync(answer, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < ages.Length; i++)
        {
            while (!(await socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false)).EndOfMessage)
            {
            }

            // The stopwatch's clock is CLOCK_MONOTONIC, which the server reads before it sends.
            ages.Span[i] = Stopwatch.GetTimestamp() - BinaryPrimitives.ReadInt64LittleEndian(buffer.Span);
            await socket.SendAsync(answer, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task BlockAsync(ReadOnlyMemory<byte> answer, Memory<byte> buffer, TimeSpan blocked)
    {
        await socket.SendAsync(answer, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        await socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        Thread.Sleep(blocked);
    }

    public Task PendAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, CancellationToken.None).AsTask();

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
            ReadOnlyMemory<ReadOnlyMemory<byte>> some = messages.AsMemory(0, now);
            await socket.SendMessagesAsync(some, WebSocketMessageType.Binary, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
