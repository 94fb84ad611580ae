// StreamJsonRpc over CurlWebSocket: a server in this process, a call to it, and its call back.
using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using CurlWs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StreamJsonRpc;

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
await using WebApplication server = builder.Build();
server.UseWebSockets();
server.Run(ServeAsync);
await server.StartAsync();

Uri uri = new UriBuilder(server.Urls.First()) { Scheme = "ws" }.Uri;
await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri);
using JsonRpc rpc = new(new WebSocketMessageHandler(socket));
rpc.AddLocalRpcMethod("name", () => "curl");
rpc.StartListening();
Console.WriteLine($"add: {await rpc.InvokeAsync<int>("add", 40, 2)}");
Console.WriteLine($"ask: {await rpc.InvokeAsync<string>("ask")}");
await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
Console.WriteLine($"closed: {(int)socket.CloseStatus!}");

static async Task ServeAsync(HttpContext context)
{
    using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync();
    using JsonRpc peer = new(new WebSocketMessageHandler(accepted));
    peer.AddLocalRpcMethod("add", (int a, int b) => a + b);
    peer.AddLocalRpcMethod("ask", () => peer.InvokeAsync<string>("name"));
    peer.StartListening();
    await peer.Completion;
}
