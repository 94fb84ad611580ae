using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.Easy;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Who waits for whom: messages behind streams, pongs behind a peer that does not read, pings beside a busy application.</summary>
public sealed class QueueTests
{
    // For an answer of a server that lives in this busy process.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

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
        // Several times what the systems of both sides hold, libcurl's buffers, and the queue.
        const int Most = 20_000;
        using CancellationTokenSource enough = new();
        Gate done = new();
        byte[] pings = Wire.Concat(Enumerable.Repeat(Wire.Frame(WireOpcode.Ping, new byte[100]), 1000));
        Socket? near = null;
        int read = 0;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    while (true)
                    {
                        await c.Stream.WriteAsync(pings, enough.Token);
                    }
                });
                await done.WaitAsync();
            },
            async socket =>
            {
                Task skip = SkipAsync(socket, () => read++, enough.Token);

                // Pings wait in this side's system, a receive is pending, and it takes none of them: not for want of time, but of room for the answers.
                for (int still = 0; still < 100;)
                {
                    int before = Volatile.Read(ref read);
                    Assert.InRange(before, 0, Most);
                    bool stands = near!.Available > 0 && await WebSocketCallsClient.StaysPendingAsync(skip) && Volatile.Read(ref read) == before;
                    still = stands ? still + 1 : 0;
                }

                await enough.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(skip));
                Assert.Equal(WebSocketState.Open, socket.State);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(CancelledPing(socket)));
                done.Open();
            },
            o => o.Configure = easy => easy.OnSocketCreated = descriptor =>
            {
                near = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
                (near.SendBufferSize, near.ReceiveBufferSize) = (4096, 65_536);
                return CurlSocketResult.Connect;
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096, SendBufferSize = 65_536 });
    }

    /// <summary>The pong comes while the application is busy with the message that came before it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAlive_PongComesWhileTheApplicationIsBusy_StaysOpen(CurlFraming framing)
    {
        Gate received = new();
        Gate taken = new();
        Gate silent = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                WireFrame ping = await c.ReadFrameAsync();
                await c.WriteTextAsync("work");
                await received.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await taken.WaitAsync();

                // Longer than the timeout of the first, and each answered in time.
                for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < s_patience * 1.5;)
                {
                    await c.WriteFrameAsync(WireOpcode.Pong, (await c.ReadFrameAsync()).Payload);
                }

                silent.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                socket.PongReceived += (_, _) => taken.Open();
                Assert.Equal("work"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
                received.Open();
                await silent.WaitAsync();
                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(20), s_patience));
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
                WebSocketException e = await Connections.SendUntilItFailsAsync(socket);
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

    private static async Task SkipAsync(CurlWebSocket socket, Action skipped, CancellationToken token)
    {
        byte[] buffer = new byte[125];
        while (true)
        {
            await socket.ReceiveFrameAsync(buffer, token);
            skipped();
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
