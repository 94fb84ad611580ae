using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Pings and pongs both ways, and keep-alive.</summary>
public sealed class PingTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_FloodOfPings_AnswersEachInOrder(CurlFraming framing)
    {
        byte[][] pings = [.. Enumerable.Range(0, 1000).Select(i => BitConverter.GetBytes(i))];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat([.. pings.Select(p => Wire.Frame(WireOpcode.Ping, p)), Wire.Text("end")]));
                foreach (byte[] ping in pings)
                {
                    WireFrame pong = await c.ReadFrameAsync();
                    Assert.Equal((WireOpcode.Pong, Convert.ToHexString(ping)), (pong.Opcode, Convert.ToHexString(pong.Payload)));
                }

                await c.WaitForEofAsync();
            },
            async socket =>
            {
                int seen = 0;
                socket.PingReceived += (_, e) => Assert.Equal(pings[seen++], e.Payload.ToArray());
                Assert.Equal("end"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                Assert.Equal(pings.Length, seen);
            });
    }

    /// <summary>
    /// Of several pings a server may answer only the latest (RFC 6455, section 5.5.3), and with one payload it cannot be told which that
    /// was.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingAsync_ThreeTimesTheSamePayloadAndOnePong_AllComplete(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal("hb", (await c.ReadFrameAsync()).Text);
            }

            await c.WriteAsync(Wire.Frame(WireOpcode.Pong, "hb"u8));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Task<TimeSpan>[] pings = [.. Enumerable.Range(0, 3).Select(_ => socket.PingAsync("hb"u8.ToArray(), Deadline.Token()).AsTask())];
            Assert.All(await Deadline.Within(Task.WhenAll(pings)), roundTrip => Assert.True(roundTrip > TimeSpan.Zero));
        });

    /// <summary>A ping that waits behind a message has not left: a pong that comes meanwhile is not its answer.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingAsync_BehindAMessage_IsNotAnsweredByAPongOfAnotherPing(CurlFraming framing)
    {
        Gate goOn = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal("hb", (await c.ReadFrameAsync()).Text);
                Assert.Equal("a", await ReadTextBytesAsync(c, 7));
                await c.WriteAsync(Wire.Frame(WireOpcode.Pong, "hb"u8));
                await goOn.WaitAsync();
                await c.ReadBytesAsync(1);
                Assert.Equal("hb", (await c.ReadFrameAsync()).Text);
                await c.WriteAsync(Wire.Frame(WireOpcode.Pong, "hb"u8));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Task<TimeSpan> first = socket.PingAsync("hb"u8.ToArray(), Deadline.Token()).AsTask();
                await using CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Text, 2);
                await message.WriteAsync("a"u8.ToArray(), Deadline.Token());
                Task<TimeSpan> second = socket.PingAsync("hb"u8.ToArray(), Deadline.Token()).AsTask();
                await Deadline.Within(first);
                Assert.False(second.IsCompleted);
                await message.WriteAsync("b"u8.ToArray(), Deadline.Token());
                await message.CompleteAsync(Deadline.Token());
                goOn.Open();
                await Deadline.Within(second);
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_PingInPiecesBetweenFragments_IsAnsweredWhole(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteChoppedAsync(
                Wire.Concat(
                    Wire.Frame(WireOpcode.Text, "a"u8, fin: false),
                    Wire.Frame(WireOpcode.Ping, Wire.Noise(125, 1)),
                    Wire.Frame(WireOpcode.Continuation, "b"u8)),
                3);
            Assert.Equal(Wire.Noise(125, 1), (await c.ReadFrameAsync()).Payload);
            await c.WaitForEofAsync();
        },
        async socket => Assert.Equal("ab"u8.ToArray(), (await socket.ReceiveWholeAsync(bufferSize: 1)).Payload));

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_AutomaticPongOff_LeavesTheAnswerToTheApplication(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Ping("one"), Wire.Text("x")));
            Assert.Equal("mine"u8.ToArray(), (await c.ReadFrameAsync()).Payload);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.ReceiveWholeAsync();
            await socket.SendPongAsync("mine"u8.ToArray(), Deadline.Token());
        },
        o => o.AutomaticPong = false);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Ping_WithAndWithoutAReceivePending_MeasuresTheRoundTrip(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            for (int i = 0; i < 2; i++)
            {
                WireFrame ping = await c.ReadFrameAsync();
                Assert.Equal(WireOpcode.Ping, ping.Opcode);
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
            }

            await c.WriteTextAsync("data");
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Assert.True(await socket.PingAsync(cancellationToken: Deadline.Token()) > TimeSpan.Zero);
            Task<(WebSocketMessageType, byte[] Payload)> receive = socket.ReceiveWholeAsync();
            Assert.True(await socket.PingAsync("own"u8.ToArray(), Deadline.Token()) > TimeSpan.Zero);
            Assert.Equal("data"u8.ToArray(), (await receive).Payload);
        });

    /// <summary>A receive that begins while a ping waits takes over the reading, and loses nothing.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Ping_ReceiveBeginsMeanwhile_BothComplete(CurlFraming framing)
    {
        Gate receiving = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await receiving.WaitAsync();
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Pong, ping.Payload), Wire.Text("data"), Wire.Close(1000, "end")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Task<TimeSpan> ping = socket.PingAsync(cancellationToken: Deadline.Token()).AsTask();
                Task<(WebSocketMessageType, byte[] Payload)> receive = socket.ReceiveWholeAsync();
                receiving.Open();
                await ping;
                Assert.Equal("data"u8.ToArray(), (await receive).Payload);
            });
    }

    /// <summary>A close frame that arrives while only a ping waits counts when the application receives it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Ping_CloseArrivesMeanwhile_IsKeptForTheApplication(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            WireFrame ping = await c.ReadFrameAsync();
            await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Pong, ping.Payload), Wire.Close(1001, "bye")));
            await c.ReadFrameAsync();
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.PingAsync(cancellationToken: Deadline.Token());
            Assert.Equal(WebSocketState.Open, socket.State);
            await socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token());
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "bye"), (socket.CloseStatus, socket.CloseStatusDescription));
        });

    [Fact]
    public Task Control_TooLong_IsAnArgumentException() => Connections.RunAsync(
        CurlFraming.Auto,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() => socket.PingAsync(new byte[126], default).AsTask());
            await Assert.ThrowsAsync<ArgumentException>(async () => await socket.SendPongAsync(new byte[126], default));
            Assert.Equal(WebSocketState.Open, socket.State);
        });

    /// <summary>Even an exception that the library itself could have thrown is the handler's.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingReceived_HandlerThrows_ComesOutOfTheReceiveAndTheConnectionStays(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WriteAsync(Wire.Concat(Wire.Ping("now"), Wire.Text("after"))),
        async socket =>
        {
            socket.PingReceived += (_, _) => throw new InvalidOperationException("the handler's");
            InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => socket.ReceiveWholeAsync());
            Assert.Equal("the handler's", e.Message);
            Assert.Equal("after", System.Text.Encoding.UTF8.GetString((await socket.ReceiveWholeAsync()).Payload));
        });

    /// <summary>The pong comes while the application is busy with the message that came before it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Ping_ReceiveEndsBeforeThePong_CompletesAllTheSame(CurlFraming framing)
    {
        Gate received = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await c.WriteTextAsync("first");
                await received.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Task<(WebSocketMessageType, byte[] Payload)> receive = socket.ReceiveWholeAsync();
                Task ping = socket.PingAsync(cancellationToken: Deadline.Token()).AsTask();
                Assert.Equal("first"u8.ToArray(), (await receive).Payload);
                received.Open();
                await ping;
            });
    }

    /// <summary>The one payload byte of the beginning of a masked frame of that many bytes.</summary>
    private static async Task<string> ReadTextBytesAsync(ScriptedConnection connection, int count)
    {
        byte[] bytes = await connection.ReadBytesAsync(count);
        return $"{(char)(bytes[^1] ^ bytes[^5])}";
    }

    /// <summary>Nobody would start the reader of the pong again.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingAsync_ReceiveWithACanceledToken_StillSeesThePong(CurlFraming framing)
    {
        Gate goOn = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await goOn.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Task<TimeSpan> ping = socket.PingAsync(cancellationToken: Deadline.Token()).AsTask();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    () => socket.ReceiveFrameAsync(new byte[125], new CancellationToken(canceled: true)).AsTask());
                goOn.Open();
                Assert.True(await Deadline.Within(ping) > TimeSpan.Zero);
            });
    }
}
