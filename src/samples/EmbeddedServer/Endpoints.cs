using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace CurlWs.Samples;

/// <summary>What the embedded server does with a connection, one method per path.</summary>
internal static class Endpoints
{
    private static readonly string[] s_subProtocols = ["echo", "chat"];

    /// <summary>Sends every piece back as it arrives, so a message of any size passes through one buffer.</summary>
    public static Task EchoAsync(HttpContext context) => WithWebSocketAsync(context, async (socket, buffer, aborted) =>
    {
        while (true)
        {
            ValueWebSocketReceiveResult piece = await socket.ReceiveAsync(buffer, aborted);
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            await socket.SendAsync(buffer[..piece.Count], piece.MessageType, piece.EndOfMessage, aborted);
        }
    });

    /// <summary>Sends three texts and 256 bytes, then closes with 1000.</summary>
    public static Task GreetAsync(HttpContext context) => WithWebSocketAsync(context, async (socket, buffer, aborted) =>
    {
        foreach (string text in (string[])["hello", "this is the embedded server", "goodbye: \u00fc \u20ac \U0001F44B"])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, aborted);
        }

        byte[] everyByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        await socket.SendAsync(everyByte, WebSocketMessageType.Binary, true, aborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "that was all", aborted);
    });

    /// <summary>Answers each message with <c>length sha256</c> as text, the hash in lower-case hexadecimal.</summary>
    public static Task CollectAsync(HttpContext context) => WithWebSocketAsync(context, async (socket, buffer, aborted) =>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult piece = await socket.ReceiveAsync(buffer, aborted);
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            hash.AppendData(buffer.Span[..piece.Count]);
            length += piece.Count;
            if (piece.EndOfMessage)
            {
                byte[] answer = Encoding.ASCII.GetBytes($"{length} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
                await socket.SendAsync(answer, WebSocketMessageType.Text, true, aborted);
                length = 0;
            }
        }
    });

    /// <summary>Accepts, and then neither reads nor writes: pings stay unanswered.</summary>
    public static Task SilentAsync(HttpContext context) =>
        WithWebSocketAsync(context, (_, _, aborted) => Task.Delay(Timeout.Infinite, aborted));

    /// <summary>Answers GET with a line of text, and a request with a body with that very body.</summary>
    public static async Task PlainAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync("plain HTTP from the embedded server\n", context.RequestAborted);
            return;
        }

        context.Response.ContentLength = context.Request.ContentLength;
        await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task WithWebSocketAsync(HttpContext context, Func<WebSocket, Memory<byte>, CancellationToken, Task> talk)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }

        string? subProtocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(s_subProtocols.Contains);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(subProtocol);
        byte[] buffer = new byte[64 * 1024];
        try
        {
            await talk(socket, buffer, context.RequestAborted);
            if (socket.State == WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // The client went away without a close frame, or the server is being stopped: nobody is left to tell.
        }
    }
}
