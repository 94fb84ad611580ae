using System;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CurlWs.Tests.Consumers;

/// <summary>Kestrel in this process, on loopback, with whatever a test maps on it.</summary>
internal sealed class ConsumerServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConsumerServer(Action<IServiceCollection>? services, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        services?.Invoke(builder.Services);
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.UseRouting();
        map(_app);
    }

    internal Uri HttpUri => new(_app.Urls.Single() + "/");

    internal Uri WsUri => new UriBuilder(HttpUri) { Scheme = "ws" }.Uri;

    internal static async Task<ConsumerServer> StartAsync(Action<IServiceCollection>? services, Action<WebApplication> map)
    {
        ConsumerServer server = new(services, map);
        await server._app.StartAsync(Deadline.Token());
        return server;
    }

    /// <summary>Runs one talk of a server and a client over one socket, and waits for both to end.</summary>
    internal static async Task RunAsync(SocketKind kind, Func<WebSocket, Task> serve, Func<WebSocket, Task> test)
    {
        TaskCompletionSource served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ConsumerServer server = await StartAsync(null, app => app.Map("/", context => ServeAsync(context, serve, served)));
        using WebSocket socket = await ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token());
        await test(socket);
        await Deadline.Within(served.Task);
    }

    /// <summary>Sends each piece back as it comes, until the close frame, and answers that.</summary>
    internal static async Task EchoAsync(WebSocket server)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult piece = await server.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                await server.CloseOutputAsync(server.CloseStatus!.Value, server.CloseStatusDescription, Deadline.Token());
                return;
            }

            await server.SendAsync(buffer.AsMemory(0, piece.Count), piece.MessageType, piece.EndOfMessage, Deadline.Token());
        }
    }

    /// <summary>Sends each message back as one frame.</summary>
    internal static async Task EchoWholeAsync(WebSocket server)
    {
        while (true)
        {
            (WebSocketMessageType type, byte[] payload) = await server.ReceiveWholeAsync();
            if (type == WebSocketMessageType.Close)
            {
                await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                return;
            }

            await server.SendAsync(payload, type, true, Deadline.Token());
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Canceled already: what still hangs is cut now, instead of after the host's grace period.
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static async Task ServeAsync(HttpContext context, Func<WebSocket, Task> serve, TaskCompletionSource served)
    {
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await serve(socket);
            served.TrySetResult();
        }
        catch (Exception e)
        {
            served.TrySetException(e);
        }
    }
}
