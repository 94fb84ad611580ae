using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Sections 5.5.2 and 5.5.3: pings are answered with the same bytes, in order, between frames.</summary>
public sealed class ControlFrameTests
{
    /// <summary>0 to 125 bytes, whole; the borders byte by byte, each read before the next is sent.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Receive_PingOfAnyLength_IsEchoedWhole(ClientKind client)
    {
        byte[][] pings = [.. Enumerable.Range(0, 126).Select(length => Wire.Noise(length, length + 1))];
        byte[][] borders = [pings[0], pings[1], pings[125]];
        return Clients.RunAsync(
            client,
            async c =>
            {
                await c.WriteChoppedAsync(Wire.Concat(pings.Select(ping => Wire.Frame(WireOpcode.Ping, ping))), 63);
                await c.WriteChoppedAsync(Wire.Concat(borders.Select(ping => Wire.Frame(WireOpcode.Ping, ping))), 1, lockStep: true);
                await c.WriteTextAsync("end");
                foreach (byte[] ping in pings.Concat(borders))
                {
                    WireFrame pong = await c.ReadFrameAsync();
                    Assert.Equal(
                        (true, WireRsv.None, WireOpcode.Pong, true, 6), (pong.Fin, pong.Rsv, pong.Opcode, pong.Masked, pong.HeaderLength));
                    Assert.Equal(ping, pong.Payload);
                }
            },
            async socket => Assert.Equal("end"u8.ToArray(), (await socket.ReceiveWholeAsync(bufferSize: 5)).Payload));
    }

    /// <summary>5.4: a ping that comes while a large frame is being sent is answered behind the frame, never inside it.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Receive_PingDuringALargeSend_IsAnsweredBetweenFrames(ClientKind client)
    {
        byte[] payload = Wire.Noise(8 << 20, 3);
        return Clients.RunAsync(
            client,
            async c =>
            {
                // The send is under way when its first bytes are here; the client has the ping before more of it is read.
                byte[] first = await c.ReadBytesAsync(14);
                await c.WriteAsync(Wire.Ping("p"));
                await c.WaitUntilReadAsync();
                byte[] rest = await c.ReadBytesAsync(payload.Length);
                WireFrame frame = Assert.Single(Wire.Parse(Wire.Concat(first, rest)));
                Assert.Equal(WireOpcode.Binary, frame.Opcode);
                Assert.True(payload.AsSpan().SequenceEqual(frame.Payload), "Something came into the frame.");
                Assert.Equal("Pong fin [1] 70", (await c.ReadFrameAsync()).ToString());
                await c.WriteTextAsync("end");
            },
            async socket =>
            {
                Task<(WebSocketMessageType, byte[] Payload)> receive = socket.ReceiveWholeAsync();
                await socket.SendAsync(payload, WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
                Assert.Equal("end"u8.ToArray(), (await receive).Payload);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>A reader that only asks whether something is there answers a ping too, inside a message.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Receive_PingInsideAMessageWhileWaitingForData_IsAnswered(ClientKind client) => Clients.RunAsync(
        client,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Text, "a"u8, fin: false), Wire.Ping("p")));
            Assert.Equal("Pong fin [1] 70", (await c.ReadFrameAsync()).ToString());
            await c.WriteAsync(Wire.Frame(WireOpcode.Continuation, "b"u8));
        },
        async socket =>
        {
            byte[] buffer = new byte[10];
            Assert.Equal(
                new ValueWebSocketReceiveResult(1, WebSocketMessageType.Text, false),
                await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token()));
            Assert.Equal(
                new ValueWebSocketReceiveResult(0, WebSocketMessageType.Text, false),
                await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token()));
            Assert.Equal(
                new ValueWebSocketReceiveResult(1, WebSocketMessageType.Text, true),
                await socket.ReceiveAsync(buffer.AsMemory(), Deadline.Token()));
        });

    /// <summary>A pong of 0 to 125 bytes is one short, masked, final frame; it may stand between the fragments of a message.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_PongBetweenFragments_IsOneShortFrame(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("Text [1] 61", (await c.ReadFrameAsync()).ToString());
            foreach (int length in new[] { 0, 1, 125 })
            {
                WireFrame pong = await c.ReadFrameAsync();
                Assert.Equal(
                    (true, WireRsv.None, WireOpcode.Pong, true, 6), (pong.Fin, pong.Rsv, pong.Opcode, pong.Masked, pong.HeaderLength));
                Assert.Equal(Wire.Noise(length), pong.Payload);
            }

            Assert.Equal("Continuation fin [1] 62", (await c.ReadFrameAsync()).ToString());
        },
        async socket =>
        {
            await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            foreach (int length in new[] { 0, 1, 125 })
            {
                await socket.SendPongAsync(Wire.Noise(length), Deadline.Token());
            }

            await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        });
}
