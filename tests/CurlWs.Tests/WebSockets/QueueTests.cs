using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Who waits for whom: messages behind streams, pongs behind a peer that does not read, pings beside a busy application.</summary>
public sealed class QueueTests
{
    /// <summary>Sends that wait for a stream keep their call order, also with one that is called after the stream has ended.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ManyBehindAStream_ArriveInCallOrder(CurlFraming framing)
    {
        const int Count = 200;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal("stream", (await c.ReadMessageAsync()).Text);
                for (int i = 0; i < Count; i++)
                {
                    Assert.Equal($"{i}", (await c.ReadFrameAsync()).Text);
                }

                Assert.Equal("second stream", (await c.ReadMessageAsync()).Text);
                Assert.Equal("last", (await c.ReadFrameAsync()).Text);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await using CurlMessageWriteStream stream = socket.SendStream(WebSocketMessageType.Text);
                await stream.WriteAsync("stream"u8.ToArray());
                Task[] sends = [.. Enumerable.Range(0, Count - 1).Select(i => Text(socket, $"{i}"))];
                Assert.All(sends, send => Assert.False(send.IsCompleted));
                await stream.CompleteAsync();
                sends = [.. sends, Text(socket, $"{Count - 1}")];
                await using (CurlMessageWriteStream second = socket.SendStream(WebSocketMessageType.Text, "second stream".Length))
                {
                    await second.WriteAsync("second "u8.ToArray());
                    sends = [.. sends, Text(socket, "last")];
                    await second.WriteAsync("stream"u8.ToArray());
                    await second.CompleteAsync();
                }

                await Deadline.Within(Task.WhenAll(sends));
            });
    }

    /// <summary>Pings without end from someone who does not read the answers must not fill the memory: reading stops, and can be cancelled.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Receive_FloodOfPingsFromAServerThatDoesNotRead_PushesBackAndCanBeCancelled(CurlFraming framing)
    {
        using CancellationTokenSource enough = new();
        Gate done = new();
        byte[] pings = Wire.Concat(Enumerable.Repeat(Wire.Frame(WireOpcode.Ping, new byte[100]), 1000));
        await Connections.RunAsync(
            framing,
            async c =>
            {
                // More than the kernels take: the write ends only if the client reads on. A second without progress is a client that does not.
                long written = 0;
                try
                {
                    while (written < 400L << 20)
                    {
                        using CancellationTokenSource stuck = new(TimeSpan.FromSeconds(1));
                        await c.Stream.WriteAsync(pings, stuck.Token);
                        written += pings.Length;
                    }
                }
                catch (OperationCanceledException)
                {
                    // Pushed back.
                }

                Assert.True(written < 400L << 20, $"{written >> 20} MiB of pings were read, and answers to them queued");
                await enough.CancelAsync();
                await done.WaitAsync();
            },
            async socket =>
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SkipAsync(socket, enough.Token));
                Assert.Equal(WebSocketState.Open, socket.State);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(CancelledPing(socket)));
                done.Open();
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>The pong comes while the application is busy with the message that came before it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_PongComesWhileTheApplicationIsBusy_StaysOpen(CurlFraming framing)
    {
        Gate received = new();
        Gate silent = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await c.WriteTextAsync("work");
                await received.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);

                // The next pings tell that the first was answered in time: after its timeout there would be none.
                for (int i = 0; i < 3; i++)
                {
                    await c.WriteFrameAsync(WireOpcode.Pong, (await c.ReadFrameAsync()).Payload);
                }

                silent.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Assert.Equal("work"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
                received.Open();
                await silent.WaitAsync();
                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o =>
            {
                o.KeepAliveInterval = TimeSpan.FromMilliseconds(400);
                o.KeepAliveTimeout = TimeSpan.FromMilliseconds(350);
            });
    }

    /// <summary>The same for a ping of the application's.</summary>
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
                Task<(WebSocketMessageType, byte[] Payload)> receive = socket.ReceiveMessageAsync();
                Task ping = socket.PingAsync(cancellationToken: Deadline.Token()).AsTask();
                Assert.Equal("first"u8.ToArray(), (await receive).Payload);
                received.Open();
                await ping;
            });
    }

    /// <summary>A server that talks on and never closes: skipping its data does not go on past the time for closing.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_ServerSendsDataWithoutEnd_EndsAfterTheTimeout(CurlFraming framing) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync();
            byte[] flood = Wire.Concat(Enumerable.Repeat(Wire.Binary(new byte[100]), 1000));
            try
            {
                while (true)
                {
                    await c.WriteAsync(flood);
                }
            }
            catch (IOException)
            {
                // Cut.
            }
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o => o.CloseTimeout = TimeSpan.FromMilliseconds(200));
            await Connections.FailsAsync(
                () => Deadline.Within(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)),
                WebSocketError.ConnectionClosedPrematurely);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        });

    /// <summary>All that arrived can be read after a send has failed, the close frame too.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_AfterAFailedSend_FindsWhatHadArrived(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere RST may drop what has arrived before it.");
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                await c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Ping("!"), Wire.Text("two"), Wire.Close(1011, "out of memory")));
                c.Reset();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                await Deadline.Within(server.Completed);
                WebSocketException e = await Connections.FailsAsync(
                    () => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token()), WebSocketError.ConnectionClosedPrematurely);
                Assert.IsType<CurlException>(e.InnerException);
                Assert.Equal(WebSocketState.Open, socket.State);
                Assert.Equal("one"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
                Assert.Equal("two"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveMessageAsync()).Type);
                Assert.Equal(((WebSocketCloseStatus)1011, "out of memory"), (socket.CloseStatus, socket.CloseStatusDescription));
            });
    }

    private static Task Text(CurlWebSocket socket, string text) =>
        socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Deadline.Token());

    private static async Task SkipAsync(CurlWebSocket socket, CancellationToken token)
    {
        byte[] buffer = new byte[125];
        while (true)
        {
            await socket.ReceiveFrameAsync(buffer, token);
        }
    }

    private static async Task CancelledPing(CurlWebSocket socket)
    {
        using CancellationTokenSource cts = new();
        Task ping = socket.PingAsync(cancellationToken: cts.Token).AsTask();
        await cts.CancelAsync();
        await ping;
    }
}
