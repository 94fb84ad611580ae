using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Sections 5.2 and 6.2: data frames to the client, in pieces of every kind and into buffers of every kind.</summary>
public sealed class ReceiveFrameTests
{
    private const int Whole = int.MaxValue;

    public static TheoryData<ClientKind, WebSocketMessageType, int> Chops =>
        [.. from client in Enum.GetValues<ClientKind>()
            from type in Types
            from chop in new[] { 2, 3, 7, 64, 4096, Whole }
            select (client, type, chop)];

    public static TheoryData<ClientKind, WebSocketMessageType> ClientsAndTypes =>
        [.. from client in Enum.GetValues<ClientKind>() from type in Types select (client, type)];

    private static WebSocketMessageType[] Types => [WebSocketMessageType.Text, WebSocketMessageType.Binary];

    /// <summary>One frame that fits the buffer comes in one receive, however it travelled.</summary>
    [Theory]
    [MemberData(nameof(Chops))]
    public Task Receive_AnySize_ComesWholeHoweverChopped(ClientKind client, WebSocketMessageType type, int chop)
    {
        IReadOnlyList<int> sizes = chop == Whole ? Sizes.All : chop >= 64 ? Sizes.Middle : Sizes.Small;
        return Clients.RunAsync(
            client,
            c => c.WriteChoppedAsync(Wire.Concat(sizes.Select(size => Sizes.Frame(type, size))), chop),
            async socket =>
            {
                foreach (int size in sizes)
                {
                    byte[] buffer = new byte[size + 1];
                    ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
                    Assert.Equal(new ValueWebSocketReceiveResult(size, type, endOfMessage: true), result);
                    Assert.True(
                        buffer.AsSpan(0, size).SequenceEqual(Sizes.Payload(type, size)), $"The payload of {size} bytes has changed.");
                }
            });
    }

    /// <summary>
    /// Cut inside the header at each byte, between header and payload, and byte by byte; each piece is read before the next is sent.
    /// </summary>
    [Theory]
    [MemberData(nameof(ClientsAndTypes))]
    public Task Receive_CutAtTheHeader_ComesWhole(ClientKind client, WebSocketMessageType type) => Clients.RunAsync(
        client,
        async c =>
        {
            foreach (int size in Sizes.Middle)
            {
                byte[] frame = Sizes.Frame(type, size);
                int header = frame.Length - size;
                for (int cut = 1; cut <= header && cut < frame.Length; cut++)
                {
                    await c.WriteAsync(frame.AsMemory(0, cut));
                    await c.WaitUntilReadAsync();
                    await c.WriteAsync(frame.AsMemory(cut));
                }
            }

            await c.WriteChoppedAsync(Wire.Concat(Sizes.Small.Select(size => Sizes.Frame(type, size))), 1, lockStep: true);
        },
        async socket =>
        {
            foreach (int size in Sizes.Middle)
            {
                byte[] frame = Sizes.Frame(type, size);
                int header = frame.Length - size;
                for (int cut = 1; cut <= header && cut < frame.Length; cut++)
                {
                    await ExpectAsync(socket, type, size, bufferSize: 70_000);
                }
            }

            foreach (int size in Sizes.Small)
            {
                await ExpectAsync(socket, type, size, bufferSize: 4096);
            }
        });

    /// <summary>Buffers of every kind: a full one completes a receive at once; one exactly as long as the rest ends the message.</summary>
    [Theory]
    [MemberData(nameof(ClientsAndTypes))]
    public Task Receive_AnyBuffer_IsFilledAndGoesOn(ClientKind client, WebSocketMessageType type)
    {
        (int Size, int Buffer)[] plan =
        [
            .. from size in Sizes.Middle
               from buffer in new[] { 1, 7, 125, 4096, size, size + 1, 100_000 }
               where buffer > 0 && size / buffer <= 20_000
               select (size, buffer),
        ];
        return Clients.RunAsync(
            client,
            async c =>
            {
                foreach ((int size, _) in plan)
                {
                    await c.WriteAsync(Sizes.Frame(type, size));
                }
            },
            async socket =>
            {
                foreach ((int size, int bufferSize) in plan)
                {
                    await ExpectAsync(socket, type, size, bufferSize);
                }
            });
    }

    /// <summary>A zero-byte receive completes when data is there and takes nothing; a ping in front is answered by then.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Receive_ZeroBytes_SaysThatDataIsThere(ClientKind client) => Clients.RunAsync(
        client,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Ping("p"), Wire.Text("abc"), Wire.Text("")));
            Assert.Equal(WireOpcode.Pong, (await c.ReadFrameAsync()).Opcode);
        },
        async socket =>
        {
            byte[] buffer = new byte[10];
            Assert.Equal((0, false), Shape(await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())));
            ValueTask<ValueWebSocketReceiveResult> next = socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            Assert.True(next.IsCompleted);
            Assert.Equal((3, true), Shape(await next));
            if (client == ClientKind.Framework)
            {
                // There the zero-byte receive ends an empty message.
                Assert.Equal((0, true), Shape(await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())));
                return;
            }

            Assert.Equal((0, false), Shape(await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token())));
            Assert.Equal((0, true), Shape(await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token())));
        });

    /// <summary>10.4: larger than the cap, over all fragments: 1009, as soon as a header says so.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_MessageOverTheCap_FailsWith1009(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Binary(new byte[100]),
                Wire.Frame(WireOpcode.Binary, new byte[60], fin: false),
                Wire.Frame(WireOpcode.Continuation, new byte[1], declaredLength: 41)));
            Assert.Equal(1009, (await c.ReadFrameAsync()).CloseCode);
        },
        async socket =>
        {
            Assert.Equal(100, (await socket.ReceiveWholeAsync()).Payload.Length);
            ValueWebSocketReceiveResult first = await socket.ReceiveAsync(new byte[100].AsMemory(), Deadline.Token());
            Assert.Equal((60, false), Shape(first));
            await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o => o.MaxMessageSize = 100);

    /// <summary>A fragment that came before the fault is readable before the fault.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Receive_FragmentBeforeAFault_IsReadFirst(ClientKind client) => Clients.RunAsync(
        client,
        c => c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Text, "abc"u8, fin: false), Wire.Frame((WireOpcode)3))),
        async socket =>
        {
            byte[] buffer = new byte[10];
            Assert.Equal((3, false), Shape(await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token())));
            Assert.Equal("abc"u8.ToArray(), buffer[..3]);
            await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
        });

    private static async Task ExpectAsync(WebSocket socket, WebSocketMessageType type, int size, int bufferSize)
    {
        byte[] expected = Sizes.Payload(type, size);
        byte[] buffer = new byte[bufferSize];
        int offset = 0;
        bool end;
        do
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token());
            int count = Math.Min(bufferSize, size - offset);
            end = offset + count == size;
            Assert.Equal(new ValueWebSocketReceiveResult(count, type, end), result);
            Assert.True(
                buffer.AsSpan(0, count).SequenceEqual(expected.AsSpan(offset, count)),
                $"Of {size} bytes those from {offset} on have changed.");
            offset += count;
        }
        while (!end);
    }

    private static (int Count, bool End) Shape(ValueWebSocketReceiveResult result) => (result.Count, result.EndOfMessage);
}
