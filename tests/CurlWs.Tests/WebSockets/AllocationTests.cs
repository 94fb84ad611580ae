using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.Easy;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A steady send and receive into the caller's memory allocates nothing, whether it completes at once or waits.</summary>
/// <remarks>
/// Counted is what the whole process allocates, because a wait is completed by another thread: so nothing runs beside these tests, and the
/// server of those that wait is one that allocates nothing either. <c>ReceiveAsync</c> of an array segment returns an object, and so
/// allocates.
/// </remarks>
[Collection(nameof(StressAlone))]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int WarmUp = 300;

    private const int Rounds = 500;

    // The runtime itself allocates now and then (tiering, the pool's own threads): less than the smallest object for each round is none for
    // any.
    private const long Slack = (Rounds * 24) - 1;

    // A thread that finds its shelf of the array pool empty makes a buffer, once. What each round allocates, each attempt has.
    private const int Attempts = 3;

    private const int Few = 60;

    public static TheoryData<CurlFraming, bool, bool, int> Cases
    {
        get
        {
            TheoryData<CurlFraming, bool, bool, int> cases = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (int size in new[] { 16, 1024, 65536 })
                {
                    cases.Add(framing, false, false, size);
                    cases.Add(framing, false, true, size);
                    cases.Add(framing, true, false, size);
                    cases.Add(framing, true, true, size);
                }
            }

            return cases;
        }
    }

    /// <summary>The server answers each message when it has come, and the receive is asked for before: every one waits.</summary>
    [Theory(SkipType = typeof(Optimized), SkipUnless = nameof(Optimized.Library), Skip = Optimized.Reason)]
    [MemberData(nameof(Cases))]
    public async Task SendAndReceive_EachReceiveWaits_AllocateNothing(CurlFraming framing, bool tls, bool text, int size)
    {
        WebSocketMessageType type = text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        byte[] frame = Wire.Frame(text ? WireOpcode.Text : WireOpcode.Binary, new byte[size]);
        int onTheWire = Wire.Frame(WireOpcode.Binary, new byte[size], mask: 1).Length;
        using TestCertificates certificates = new();
        using QuietServer server = new(tls ? certificates.Server.Certificate : null, frame, onTheWire);
        using (CurlWebSocket socket = await Connections.ConnectAsync(server.Uri, framing, o => o.CaFile = certificates.CaFile))
        {
            byte[] message = new byte[size];
            byte[] buffer = new byte[size];
            await RunAsync(socket, type, message, buffer, WarmUp, receiveFirst: true);
            int waits = 0;
            long allocated = long.MaxValue;
            for (int attempt = 0; attempt < Attempts && allocated > Slack; attempt++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                waits = await RunAsync(socket, type, message, buffer, Rounds, receiveFirst: true);
                allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            output.WriteLine(
                $"{framing}, tls {tls}, {type} of {size}, libcurl {CurlLibrary.Version}: {allocated} bytes in {Rounds} rounds, "
                    + $"{waits} receives waited");
            Assert.InRange(waits, Rounds, int.MaxValue);
            Assert.InRange(allocated, 0, Slack);
        }

        await server.Ended;
    }

    /// <summary>Everything is there before it is asked for, and what is sent fits into the kernel: nothing waits.</summary>
    [Theory(SkipType = typeof(Optimized), SkipUnless = nameof(Optimized.Library), Skip = Optimized.Reason)]
    [InlineData(CurlFraming.Auto, 16, true)]
    [InlineData(CurlFraming.Auto, 1024, false)]
    [InlineData(CurlFraming.Auto, 1024, true)]
    [InlineData(CurlFraming.Libcurl, 16, true)]
    [InlineData(CurlFraming.Libcurl, 1024, false)]
    [InlineData(CurlFraming.Libcurl, 1024, true)]
    public async Task SendAndReceive_NothingWaits_AllocateNothing(CurlFraming framing, int size, bool text)
    {
        // The system may be late with what was written, and the runtime may allocate: what each round does, each attempt does.
        (int waits, long allocated) = (1, 0);
        for (int attempt = 0; attempt < Attempts && (waits > 0 || allocated >= Few * 24); attempt++)
        {
            (waits, allocated) = await CountWithoutWaitsAsync(framing, size, text);
        }

        Assert.Equal(0, waits);
        Assert.InRange(allocated, 0, (Few * 24) - 1);
    }

    /// <summary>A steady send and receive into the caller's buffer allocates nothing.</summary>
    [Theory(SkipType = typeof(Optimized), SkipUnless = nameof(Optimized.Library), Skip = Optimized.Reason)]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SteadyState_SendAndReceiveWithoutWaiting_AllocateNothing(CurlFraming framing)
    {
        // Of a system that is late with what was written nothing is to be learned; a library that waits does so each time.
        long allocated = -1;
        for (int attempt = 0; attempt < 3 && allocated < 0; attempt++)
        {
            await CountAsync(framing, count => allocated = count);
        }

        Assert.Equal(0, allocated);
    }

    private static async Task<(int Waits, long Allocated)> CountWithoutWaitsAsync(CurlFraming framing, int size, bool text)
    {
        (int waits, long allocated) = (0, 0);
        Gate counted = new();
        Gate written = new();
        WebSocketMessageType type = text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        byte[] frames = Wire.Concat(Enumerable.Repeat(Wire.Frame(text ? WireOpcode.Text : WireOpcode.Binary, new byte[size]), 2 * Few));
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(frames);
                written.Open();
                await counted.WaitAsync();
            },
            async socket =>
            {
                await written.WaitAsync();
                byte[] buffer = new byte[size];
                waits = await Task.Run(async () =>
                {
                    int first = await RunAsync(socket, type, buffer, buffer, Few, receiveFirst: false);
                    long before = GC.GetTotalAllocatedBytes(precise: true);
                    int second = await RunAsync(socket, type, buffer, buffer, Few, receiveFirst: false);
                    allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
                    return first + second;
                });
                counted.Open();
            });
        return (waits, allocated);
    }

    /// <summary>
    /// A whole message costs what it must: one object of 40 bytes and one array of the message's length. One that is lent costs nothing.
    /// </summary>
    [Theory(SkipType = typeof(Optimized), SkipUnless = nameof(Optimized.Library), Skip = Optimized.Reason)]
    [InlineData(CurlFraming.Auto, 16)]
    [InlineData(CurlFraming.Auto, 1024)]
    [InlineData(CurlFraming.Libcurl, 16)]
    [InlineData(CurlFraming.Libcurl, 1024)]
    public async Task ReceiveWholeMessages_EachWaits_AllocateTheMessageAloneOrNothing(CurlFraming framing, int size)
    {
        byte[] frame = Wire.Frame(WireOpcode.Binary, new byte[size]);
        using QuietServer server = new(null, frame, Wire.Frame(WireOpcode.Binary, new byte[size], mask: 1).Length);
        using (CurlWebSocket socket = await Connections.ConnectAsync(server.Uri, framing))
        {
            byte[] message = new byte[size];
            ValueTask Send() => socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
            long one = await LeastAsync(() => RoundsAsync(() => socket.ReceiveMessageAsync(), Send));
            IAsyncEnumerator<CurlWebSocketMessage> owned = socket.ReceiveMessagesAsync().GetAsyncEnumerator();
            long all = await LeastAsync(() => RoundsAsync(owned.MoveNextAsync, Send));
            await owned.DisposeAsync();
            IAsyncEnumerator<CurlBorrowedMessage> borrowed = socket.ReceiveBorrowedMessagesAsync().GetAsyncEnumerator();
            long lent = await LeastAsync(() => RoundsAsync(borrowed.MoveNextAsync, Send));
            await borrowed.DisposeAsync();
            output.WriteLine($"{framing}, {size}: one {one}, all {all}, lent {lent} bytes in {Rounds} rounds");

            // The array has a head of 24 bytes.
            long messages = Rounds * (size + 24 + 40L);
            Assert.InRange(one, messages, messages + Slack);
            Assert.InRange(all, messages, messages + Slack);
            Assert.InRange(lent, 0, Slack);
        }

        await server.Ended;
    }

    /// <summary>A text that is sent allocates nothing, one that is received its string.</summary>
    [Theory(SkipType = typeof(Optimized), SkipUnless = nameof(Optimized.Library), Skip = Optimized.Reason)]
    [InlineData(CurlFraming.Auto, 16)]
    [InlineData(CurlFraming.Auto, 1024)]
    [InlineData(CurlFraming.Libcurl, 16)]
    [InlineData(CurlFraming.Libcurl, 1024)]
    public async Task Text_BothWays_AllocatesTheReceivedStringAlone(CurlFraming framing, int size)
    {
        string text = new('x', size);
        byte[] frame = Wire.Text(text);
        using QuietServer server = new(null, frame, Wire.Frame(WireOpcode.Text, new byte[size], mask: 1).Length);
        using (CurlWebSocket socket = await Connections.ConnectAsync(server.Uri, framing))
        {
            byte[] message = new byte[size];
            ValueTask Send() => socket.SendAsync(text);
            long sent = await LeastAsync(() => RoundsAsync(() => socket.ReceiveAsync(message.AsMemory(), CancellationToken.None), Send));
            long received = await LeastAsync(() => RoundsAsync(() => socket.ReceiveTextAsync(), Send));
            output.WriteLine($"{framing}, {size}: sent {sent}, sent and received {received} bytes in {Rounds} rounds");
            Assert.InRange(sent, 0, Slack);

            // A string: 22 bytes and two for each character, in words.
            long strings = Rounds * ((22 + (2L * size) + 7) & ~7);
            Assert.InRange(received, strings, strings + Slack);
        }

        await server.Ended;
    }

    private static async Task<long> LeastAsync(Func<Task> rounds)
    {
        await rounds();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await rounds();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    /// <summary>Every receive is asked for before the server can answer.</summary>
    private static async Task RoundsAsync<T>(Func<ValueTask<T>> receive, Func<ValueTask> send)
    {
        for (int i = 0; i < Rounds; i++)
        {
            ValueTask<T> next = receive();
            await send();
            await next;
        }
    }

    private static async Task<int> RunAsync(
        CurlWebSocket socket, WebSocketMessageType type, byte[] message, byte[] buffer, int rounds, bool receiveFirst)
    {
        int waits = 0;
        for (int i = 0; i < rounds; i++)
        {
            ValueTask send = receiveFirst ? default : socket.SendAsync(message.AsMemory(), type, true, CancellationToken.None);
            int filled = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                ValueTask<ValueWebSocketReceiveResult> receive = socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                waits += receive.IsCompleted ? 0 : 1;
                if (receiveFirst && filled == 0)
                {
                    send = socket.SendAsync(message.AsMemory(), type, true, CancellationToken.None);
                }

                result = await receive;
                filled += result.Count;
            }
            while (!result.EndOfMessage);
            await send;
        }

        return waits;
    }

    private static Task CountAsync(CurlFraming framing, Action<long> counted) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat([.. Enumerable.Repeat(Wire.Binary(new byte[64]), 400)]));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            byte[] buffer = new byte[64];

            // All 400 are on this side once the first has come with a wait, or soon after; the count below is per thread.
            await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, true, Deadline.Token());

            // One thread for the warm-up and the count: pooled arrays are kept for each thread. The last message stays: with it the buffer
            // goes back, and the pool makes itself a shelf for it once.
            (long warm, long allocated) = await Task.Run(() => (Count(socket, buffer, 100), Count(socket, buffer, 298)));
            counted(warm < 0 ? warm : allocated);
        });

    private static long Count(CurlWebSocket socket, byte[] buffer, int rounds)
    {
        CancellationToken token = CancellationToken.None;
        ReadOnlyMemory<byte> message = buffer;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            ValueTask send = socket.SendAsync(message, WebSocketMessageType.Binary, true, token);
            ValueTask<ValueWebSocketReceiveResult> receive = socket.ReceiveAsync(buffer.AsMemory(), token);
            if (!send.IsCompletedSuccessfully || !receive.IsCompletedSuccessfully)
            {
                return -1;
            }

            send.GetAwaiter().GetResult();
            receive.GetAwaiter().GetResult();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
