using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Sends: what becomes of fragments, and of many senders at once.</summary>
public sealed class SendTests
{
    /// <summary>The type of a message is that of its first fragment.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_LastFragmentOfAnotherType_GoesOnWithTheMessage(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal((WireOpcode.Text, false), Kind(await c.ReadFrameAsync()));
            Assert.Equal((WireOpcode.Continuation, true), Kind(await c.ReadFrameAsync()));
            Assert.Equal((WireOpcode.Binary, true), Kind(await c.ReadFrameAsync()));
        },
        async socket =>
        {
            await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
            await socket.SendAsync("c"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
        });

    /// <summary>
    /// Whoever leaves the turn to a waiting sender leaves its bytes too: all must arrive, in each sender's order, pings between.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_FromManyThreads_NothingIsLostOrTorn(CurlFraming framing)
    {
        const int Senders = 8;
        const int Each = 300;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                int[] next = new int[Senders];
                for (int i = 0; i < Senders * Each; i++)
                {
                    WireFrame frame = await c.ReadFrameAsync();
                    if (frame.IsControl)
                    {
                        i--;
                        continue;
                    }

                    int sender = frame.Payload[0];
                    Assert.Equal(next[sender]++, BitConverter.ToInt32(frame.Payload, 1));
                    Assert.Equal(5 + (next[sender] % 50), frame.Payload.Length);
                }

                Assert.All(next, n => Assert.Equal(Each, n));
            },
            socket => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    byte[] payload = new byte[5 + ((i + 1) % 50)];
                    payload[0] = (byte)sender;
                    BitConverter.TryWriteBytes(payload.AsSpan(1), i);
                    await socket.SendAsync(payload, WebSocketMessageType.Binary, true, Deadline.Token());
                    if (i % 50 == 0)
                    {
                        await socket.SendPongAsync(new byte[] { 1 }, Deadline.Token());
                    }
                }
            }))));
    }

    /// <summary>Concurrent senders queue in call order, and no message is torn.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ManyAtOnce_ArriveWholeAndInCallOrder(CurlFraming framing)
    {
        const int Count = 200;
        byte[][] messages = [.. Enumerable.Range(0, Count).Select(i => Wire.Noise(1 + (i * 997 % 70_000), seed: i))];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < Count; i++)
                {
                    Assert.Equal(messages[i], (await c.ReadFrameAsync()).Payload);
                }

                await c.WaitForEofAsync();
            },
            async socket =>
                await Task.WhenAll(messages.Select(m => socket.SendAsync(m, WebSocketMessageType.Binary, true, Deadline.Token()))));
    }

    private static (WireOpcode Opcode, bool Fin) Kind(WireFrame frame) => (frame.Opcode, frame.Fin);
}
