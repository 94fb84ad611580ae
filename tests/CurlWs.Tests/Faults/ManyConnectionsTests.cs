using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.WebSockets;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>Many connections at once through an echo: every message comes back exactly once, whole, and in order.</summary>
[Collection(nameof(StressAlone))]
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const int Count = 200;
    private const int MaxSize = 64 * 1024;

    private const int HeaderSize = 16;
    private const int SumSize = 8;

    // Messages for each connection. libcurl's framing masks byte by byte and is called for every frame: 2,000 took it 51 s on two busy
    // cores, where ours took 9 s, so it does a fifth by itself. CURLWS_STRESS sets the number for both; 2000 is the whole of it.
    private static readonly int? s_messages =
        int.TryParse(Environment.GetEnvironmentVariable("CURLWS_STRESS"), CultureInfo.InvariantCulture, out int messages) ? messages : null;

    [Theory]
    [MemberData(nameof(WebSockets.Connections.Framings), MemberType = typeof(WebSockets.Connections))]
    public async Task Echo_ManyConnections_EveryMessageComesBackOnceWholeAndInOrder(CurlFraming framing)
    {
        int messages = s_messages ?? (framing == CurlFraming.Libcurl ? 400 : 2000);
        using EchoServer server = new();
        Stopwatch clock = Stopwatch.StartNew();
        long[] bytes = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(i => Task.Run(() => RunAsync(server.Uri, framing, i, messages))));
        output.WriteLine(
            $"{Count} connections x {messages} messages, {framing}, libcurl {CurlLibrary.Version}: {clock.Elapsed.TotalSeconds:0.0} s, "
            + $"{bytes.Sum() >> 20} MiB each way");
    }

    /// <summary>Every fourth connection has four senders at once, and so four sequences.</summary>
    private static async Task<long> RunAsync(Uri uri, CurlFraming framing, int connection, int messages)
    {
        await using CurlWebSocket socket = await WebSockets.Connections.ConnectAsync(uri, framing);
        int senders = connection % 4 == 0 ? 4 : 1;
        int each = messages / senders;
        using CancellationTokenSource failed = new();
        Task sending = Task.WhenAll(
            Enumerable.Range(0, senders).Select(sender => SendAsync(socket, connection, sender, each, failed.Token)));
        try
        {
            return await ReceiveAsync(socket, connection, senders, each);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
        finally
        {
            await sending;
        }
    }

    private static async Task SendAsync(CurlWebSocket socket, int connection, int sender, int count, CancellationToken token)
    {
        await Task.Yield();
        Random random = new((connection * 4) + sender);
        byte[] noise = new byte[MaxSize];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)random.Next(128);
        }

        for (int number = 0; number < count; number++)
        {
            // At another place each time, so that a message that is torn cannot pass for another.
            int size = SizeOf(random);
            Memory<byte> message = noise.AsMemory(random.Next(MaxSize - size + 1), size);
            Write(message.Span, connection, sender, number);
            await socket.SendAsync(message, (number & 1) == 0 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, token);
        }
    }

    private static async Task<long> ReceiveAsync(CurlWebSocket socket, int connection, int senders, int each)
    {
        int[] next = new int[senders];
        byte[] buffer = new byte[MaxSize];
        long total = 0;
        for (int i = 0; i < senders * each; i++)
        {
            int filled = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                // One deadline for the many would be a deadline on the machine: each receive has its own.
                Task<ValueWebSocketReceiveResult> receive = socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None).AsTask();
                result = await receive.WaitAsync(Deadline.Default * 6);
                filled += result.Count;
            }
            while (!result.EndOfMessage);

            int sender = Check(buffer.AsSpan(0, filled), connection, senders, result.MessageType, next);
            next[sender]++;
            total += filled;
        }

        Assert.All(next, count => Assert.Equal(each, count));
        return total;
    }

    private static int SizeOf(Random random) =>
        random.Next(500) == 0 ? MaxSize : HeaderSize + SumSize + random.Next(4096 - HeaderSize - SumSize);

    /// <summary>
    /// All of it ASCII, so that it may be text: who, which, how long; noise that is there already; the checksum of all before it.
    /// </summary>
    private static void Write(Span<byte> message, int connection, int sender, int number)
    {
        Assert.True(
            Utf8.TryWrite(
                message, CultureInfo.InvariantCulture, $"{connection:D3}{sender:D1}{number:D6}{message.Length:D6}", out int written));
        Assert.Equal(HeaderSize, written);
        Assert.True(Utf8.TryWrite(message[^SumSize..], CultureInfo.InvariantCulture, $"{Sum(message[..^SumSize]):x8}", out _));
    }

    private static int Check(ReadOnlySpan<byte> message, int connection, int senders, WebSocketMessageType type, int[] next)
    {
        Assert.True(message.Length >= HeaderSize + SumSize);
        int sender = message[3] - '0';
        Assert.InRange(sender, 0, senders - 1);
        string expected = string.Create(
            CultureInfo.InvariantCulture, $"{connection:D3}{sender:D1}{next[sender]:D6}{message.Length:D6}{Sum(message[..^SumSize]):x8}");
        Assert.Equal(expected, Encoding.ASCII.GetString(message[..HeaderSize]) + Encoding.ASCII.GetString(message[^SumSize..]));
        Assert.Equal((next[sender] & 1) == 0 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, type);
        return sender;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte last in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return crc;
    }
}
