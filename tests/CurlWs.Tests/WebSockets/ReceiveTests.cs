using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Receives: frame by frame, and many at once.</summary>
public sealed class ReceiveTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveFrame_ShowsOpcodesOffsetsAndControlFrames(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Frame(WireOpcode.Text, Enumerable.Repeat((byte)'a', 300).ToArray(), fin: false),
                Wire.Ping("p"),
                Wire.Frame(WireOpcode.Continuation, "b"u8),
                Wire.Pong("q"),
                Wire.Close(1000, "end")));
            Assert.Equal(WireOpcode.Pong, (await c.ReadFrameAsync()).Opcode);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            byte[] buffer = new byte[200];
            List<(WebSocketOpcode, bool, int, long, long, bool)> seen = [];
            WebSocketFrame frame;
            do
            {
                frame = await socket.ReceiveFrameAsync(buffer, Deadline.Token());
                seen.Add((frame.Opcode, frame.IsFinal, frame.Count, frame.Offset, frame.BytesLeft, frame.EndOfMessage));
            }
            while (frame.Opcode != WebSocketOpcode.Close);

            Assert.Equal(
                [
                    (WebSocketOpcode.Text, false, 200, 0, 100, false),
                    (WebSocketOpcode.Text, false, 100, 200, 0, false),
                    (WebSocketOpcode.Ping, true, 1, 0, 0, false),
                    (WebSocketOpcode.Continuation, true, 1, 0, 0, true),
                    (WebSocketOpcode.Pong, true, 1, 0, 0, false),
                    (WebSocketOpcode.Close, true, 5, 0, 0, false),
                ],
                seen);
        });

    /// <summary>Concurrent receives queue in call order.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_ManyAtOnce_AreServedInCallOrder(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFrameAsync();
            await c.WriteAsync(Wire.Concat([.. Enumerable.Range(0, 10).Select(i => Wire.Text(i.ToString()))]));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            List<Task<(WebSocketMessageType, byte[] Payload)>> receives =
                [.. Enumerable.Range(0, 10).Select(_ => socket.ReceiveWholeAsync())];
            await socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token());
            for (int i = 0; i < receives.Count; i++)
            {
                Assert.Equal([(byte)('0' + i)], (await receives[i]).Payload);
            }
        });
}
