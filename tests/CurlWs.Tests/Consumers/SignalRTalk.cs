using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>A hub in Kestrel, and a client of it whose WebSockets are made here.</summary>
internal sealed class SignalRTalk : IAsyncDisposable
{
    private readonly ConsumerServer _server;
    private readonly SignalRLog _serverLog;

    private SignalRTalk(
        ConsumerServer server, SignalRLog serverLog, Happenings<Exception?> disconnections, SocketKind kind,
        Action<HttpConnectionOptions>? configure, bool reconnect)
    {
        _server = server;
        _serverLog = serverLog;
        Disconnections = disconnections;
        HubConnectionBuilder builder = new();
        builder.WithUrl(new Uri(server.HttpUri, "hub"), HttpTransportType.WebSockets, options =>
        {
            options.WebSocketFactory = (context, cancellationToken) => ConnectAsync(kind, context, cancellationToken);
            configure?.Invoke(options);
        });
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        if (reconnect)
        {
            builder.WithAutomaticReconnect([TimeSpan.Zero, TimeSpan.Zero]);
        }

        Hub = builder.Build();
        Hub.Closed += error =>
        {
            Closed.Add(error);
            return Task.CompletedTask;
        };
        Hub.Reconnected += id =>
        {
            Reconnected.Add(id);
            return Task.CompletedTask;
        };
    }

    internal HubConnection Hub { get; }

    internal SignalRLog Log { get; } = new();

    /// <summary>The sockets that the factory has made.</summary>
    internal List<WebSocket> Sockets { get; } = [];

    internal Happenings<Exception?> Closed { get; } = new();

    internal Happenings<string?> Reconnected { get; } = new();

    /// <summary>What the server was told at the end of each connection.</summary>
    internal Happenings<Exception?> Disconnections { get; }

    internal static async Task<SignalRTalk> StartAsync(
        SocketKind kind, Action<HttpConnectionOptions>? configure = null, bool reconnect = false)
    {
        Assert.SkipUnless(
            RuntimeFeature.IsDynamicCodeSupported, "SignalR takes no hub method with a stream of numbers where no code can be made.");
        Happenings<Exception?> disconnections = new();
        SignalRLog serverLog = new();
        ConsumerServer server = await ConsumerServer.StartAsync(
            services => services.AddSingleton(disconnections)
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(serverLog))
                .AddSignalR(options => options.MaximumReceiveMessageSize = null),
            app => app.MapHub<TalkHub>("/hub"));
        SignalRTalk talk = new(server, serverLog, disconnections, kind, configure, reconnect);
        await talk.Hub.StartAsync(Deadline.Token());
        return talk;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await _server.DisposeAsync();

        // Shown where the test failed: what one side is told of an end says little of why the other made it.
        TestContext.Current.TestOutputHelper?.WriteLine($"The server's log:\n{_serverLog.Troubles}\nThe client's:\n{Log.Troubles}");
    }

    // The factory gets the options and has to heed them: SignalR's own does, and the query it has no business with.
    private async ValueTask<WebSocket> ConnectAsync(
        SocketKind kind, WebSocketConnectionContext context, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = new(context.Options.Headers);
        if (context.Options.AccessTokenProvider is { } provider && await provider() is { } token)
        {
            headers["Authorization"] = "Bearer " + token;
        }

        WebSocket socket = await ConsumerSockets.ConnectAsync(kind, context.Uri, cancellationToken, headers: headers);
        Sockets.Add(socket);
        return socket;
    }
}
