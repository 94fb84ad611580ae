// How a client notices that its server is not there any more, and connects again: pings and time limits. Its server is in this process.
using System;
using System.Net.WebSockets;
using CurlWs;
using CurlWs.Samples;

await using EmbeddedServer server = await EmbeddedServer.StartAsync();
CurlWebSocketOptions options = new()
{
    ConnectTimeout = TimeSpan.FromSeconds(10),
    CloseTimeout = TimeSpan.FromSeconds(1),
    KeepAliveInterval = TimeSpan.FromMilliseconds(500),
    KeepAliveTimeout = TimeSpan.FromSeconds(3), // a pong has to come in this time
    AnswerPingsPromptly = true, // those of the server, also while nobody receives
};

// The first one accepts the connection and then does nothing at all, as a machine does whose cable has been cut.
Uri uri = new(server.WsUri, "/silent");
for (int attempt = 1; ; attempt++)
{
    try
    {
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options);
        Console.WriteLine($"attempt {attempt}: connected");
        await socket.SendAsync("hello");
        Console.WriteLine($"received: {await socket.ReceiveTextAsync()}");
        TimeSpan roundTrip = await socket.PingAsync();
        Console.WriteLine($"a ping came back in time: {roundTrip < options.KeepAliveTimeout}");
        break;
    }
    catch (WebSocketException e)
    {
        Console.WriteLine($"lost: {e.Message}");

        // Here a client waits a little, longer each time.
        uri = server.WsUri;
    }
}
