// SignalR's client over CurlWebSocket: a hub in this process, a call, a callback, a stream; a header field, a cookie and a token for it.
using System;
using System.Linq;
using System.Threading.Tasks;
using CurlWs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
builder.Services.AddRouting().AddSignalR();
await using WebApplication server = builder.Build();
server.MapHub<Greeter>("/greeter");
await server.StartAsync();
await using HubConnection hub = new HubConnectionBuilder().WithUrl(server.Urls.First() + "/greeter", options =>
{
    (options.Headers["X-Tenant"], options.AccessTokenProvider) = ("blue", () => Task.FromResult<string?>("secret"));
    options.Cookies.Add(new System.Net.Cookie("theme", "dark", "/", "127.0.0.1"));
    options.WebSocketFactory = async (context, token) => await CurlWebSocket.ConnectAsync(context.Uri, new() {
        RequestHeaders = { context.Options.Headers }, Cookies = context.Options.Cookies,
        BearerToken = context.Options.AccessTokenProvider is { } provider ? await provider() : null }, token);
}).Build();
TaskCompletionSource<string> called = new();
hub.On<string>("Called", called.SetResult);
await hub.StartAsync();
Console.WriteLine($"invoke: {await hub.InvokeAsync<string>("Greet", "curl")}");
Console.WriteLine($"sent: {await hub.InvokeAsync<string>("Told")}");
Console.WriteLine($"callback: {await called.Task} has called");
Console.WriteLine($"stream: {string.Join(' ', await hub.StreamAsync<int>("Count", 5).ToArrayAsync())}");
await hub.StopAsync();
Console.WriteLine($"stopped: {hub.State}");
internal sealed class Greeter : Hub
{
    public async Task<string> Greet(string name) { await Clients.Caller.SendAsync("Called", name); return "hello " + name; }
    public string Told() => Context.GetHttpContext()!.Request is var r
        ? $"{r.Headers["X-Tenant"]}, {r.Cookies["theme"]}, {r.Headers.Authorization}" : "";
    public System.Collections.Generic.IAsyncEnumerable<int> Count(int last) => Enumerable.Range(1, last).ToAsyncEnumerable();
}
