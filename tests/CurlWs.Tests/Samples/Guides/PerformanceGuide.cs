using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Performance", compiled; between the marks is what stands there.</summary>
internal static class PerformanceGuide
{
    internal static async Task BatchAsync(CurlWebSocket socket, CancellationToken cancellationToken)
    {
        // <example>
        ReadOnlyMemory<byte>[] messages = ["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray()];
        await socket.SendMessagesAsync(messages, WebSocketMessageType.Text, cancellationToken);
        // </example>
    }

    internal static async Task WriteAsync(CurlWebSocket socket, Stream file, CancellationToken cancellationToken)
    {
        // <example>
        await using CurlMessageWriteStream outgoing = socket.OpenMessageWriter(WebSocketMessageType.Binary, file.Length);
        // </example>

        await file.CopyToAsync(outgoing, cancellationToken);
        await outgoing.CompleteAsync(cancellationToken);
    }

    internal static async Task BorrowAsync(
        CurlWebSocket socket, Func<ReadOnlyMemory<byte>, bool> handle, List<CurlWebSocketMessage> kept, CancellationToken cancellationToken)
    {
        // <example>
        await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync(cancellationToken))
        {
            if (handle(message.Payload))
            {
                kept.Add(message.ToOwned());
            }
        }
        // </example>
    }

    internal static int Block(Uri uri, CurlWebSocketOptions options, byte[] buffer, CancellationToken cancellationToken)
    {
        // <example>
        using CurlWebSocket socket = CurlWebSocket.Connect(uri, options, cancellationToken);
        socket.Send("hello"u8.ToArray(), WebSocketMessageType.Text, cancellationToken);
        ValueWebSocketReceiveResult piece = socket.Receive(buffer, cancellationToken);
        // </example>

        return piece.Count;
    }
}
