using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// DisposeAsync sees through what was sent: beside other ends, behind sends, and with a server that does not read before it can write.
/// </summary>
public sealed class DisposeAsyncTests
{
    /// <summary>Messages are echoed one by one; nobody receives the echoes, so at some time the server stands still in its write.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task DisposeAsync_ServerThatCannotWriteDoesNotRead_EverythingArrives(CurlFraming framing)
    {
        const int Size = 100_000;

        // Several times what the systems of both sides hold in both directions, which is limited: the last of them cannot be complete.
        const int Count = 40;
        int arrived = 0;
        TaskCompletionSource<int?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(
            async c =>
            {
                try
                {
                    await c.AcceptUpgradeAsync();
                    WireFrame frame = await c.ReadFrameAsync();
                    for (; frame.Opcode == WireOpcode.Binary; frame = await c.ReadFrameAsync())
                    {
                        arrived++;
                        await c.WriteFrameAsync(WireOpcode.Binary, frame.Payload);
                    }

                    closed.SetResult(frame.CloseCode);
                    await c.AnswerCloseAsync();
                }
                catch (IOException)
                {
                    closed.TrySetResult(null);
                }
            },
            new ScriptedServerOptions { ReceiveBufferSize = 65536, SendBufferSize = 65536 });
        CurlWebSocket socket = await Connections.ConnectAsync(
            server.WsUri, framing,
            o => (o.CloseTimeout, o.Configure) = (Deadline.Default, easy => Connections.LimitBuffers(easy, 65536, 65536)));
        Task[] sends =
        [
            .. Enumerable.Range(0, Count).Select(
                _ => socket.SendAsync(new byte[Size], WebSocketMessageType.Binary, true, CancellationToken.None)),
        ];
        Assert.False(sends[^1].IsCompleted);
        await Deadline.Within(socket.DisposeAsync().AsTask());
        await Deadline.Within(Task.WhenAll(sends));
        Assert.Equal(1000, await Deadline.Within(closed.Task));
        Assert.Equal(Count, arrived);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    /// <summary>What a handler throws comes out, and the state does not say that both close frames got through.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task DisposeAsync_HandlerThrows_ComesOutAndTheStateIsAborted(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFramesUntilCloseAsync();
            await c.WriteFrameAsync(WireOpcode.Ping, new byte[1]);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            socket.PingReceived += (_, _) => throw new InvalidDataException("The handler's own.");
            await Assert.ThrowsAsync<InvalidDataException>(() => Deadline.Within(socket.DisposeAsync().AsTask()));
            Assert.Equal(WebSocketState.Aborted, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task DisposeAsync_AnotherEndUnderWay_WaitsForTheServer(CurlFraming framing)
    {
        foreach (string other in new[] { "CloseOutputAsync", "CloseAsync", "DisposeAsync" })
        {
            Gate answer = new();
            await Connections.RunAsync(
                framing,
                async c =>
                {
                    Assert.Equal(1000, (await c.ReadFrameAsync()).CloseCode);
                    await answer.WaitAsync();
                    await c.AnswerCloseAsync(1001, "bye");
                    Assert.Equal(ConnectionEnd.Fin, await c.WaitForEofAsync());
                },
                async socket =>
                {
                    Task first = other switch
                    {
                        "CloseOutputAsync" => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None),
                        "CloseAsync" => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None),
                        _ => socket.DisposeAsync().AsTask(),
                    };
                    Task dispose = socket.DisposeAsync().AsTask();
                    Assert.False(dispose.IsCompleted, other);
                    answer.Open();
                    await Deadline.Within(dispose);
                    await Deadline.Within(first);
                    Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.EndpointUnavailable), (socket.State, socket.CloseStatus));
                });
        }
    }

    /// <summary>A pending ping reads by itself; the closing handshake does not wait for its pong.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseOutput_CloseReceivedWithAPingUnanswered_Completes(CurlFraming framing)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteCloseAsync(1001, "bye");
                await done.WaitAsync();
            },
            async socket =>
            {
                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                Task ping = socket.PingAsync().AsTask();
                await Deadline.Within(socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None));
                Assert.Equal(WebSocketState.Closed, socket.State);
                await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(ping));
                done.Open();
            });
    }
}
