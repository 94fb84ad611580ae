using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Whole messages in a loop.</summary>
public sealed class ReadMessagesTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReadMessages_CanceledInTheMiddle_GoesOnWithTheNextEnumeration(CurlFraming framing)
    {
        Gate canceled = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Frame(WireOpcode.Binary, Wire.Noise(6000, 1), fin: false)));
                await c.ReadFrameAsync();
                await canceled.WaitAsync();
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Continuation, Wire.Noise(6000, 2)), Wire.Close(1000, "")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                using CancellationTokenSource cts = new();
                List<string> texts = [];
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cts.Token))
                    {
                        texts.Add(message.GetText());
                        await socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token());
                        cts.CancelAfter(50);
                    }
                });
                Assert.Equal(["one"], texts);
                Assert.Equal(WebSocketState.Open, socket.State);
                canceled.Open();

                List<byte[]> rest = [];
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                {
                    rest.Add(message.Payload.ToArray());
                }

                Assert.Equal([.. Wire.Noise(6000, 1), .. Wire.Noise(6000, 2)], Assert.Single(rest));
                Assert.Equal(WebSocketState.CloseReceived, socket.State);
            });
    }
}
