using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Counts;

/// <summary>
/// What is counted. Each case warms up, and is then counted in rounds of the same messages: the round with the fewest counts, because
/// whatever else happens in a process only adds.
/// </summary>
internal sealed class CountedCases(Peer peer, Func<string, bool> isWanted)
{
    private const int WarmUps = 2;
    private const int CountedRounds = 3;

    // Of 125 bytes: about what one read of the socket brings, and a socket holds without being read.
    private const int Small = 320;

    // Made once: filling it with zeros would be counted.
    private readonly byte[] _buffer = new byte[64 << 10];

    private static readonly (string Name, CurlFraming Framing)[] s_framings =
        [("", CurlFraming.Auto), (", libcurl's framing", CurlFraming.Libcurl)];

    internal async Task RunAsync()
    {
        byte[] small = Payloads.Binary(125);
        foreach ((string name, CurlFraming framing) in s_framings)
        {
            CurlWebSocketOptions options = new() { Framing = framing };
            await SendAsync($"send 125 B{name}", small, Small, options);
            await ReceiveAsync($"receive 125 B{name}", "binary-125", Small, options);
        }

        ReadOnlyMemory<byte>[] messages = new ReadOnlyMemory<byte>[64];
        Array.Fill(messages, small);
        await CountAsync("send 125 B, 64 at once", "sink", Small, new(), async socket =>
        {
            for (int i = 0; i < Small / 64; i++)
            {
                await socket.SendMessagesAsync(messages, WebSocketMessageType.Binary);
            }
        });
        await SendAsync("send 64 KiB", Payloads.Binary(64 << 10), 16, new());
        await ReceiveAsync("receive 16 KiB", "binary-16k", 3, new());
        await ReceiveAsync("receive JSON text, 200 to 800 B", "json", 70, new());
        CurlWebSocketOptions deflate = new() { Deflate = new WebSocketDeflateOptions() };
        await SendAsync("send JSON 1 KiB, deflate", Payloads.Json(1024), 50, deflate, "sink?deflate");
        await ReceiveAsync("receive JSON 1 KiB, deflate", "json-deflate", 50, deflate);
        await CountAsync("echo 125 B", "echo", 50, new(), async socket =>
        {
            for (int i = 0; i < 50; i++)
            {
                await socket.SendAsync(small.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
                await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            }
        });
        await CountAsync(
            "receive 125 B, one each 10 ms", "feed?binary-125", 20, new(), socket => ReceiveAsync(socket, 20), () => peer.Pace(20));
        await RoundsAsync("connect ws", 10, async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(peer.At("sink"));
            }
        });
        InteropCases.Run(peer, Rounds);
    }

    private Task SendAsync(string name, byte[] message, int count, CurlWebSocketOptions options, string path = "sink") =>
        CountAsync(name, path, count, options, async socket =>
        {
            for (int i = 0; i < count; i++)
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        });

    private Task ReceiveAsync(string name, string kind, int count, CurlWebSocketOptions options) =>
        CountAsync(name, $"feed?{kind}", count, options, socket => ReceiveAsync(socket, count), () => peer.Fill(count));

    private async Task ReceiveAsync(CurlWebSocket socket, int count)
    {
        for (int i = 0; i < count;)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            i += result.EndOfMessage ? 1 : 0;
        }
    }

    private async Task CountAsync(
        string name, string path, int count, CurlWebSocketOptions options, Func<CurlWebSocket, Task> messages, Action? prepare = null)
    {
        if (isWanted(name))
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(peer.At(path), options);
            await RoundsAsync(name, count, () => messages(socket), prepare);
        }
    }

    // What runs on this thread from end to end.
    private void Rounds(string name, int count, Action messages, Action? prepare) => RoundsAsync(
        name,
        count,
        () =>
        {
            messages();
            return Task.CompletedTask;
        },
        prepare).GetAwaiter().GetResult();

    private async Task RoundsAsync(string name, int count, Func<Task> messages, Action? prepare = null)
    {
        for (int round = -WarmUps; isWanted(name) && round < CountedRounds; round++)
        {
            prepare?.Invoke();
            if (round < 0)
            {
                await messages();
            }
            else
            {
                string mark = $"{name}/{count}";
                Mark.Begin(mark);
                await messages();
                Mark.End(mark);
            }
        }
    }
}
