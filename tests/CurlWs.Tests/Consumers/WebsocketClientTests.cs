using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;

using Microsoft.AspNetCore.Builder;

using Websocket.Client;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>Websocket.Client with its factory.</summary>
public sealed class WebsocketClientTests
{
    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Messages_BothWays_ArriveWhole(SocketKind kind)
    {
        await using ConsumerServer server = await StartAsync(ConsumerServer.EchoAsync);
        using Client client = await Client.StartAsync(kind, server.WsUri);
        Assert.Equal(ReconnectionType.Initial, (await client.Connections.NextAsync()).Type);
        string big = new('x', 300_000);
        byte[] noise = Wire.Noise(100_000, seed: 5);

        Assert.True(client.Talk.Send("queued \u00fc\u20ac\U0001F44B"));
        Assert.Equal("queued \u00fc\u20ac\U0001F44B", (await client.Messages.NextAsync()).Text);
        await client.Talk.SendInstant(big);
        Assert.Equal(big, (await client.Messages.NextAsync()).Text);
        await client.Talk.SendInstant(noise);
        ResponseMessage binary = await client.Messages.NextAsync();
        Assert.Equal(WebSocketMessageType.Binary, binary.MessageType);
        Assert.Equal(noise, binary.Binary);
    }

    /// <summary>
    /// When the close has come, the consumer's reader looks at two fields one after the other ("is started", "is stopping") which its Stop
    /// resets at the same time, and may take the end for the server's. That is between two threads of its own, whatever the socket: then it
    /// is done again.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_ByClient_ClosesWithItsStatusAndDoesNotReconnect(SocketKind kind)
    {
        const int Attempts = 3;
        for (int attempt = 1; !await StopsAsync(kind, isLast: attempt == Attempts); attempt++)
        {
            TestContext.Current.SendDiagnosticMessage(
                $"Websocket.Client took its own Stop for the server's; attempt {attempt} of {Attempts}");
        }
    }

    private static async Task<bool> StopsAsync(SocketKind kind, bool isLast)
    {
        Happenings<(WebSocketCloseStatus?, string?)> seen = new();
        await using ConsumerServer server = await StartAsync(async socket =>
        {
            await ConsumerServer.EchoAsync(socket);
            seen.Add((socket.CloseStatus, socket.CloseStatusDescription));
        });
        using Client client = await Client.StartAsync(kind, server.WsUri);

        Assert.True(await Deadline.Within(client.Talk.StopOrFail(WebSocketCloseStatus.EndpointUnavailable, "done here")));

        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "done here"), await seen.NextAsync());
        DisconnectionInfo end = await client.Disconnections.NextAsync();
        if (end.Type == DisconnectionType.ByServer && !isLast)
        {
            return false;
        }

        Assert.Equal(DisconnectionType.ByUser, end.Type);
        Assert.Null(end.Exception);
        Assert.Single(client.Sockets);
        Assert.False(client.Talk.IsRunning);
        return true;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Close_ByServer_ReconnectsThroughTheFactory(SocketKind kind)
    {
        int connections = 0;
        await using ConsumerServer server = await StartAsync(async socket =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await socket.ReceiveWholeAsync();
                await socket.CloseAsync(WebSocketCloseStatus.InternalServerError, "come back", Deadline.Token());
                return;
            }

            await ConsumerServer.EchoAsync(socket);
        });
        using Client client = await Client.StartAsync(kind, server.WsUri);
        await client.Talk.SendInstant("go");

        DisconnectionInfo end = await client.Disconnections.NextAsync();
        Assert.Equal(DisconnectionType.ByServer, end.Type);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, end.CloseStatus);
        Assert.Equal("come back", end.CloseStatusDescription);
        await client.AssertTalksAgainAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cut_ByServer_ReconnectsThroughTheFactory(SocketKind kind)
    {
        int connections = 0;
        await using ConsumerServer server = await StartAsync(async socket =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await socket.ReceiveWholeAsync();
                socket.Abort();
                return;
            }

            await ConsumerServer.EchoAsync(socket);
        });
        using Client client = await Client.StartAsync(kind, server.WsUri);
        await client.Talk.SendInstant("go");

        DisconnectionInfo end = await client.Disconnections.NextAsync();
        Assert.Equal(DisconnectionType.Lost, end.Type);
        Assert.IsType<WebSocketException>(end.Exception);
        await client.AssertTalksAgainAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reconnect_ByUser_MakesANewSocket(SocketKind kind)
    {
        await using ConsumerServer server = await StartAsync(ConsumerServer.EchoAsync);
        using Client client = await Client.StartAsync(kind, server.WsUri);

        await Deadline.Within(client.Talk.ReconnectOrFail());

        Assert.Equal(DisconnectionType.ByUser, (await client.Disconnections.NextAsync()).Type);
        await client.AssertTalksAgainAsync();
        Assert.NotEqual(WebSocketState.Open, client.Sockets[0].State);
    }

    private static Task<ConsumerServer> StartAsync(
        Func<WebSocket, Task> serve) => ConsumerServer.StartAsync(null, app => app.Map("/", async context =>
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await serve(socket);
    }));

    private sealed class Client : IDisposable
    {
        private Client(SocketKind kind, Uri uri)
        {
            Talk = new WebsocketClient(uri, logger: null, async (target, cancellationToken) =>
            {
                WebSocket socket = await ConsumerSockets.ConnectAsync(kind, target, cancellationToken);
                Sockets.Add(socket);
                return socket;
            })
            {
                ErrorReconnectTimeout = TimeSpan.FromMilliseconds(1),
                LostReconnectTimeout = TimeSpan.FromMilliseconds(1),
                ReconnectTimeout = null,
            };
            Talk.MessageReceived.Subscribe(Messages.Add);
            Talk.ReconnectionHappened.Subscribe(Connections.Add);
            Talk.DisconnectionHappened.Subscribe(Disconnections.Add);
        }

        internal WebsocketClient Talk { get; }

        internal List<WebSocket> Sockets { get; } = [];

        internal Happenings<ResponseMessage> Messages { get; } = new();

        internal Happenings<ReconnectionInfo> Connections { get; } = new();

        internal Happenings<DisconnectionInfo> Disconnections { get; } = new();

        internal static async Task<Client> StartAsync(SocketKind kind, Uri uri)
        {
            Client client = new(kind, uri);
            await Deadline.Within(client.Talk.StartOrFail());
            return client;
        }

        internal async Task AssertTalksAgainAsync()
        {
            Assert.Equal(ReconnectionType.Initial, (await Connections.NextAsync()).Type);
            Assert.NotEqual(ReconnectionType.Initial, (await Connections.NextAsync()).Type);
            Assert.Equal(2, Sockets.Count);
            Assert.NotSame(Sockets[0], Sockets[1]);
            await Talk.SendInstant("again");
            Assert.Equal("again", (await Messages.NextAsync()).Text);
        }

        public void Dispose() => Talk.Dispose();
    }
}
