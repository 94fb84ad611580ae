// Websocket.Client over CurlWebSocket: a server in this process that sends back one message and closes, so the client reconnects.
using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Channels;
using CurlWs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Websocket.Client;

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
await using WebApplication server = builder.Build();
server.UseWebSockets();
server.Run(async context =>
{
    using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync();
    byte[] buffer = new byte[100];
    WebSocketReceiveResult received = await accepted.ReceiveAsync(buffer, default);
    await accepted.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, true, default);
    await accepted.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "that was all", default);
});
await server.StartAsync();

Uri uri = new UriBuilder(server.Urls.First()) { Scheme = "ws" }.Uri;
Channel<string> events = Channel.CreateUnbounded<string>();
using WebsocketClient client = new(uri, null, async (target, token) => await CurlWebSocket.ConnectAsync(target, null, token));
client.ReconnectionHappened.Subscribe(info => events.Writer.TryWrite($"connected: {info.Type}"));
client.MessageReceived.Subscribe(message => events.Writer.TryWrite($"received: {message.Text}"));
client.DisconnectionHappened.Subscribe(info => events.Writer.TryWrite($"disconnected: {info.Type}, {info.CloseStatusDescription}"));
await client.Start();
client.Send("hello");
for (int i = 0; i < 4; i++)
{
    Console.WriteLine(await events.Reader.ReadAsync());
}
