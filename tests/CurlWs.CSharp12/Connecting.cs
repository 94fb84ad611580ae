using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.CSharp12;

/// <summary>Calls that C# 12 must find one member for, though it knows no priorities of overloads.</summary>
public static class Connecting
{
    /// <summary>Connects in each way.</summary>
    public static async Task<IReadOnlyList<CurlWebSocket>> EveryWayAsync(Uri uri, CancellationToken token)
    {
        string address = uri.AbsoluteUri;
        CurlWebSocketOptions options = new();
        List<CurlWebSocket> sockets =
        [
            await CurlWebSocket.ConnectAsync(uri),
            await CurlWebSocket.ConnectAsync(uri, token),
            await CurlWebSocket.ConnectAsync(uri, cancellationToken: default),
            await CurlWebSocket.ConnectAsync(uri, null),
            await CurlWebSocket.ConnectAsync(uri, options),
            await CurlWebSocket.ConnectAsync(uri, null, token),
            await CurlWebSocket.ConnectAsync(uri, options, token),
            await CurlWebSocket.ConnectAsync(address),
            await CurlWebSocket.ConnectAsync(address, token),
            await CurlWebSocket.ConnectAsync(address, options),
            await CurlWebSocket.ConnectAsync(address, options, token),
        ];
        foreach (CurlWebSocket socket in sockets)
        {
            await socket.SendAsync("a string");
            await socket.SendAsync("a part of a string".AsSpan(2, 4), token);
            await socket.SendAsync(new[] { 'c', 'h' });
            socket.Send("a string");
            for (int i = 0; i < 4; i++)
            {
                await socket.ReceiveTextAsync(token);
            }
        }

        return sockets;
    }
}
