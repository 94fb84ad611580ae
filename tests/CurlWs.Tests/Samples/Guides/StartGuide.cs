using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Start", compiled; between the marks is what stands there.</summary>
internal static class StartGuide
{
    internal static async Task ProgramAsync(Uri uri)
    {
        // <example>
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri);
        await socket.SendAsync("hello");
        Console.WriteLine(await socket.ReceiveTextAsync());
        // </example>
    }

    internal static async Task<int> WholeAsync(CurlWebSocket socket, CancellationToken cancellationToken)
    {
        // <example>
        List<CurlWebSocketMessage> kept = [];
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cancellationToken))
        {
            kept.Add(message);
        }
        // </example>

        return kept.Count;
    }

    internal static async Task<bool> PieceAsync(CurlWebSocket socket, CancellationToken cancellationToken)
    {
        // <example>
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult piece = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        bool complete = piece.EndOfMessage;
        // </example>

        return complete && piece.Count > 0;
    }

    internal static async Task ReadAsync(CurlWebSocket socket, Stream file, CancellationToken cancellationToken)
    {
        // <example>
        await using Stream? incoming = await socket.OpenMessageReaderAsync(cancellationToken);
        if (incoming is not null)
        {
            await incoming.CopyToAsync(file, cancellationToken);
        }
        // </example>
    }

    internal static async Task WriteAsync(CurlWebSocket socket, Stream file, CancellationToken cancellationToken)
    {
        // <example>
        await using CurlMessageWriteStream outgoing = socket.OpenMessageWriter(WebSocketMessageType.Binary);
        await file.CopyToAsync(outgoing, cancellationToken);
        await outgoing.CompleteAsync(cancellationToken);
        // </example>
    }

    internal static async Task CopyAsync(
        CurlMessageReadStream incoming, CurlMessageWriteStream outgoing, CancellationToken cancellationToken)
    {
        // <example>
        PipeReader reader = PipeReader.Create(incoming);
        PipeWriter writer = PipeWriter.Create(outgoing);
        // </example>

        await reader.CopyToAsync(writer, cancellationToken);
    }

    internal static async Task ReconnectAsync(Uri uri, Action<string> handle, Action<string> log, CancellationToken cancellationToken)
    {
        // <example>
        CurlWebSocketOptions options = new() { KeepAliveTimeout = TimeSpan.FromSeconds(20) };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options, cancellationToken);
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cancellationToken))
                {
                    handle(message.GetText());
                }
            }
            catch (WebSocketException e)
            {
                log(e.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        }
        // </example>
    }
}
