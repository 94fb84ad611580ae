// The framework's WebSocketStream over CurlWebSocket: lines of text, and JSON as one message.
using System;
using System.IO;
using System.Net.WebSockets;
using System.Text.Json;
using CurlWs;
using CurlWs.Samples;

await using EmbeddedServer server = await EmbeddedServer.StartAsync(); // sends back what it gets
CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri);

await using (Stream writing = WebSocketStream.CreateWritableMessageStream(socket, WebSocketMessageType.Text))
{
    await JsonSerializer.SerializeAsync(writing, new[] { 1, 2, 3 });
}

await using (Stream reading = WebSocketStream.CreateReadableMessageStream(socket))
{
    Console.WriteLine($"json: {string.Join(' ', (await JsonSerializer.DeserializeAsync<int[]>(reading))!)}");
}

await using (Stream stream = WebSocketStream.Create(socket, WebSocketMessageType.Text, ownsWebSocket: true))
{
    using StreamReader reader = new(stream, leaveOpen: true);
    await using StreamWriter writer = new(stream, leaveOpen: true) { AutoFlush = true };
    foreach (string line in (string[])["first line", "second line"])
    {
        await writer.WriteLineAsync(line);
        Console.WriteLine($"line: {await reader.ReadLineAsync()}");
    }
}

Console.WriteLine($"closed: {(int)socket.CloseStatus!}");
