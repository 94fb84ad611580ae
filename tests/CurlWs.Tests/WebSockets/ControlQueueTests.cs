using System;
using System.Linq;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The queue of control frames: pongs behind a peer that does not read.</summary>
public sealed class ControlQueueTests
{
    /// <summary>
    /// Pings without end from someone who does not read the answers must not fill the memory: reading stops, and can be canceled.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Receive_FloodOfPingsFromAServerThatDoesNotRead_PushesBackAndCanBeCanceled(CurlFraming framing)
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

                // Pings wait in this side's system, a receive is pending, and it takes none of them: not for want of time, but of room for
                // the answers.
                for (int still = 0; still < 100;)
                {
                    int before = Volatile.Read(ref read);
                    Assert.InRange(before, 0, Most);
                    bool stands = near!.Available > 0 && await WebSocketCallsClient.StaysPendingAsync(skip)
                        && Volatile.Read(ref read) == before;
                    still = stands ? still + 1 : 0;
                }

                await enough.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(skip));
                Assert.Equal(WebSocketState.Open, socket.State);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(CanceledPing(socket)));
                done.Open();
            },
            o => o.Configure = easy => easy.SocketCreatedCallback = descriptor =>
            {
                near = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
                (near.SendBufferSize, near.ReceiveBufferSize) = (4096, 65_536);
                return CurlSocketResult.Connect;
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096, SendBufferSize = 65_536 });
    }

    private static async Task SkipAsync(CurlWebSocket socket, Action skipped, CancellationToken token)
    {
        byte[] buffer = new byte[125];
        while (true)
        {
            await socket.ReceiveFrameAsync(buffer, token);
            skipped();
        }
    }

    private static async Task CanceledPing(CurlWebSocket socket)
    {
        using CancellationTokenSource cts = new();
        Task ping = socket.PingAsync(cancellationToken: cts.Token).AsTask();
        await cts.CancelAsync();
        await ping;
    }
}
