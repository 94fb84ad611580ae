// What may wait to be sent: a queue with a limit, in bytes, and what becomes of messages for which it has no room. Its server is in this
// process.
using System;
using System.Net.WebSockets;
using System.Text;
using CurlWs;
using CurlWs.Samples;

await using EmbeddedServer server = await EmbeddedServer.StartAsync(); // sends back what it gets
CurlSendBudget budget = new(64 * 1024); // for all connections together
await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri, new CurlWebSocketOptions
{
    SendQueueLimit = 1024,
    SendBudget = budget,
    SendQueueFullCallback = full => full.Key is null ? CurlSendQueueFullMode.DropOldest : CurlSendQueueFullMode.DropNewest,
});
socket.MessageDropped += (_, dropped) => Console.WriteLine($"dropped ({dropped.Reason}): {dropped.Key ?? $"{dropped.Length} bytes"}");

// Other messages wait for as long as this one is being written. A peer that does not read holds them up in the same way.
await using (CurlMessageWriteStream report = socket.OpenMessageWriter(WebSocketMessageType.Text))
{
    await report.WriteAsync("a report, "u8.ToArray());
    foreach (string price in (string[])["1.08", "1.09", "1.10"])
    {
        await socket.SendLatestAsync("EUR/USD", Encoding.UTF8.GetBytes(price), WebSocketMessageType.Text);
    }

    await socket.SendAsync(new string('a', 400));
    await socket.SendAsync(new string('b', 200));
    await socket.SendAsync(new string('c', 300));
    await socket.SendLatestAsync("GBP/USD", new byte[500], WebSocketMessageType.Binary);
    Console.WriteLine($"waiting: {socket.BufferedAmount} bytes, {budget.Used} of the budget; dropped: {socket.DroppedMessages} messages");
    await report.WriteAsync("in two parts"u8.ToArray());
    await report.CompleteAsync();
}

await socket.FlushAsync();
Console.WriteLine($"waiting: {socket.BufferedAmount} bytes");
for (int i = 0; i < 3; i++)
{
    string text = await socket.ReceiveTextAsync() ?? "";
    Console.WriteLine($"received: {(text.Length > 30 ? $"{text.Length} times {text[0]}" : text)}");
}
