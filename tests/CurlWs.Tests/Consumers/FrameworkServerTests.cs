using System;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>The framework's own server side: what Kestrel's AcceptWebSocketAsync makes of our upgrade and our frames.</summary>
public sealed class FrameworkServerTests
{
    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accept_WithASubProtocol_IsTheOneOfBothSides(SocketKind kind)
    {
        Happenings<string> offered = new();
        await using ConsumerServer server = await StartAsync(async context =>
        {
            offered.Add(string.Join(' ', context.WebSockets.WebSocketRequestedProtocols));
            using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync("two");
            Assert.Equal("two", accepted.SubProtocol);
            await ConsumerServer.EchoAsync(accepted);
        });

        using WebSocket socket = await ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token(), ["one", "two", "three"]);

        Assert.Equal("one two three", await offered.NextAsync());
        Assert.Equal("two", socket.SubProtocol);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accept_WithoutASubProtocol_HasNoneThoughOffered(SocketKind kind)
    {
        await using ConsumerServer server = await StartAsync(async context =>
        {
            using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync();
            await ConsumerServer.EchoAsync(accepted);
        });

        using WebSocket socket = await ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token(), ["one"]);

        Assert.Null(socket.SubProtocol);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accept_SubProtocolThatWasNotOffered_FailsTheConnect(SocketKind kind)
    {
        await using ConsumerServer server = await StartAsync(async context =>
        {
            using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync("foreign");
            await Assert.ThrowsAnyAsync<Exception>(async () => { await accepted.ReceiveWholeAsync(); });
        });

        await Connections.FailsAsync(
            () => ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token(), ["one"]), WebSocketError.UnsupportedProtocol);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Close_ByClient_IsSeenByTheServerAndAnswered(SocketKind kind)
    {
        Happenings<(WebSocketCloseStatus?, string?)> seen = new();
        await ConsumerServer.RunAsync(
            kind,
            async server =>
            {
                await ConsumerServer.EchoAsync(server);
                seen.Add((server.CloseStatus, server.CloseStatusDescription));
            },
            async socket =>
            {
                await socket.SendAsync("unread"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
                await socket.CloseAsync((WebSocketCloseStatus)4321, "genug f\u00fcr heute", Deadline.Token());
                Assert.Equal(WebSocketState.Closed, socket.State);
                Assert.Equal((WebSocketCloseStatus)4321, socket.CloseStatus);
                Assert.Equal("genug f\u00fcr heute", socket.CloseStatusDescription);
            });
        Assert.Equal(((WebSocketCloseStatus)4321, "genug f\u00fcr heute"), await seen.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Close_ByServer_IsReceivedAfterTheDataAndAnswered(SocketKind kind) => ConsumerServer.RunAsync(
        kind,
        async server =>
        {
            await server.SendAsync("last"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            await server.CloseAsync(WebSocketCloseStatus.PolicyViolation, "no", Deadline.Token());
            Assert.Equal(WebSocketState.Closed, server.State);
            Assert.Equal(WebSocketCloseStatus.NormalClosure, server.CloseStatus);
        },
        async socket =>
        {
            Assert.Equal("last"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            Assert.Equal(WebSocketState.CloseReceived, socket.State);
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            Assert.Equal(WebSocketState.Closed, socket.State);
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Compression_AllowedByServerAndNotOffered_StaysOff(SocketKind kind)
    {
        Happenings<string> offered = new();
        await using ConsumerServer server = await StartAsync(async context =>
        {
            offered.Add(context.Request.Headers.SecWebSocketExtensions.ToString());
            using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { DangerousEnableCompression = true });
            offered.Add(context.Response.Headers.SecWebSocketExtensions.ToString());
            await ConsumerServer.EchoWholeAsync(accepted);
        });

        using WebSocket socket = await ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token());
        byte[] sent = new byte[10_000]; // which compression would make tiny
        await socket.SendAsync(sent, WebSocketMessageType.Binary, true, Deadline.Token());

        Assert.Equal(["", ""], [await offered.NextAsync(), await offered.NextAsync()]);
        Assert.Equal(sent, (await socket.ReceiveWholeAsync()).Payload);
        if (socket is CurlWebSocket curl)
        {
            Assert.DoesNotContain(
                curl.HttpResponseHeaders, field => field.Name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Path_WithoutWebSocket_IsNotAWebSocket(SocketKind kind)
    {
        await using ConsumerServer server = await StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });

        await Connections.FailsAsync(
            () => ConsumerSockets.ConnectAsync(kind, server.WsUri, Deadline.Token()), WebSocketError.NotAWebSocket);
    }

    private static Task<ConsumerServer> StartAsync(RequestDelegate serve) => ConsumerServer.StartAsync(null, app => app.Map("/", serve));
}
