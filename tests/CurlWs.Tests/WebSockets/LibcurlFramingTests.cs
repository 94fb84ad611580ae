using System;
using System.Net.WebSockets;
using System.Threading.Channels;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>
/// What only libcurl's encoder makes necessary: large frames in pieces, and exactly the rest of what it has taken in part.
/// </summary>
public sealed class LibcurlFramingTests
{
    [Theory]
    [InlineData(LibcurlEncoder.PieceSize)]
    [InlineData(LibcurlEncoder.PieceSize + 1)]
    [InlineData(1 << 20)]
    public Task TrySend_LargeFrame_TakesAPieceAtATimeAndIsOneFrame(int size)
    {
        byte[] payload = Wire.Noise(size, seed: size);
        return Connections.RunAsync(
            CurlFraming.Libcurl,
            async c =>
            {
                WireFrame frame = await c.ReadFrameAsync();
                Assert.Equal((WireOpcode.Binary, true), (frame.Opcode, frame.Fin));
                Assert.Equal(payload, frame.Payload);
                Assert.Equal("after it", (await c.ReadFrameAsync()).Text);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                LibcurlEncoder encoder = new(socket.Easy);
                ReadOnlyMemory<byte> rest = payload;
                while (!rest.IsEmpty)
                {
                    if (!encoder.TrySend(rest, new FrameHead(WebSocketOpcode.Binary, isFinal: true), out int taken))
                    {
                        await socket.Easy.WaitToSendAsync(Deadline.Token());
                    }

                    Assert.InRange(taken, 0, LibcurlEncoder.PieceSize);
                    rest = rest[taken..];
                }

                await socket.SendAsync("after it"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            });
    }

    /// <summary>
    /// Pongs to a server that begins to read when the client waits: the connection takes a part of the last one, the rest when it can.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendPong_ServerReadsLate_EachArrivesWhole(CurlFraming framing)
    {
        const int Rounds = 2;
        Channel<int> sent = Channel.CreateUnbounded<int>();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                int next = 0;
                for (int round = 0; round < Rounds; round++)
                {
                    for (int until = await sent.Reader.ReadAsync(Deadline.Token()); next < until; next++)
                    {
                        WireFrame frame = await c.ReadFrameAsync();
                        Assert.Equal(WireOpcode.Pong, frame.Opcode);
                        Assert.Equal(Payload(next), frame.Payload);
                    }
                }

                await c.WaitForEofAsync();
            },
            async socket =>
            {
                int count = 0;
                for (int round = 0; round < Rounds; round++)
                {
                    Task pong;
                    do
                    {
                        pong = socket.SendPongAsync(Payload(count++), Deadline.Token()).AsTask();
                    }
                    while (pong.IsCompletedSuccessfully);

                    Assert.True(sent.Writer.TryWrite(count));
                    await Deadline.Within(pong);
                }
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });

        static byte[] Payload(int number) => Wire.Noise(100 + (number % 26), seed: number);
    }
}
