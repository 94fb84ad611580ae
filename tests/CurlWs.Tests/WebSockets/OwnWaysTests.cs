using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>This type's own members: frames, whole messages, streams, blocking calls; and that the steady state allocates nothing.</summary>
public sealed class OwnWaysTests
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
            CurlWebSocketFrame frame;
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

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReadMessages_CancelledInTheMiddle_GoesOnWithTheNextEnumeration(CurlFraming framing)
    {
        Gate cancelled = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Frame(WireOpcode.Binary, Wire.Noise(6000, 1), fin: false)));
                await c.ReadFrameAsync();
                await cancelled.WaitAsync();
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Continuation, Wire.Noise(6000, 2)), Wire.Close(1000, "")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                using CancellationTokenSource cts = new();
                List<string> texts = [];
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    await foreach (CurlWebSocketMessage message in socket.ReadMessagesAsync(cts.Token))
                    {
                        texts.Add(message.GetText());
                        await socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token());
                        cts.CancelAfter(50);
                    }
                });
                Assert.Equal(["one"], texts);
                Assert.Equal(WebSocketState.Open, socket.State);
                cancelled.Open();

                List<byte[]> rest = [];
                await foreach (CurlWebSocketMessage message in socket.ReadMessagesAsync(Deadline.Token()))
                {
                    rest.Add(message.Payload.ToArray());
                }

                Assert.Equal([.. Wire.Noise(6000, 1), .. Wire.Noise(6000, 2)], Assert.Single(rest));
                Assert.Equal(WebSocketState.CloseReceived, socket.State);
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_UnknownLength_IsFragmentsAndOtherSendsComeAfter(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            List<WireFrame> frames = [];
            for (int i = 0; i < 4; i++)
            {
                frames.Add(await c.ReadFrameAsync());
            }

            Assert.Equal(["ab", "cd", "", "after"], frames.Select(f => f.Text));
            Assert.Equal([false, false, true, true], frames.Select(f => f.Fin));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await using CurlMessageWriteStream stream = socket.SendStream(WebSocketMessageType.Text);
            Assert.Throws<InvalidOperationException>(() => socket.SendStream(WebSocketMessageType.Text));
            await stream.WriteAsync("ab"u8.ToArray());
            Task after = socket.SendAsync("after"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            await stream.WriteAsync("cd"u8.ToArray());
            Assert.False(after.IsCompleted);
            await stream.CompleteAsync(Deadline.Token());
            await after;
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_KnownLength_IsOneFrame(CurlFraming framing)
    {
        byte[] payload = Wire.Noise(300_000, 5);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal(payload, (await c.ReadFrameAsync()).Payload);
                Assert.Empty((await c.ReadFrameAsync()).Payload);
                Assert.Equal("x", (await c.ReadFrameAsync()).Text);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await using (CurlMessageWriteStream stream = socket.SendStream(WebSocketMessageType.Binary, payload.Length))
                {
                    await new MemoryStream(payload).CopyToAsync(stream, 7000);
                    await stream.CompleteAsync(Deadline.Token());
                }

                await using (CurlMessageWriteStream empty = socket.SendStream(WebSocketMessageType.Binary, 0))
                {
                    await empty.CompleteAsync(Deadline.Token());
                }

                await socket.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_TooMuchOrTooLittle_IsRefused(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            CurlMessageWriteStream stream = socket.SendStream(WebSocketMessageType.Binary, 3);
            await Assert.ThrowsAsync<InvalidOperationException>(() => stream.WriteAsync(new byte[4].AsMemory()).AsTask());
            await stream.WriteAsync(new byte[2]);
            await Assert.ThrowsAsync<InvalidOperationException>(() => stream.CompleteAsync().AsTask());
            await stream.DisposeAsync();
            Assert.Equal(WebSocketState.Aborted, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveStream_ReadsOneMessageToItsEnd(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Frame(WireOpcode.Text, "hello "u8, fin: false), Wire.Frame(WireOpcode.Continuation, default, fin: false),
                Wire.Frame(WireOpcode.Continuation, "world"u8), Wire.Text(""), Wire.Close(1000, "")));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            using StreamReader reader = new((await socket.ReceiveStreamAsync(Deadline.Token()))!, Encoding.UTF8);
            Assert.Equal("hello world", await reader.ReadToEndAsync(Deadline.Token()));
            using StreamReader empty = new((await socket.ReceiveStreamAsync(Deadline.Token()))!, Encoding.UTF8);
            Assert.Equal("", await empty.ReadToEndAsync(Deadline.Token()));
            Assert.Null(await socket.ReceiveStreamAsync(Deadline.Token()));
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Blocking_SendAndReceive_Work(CurlFraming framing) => ScriptedServer.RunAsync(
        Scripts.EchoAsync,
        server => Task.Run(() =>
        {
            using CurlWebSocket socket = CurlWebSocket.Connect(server.WsUri, Connections.Options(framing), Deadline.Token());
            socket.Send("ping"u8.ToArray(), WebSocketMessageType.Text, Deadline.Token());
            byte[] buffer = new byte[10];
            ValueWebSocketReceiveResult result = socket.Receive(buffer, Deadline.Token());
            Assert.Equal("ping", Encoding.UTF8.GetString(buffer, 0, result.Count));
        }));

    /// <summary>A steady send and receive into the caller's buffer allocates nothing.</summary>
    [Theory]
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

            // One thread for the warm-up and the count: pooled arrays are kept for each thread. The last message stays: with it the buffer goes
            // back, and the pool makes itself a shelf for it once.
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
