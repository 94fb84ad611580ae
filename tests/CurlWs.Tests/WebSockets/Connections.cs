using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Connections for the facade's tests: every contract test runs over each framing that the loaded libcurl has.</summary>
internal static class Connections
{
    /// <summary>Who frames: this library (in as far as the loaded libcurl allows it), or libcurl.</summary>
    public static TheoryData<CurlFraming> Framings => [CurlFraming.Auto, CurlFraming.Libcurl];

    internal static CurlWebSocketOptions Options(CurlFraming framing, Action<CurlWebSocketOptions>? configure = null)
    {
        // 8.14.1 masks predictably: allowed here, on loopback.
        CurlWebSocketOptions options = new()
        {
            Framing = framing,
            AllowPredictableMasking = true,
            KeepAliveInterval = TimeSpan.Zero,
            ConnectTimeout = Deadline.Default,
        };
        configure?.Invoke(options);
        return options;
    }

    internal static Task<CurlWebSocket> ConnectAsync(Uri uri, CurlFraming framing, Action<CurlWebSocketOptions>? configure = null) =>
        CurlWebSocket.ConnectAsync(uri, Options(framing, configure), Deadline.Token());

    /// <summary>A server with this script after the upgrade, and a client connected to it.</summary>
    internal static Task RunAsync(
        CurlFraming framing,
        Func<ScriptedConnection, Task> talk,
        Func<CurlWebSocket, Task> test,
        Action<CurlWebSocketOptions>? configure = null,
        ScriptedServerOptions? server = null) =>
        ScriptedServer.RunAsync(
            Scripts.Upgraded(talk),
            async s =>
            {
                using CurlWebSocket socket = await ConnectAsync(s.WsUri, framing, configure);
                await test(socket);
            },
            server);

    /// <summary>Lets the kernel hold little, so that a send waits before long, and takes a small frame wholly or not at all.</summary>
    internal static void LimitSendBuffer(CurlEasy easy) => LimitBuffers(easy, send: 4096);

    /// <summary>Lets the kernel hold so many bytes in each direction; left alone, its buffers grow to megabytes.</summary>
    internal static void LimitBuffers(CurlEasy easy, int send, int? receive = null) => easy.SocketCreatedCallback = descriptor =>
    {
        using Socket view = new(new SafeSocketHandle(descriptor, ownsHandle: false));
        view.SendBufferSize = send;
        if (receive is { } size)
        {
            view.ReceiveBufferSize = size;
        }

        return CurlSocketResult.Connect;
    };

    /// <summary>Receives one whole message through the inherited member.</summary>
    internal static async Task<(WebSocketMessageType Type, byte[] Payload)> ReceiveWholeAsync(
        this WebSocket socket, int bufferSize = 4096)
    {
        List<byte> payload = [];
        byte[] buffer = new byte[bufferSize];
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            payload.AddRange(buffer.AsSpan(0, result.Count));
            if (result.EndOfMessage)
            {
                return (result.MessageType, [.. payload]);
            }
        }
    }

    /// <summary>To a server that has reset the connection: the first send may still be on its way out when that arrives.</summary>
    internal static async Task<WebSocketException> SendUntilItFailsAsync(CurlWebSocket socket)
    {
        CancellationToken late = Deadline.Token();
        while (true)
        {
            if (await Record.ExceptionAsync(() => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, late)) is { } e)
            {
                WebSocketException failure = Assert.IsType<WebSocketException>(e);
                Assert.Equal(WebSocketError.ConnectionClosedPrematurely, failure.WebSocketErrorCode);
                return failure;
            }
        }
    }

    internal static async Task<WebSocketException> FailsAsync(Func<Task> action, WebSocketError error)
    {
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(action);
        Assert.Equal(error, e.WebSocketErrorCode);
        return e;
    }
}
