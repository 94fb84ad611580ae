using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>The network goes away without a word, as when a cable is pulled: no FIN, no reset, no answer of any kind.</summary>
public sealed class PartitionTests
{
    private const int Some = 50;

    // Long enough that a busy machine does not end a talk that goes on, and far below what the kernel takes to give up.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>A talk goes on until the network goes away; then the limit ends it, and the exception names it.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, "KeepAliveTimeout")]
    [InlineData(CurlFraming.Libcurl, "KeepAliveTimeout")]
    [InlineData(CurlFraming.Auto, "IdleTimeout")]
    [InlineData(CurlFraming.Libcurl, "IdleTimeout")]
    public Task Receive_Partition_EndsWithTheLimit(CurlFraming framing, string limit) => RunAsync(
        framing,
        Scripts.EchoAsync,
        async (socket, network) =>
        {
            Gate talked = new();
            Task talk = TalkWithoutEndAsync(socket, talked);
            await talked.WaitAsync();
            Assert.False(talk.IsCompleted);
            network.Cut();
            WebSocketException e = await Connections.FailsAsync(() => Deadline.Within(talk), WebSocketError.Faulted);
            Assert.Contains(limit, e.Message, StringComparison.Ordinal);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o =>
        {
            if (limit == "IdleTimeout")
            {
                o.IdleTimeout = s_limit;
            }
            else
            {
                (o.KeepAliveInterval, o.KeepAliveTimeout) = (s_limit / 4, s_limit);
            }
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_Partition_EndsWithSendTimeout(CurlFraming framing) => RunAsync(
        framing,
        Scripts.Upgraded(_ => Task.CompletedTask),
        async (socket, network) =>
        {
            Task sends = SendWithoutEndAsync(socket, CancellationToken.None);
            network.Cut();
            WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(sends));
            Assert.Contains("SendTimeout", e.Message, StringComparison.Ordinal);
        },
        o => o.SendTimeout = s_limit);

    [Theory]
    [InlineData(CurlFraming.Auto, "receive")]
    [InlineData(CurlFraming.Libcurl, "receive")]
    [InlineData(CurlFraming.Auto, "send")]
    [InlineData(CurlFraming.Libcurl, "send")]
    [InlineData(CurlFraming.Auto, "ping")]
    [InlineData(CurlFraming.Libcurl, "ping")]
    [InlineData(CurlFraming.Auto, "close")]
    [InlineData(CurlFraming.Libcurl, "close")]
    public Task Operation_Partition_EndsWithTheToken(CurlFraming framing, string operation) => RunAsync(
        framing,
        Scripts.Upgraded(_ => Task.CompletedTask),
        async (socket, network) =>
        {
            network.Cut();
            using CancellationTokenSource cancel = new();
            Task pending = operation switch
            {
                "receive" => socket.ReceiveAsync(new byte[10].AsMemory(), cancel.Token).AsTask(),
                "send" => SendWithoutEndAsync(socket, cancel.Token),
                "ping" => socket.PingAsync("there?"u8.ToArray(), cancel.Token).AsTask(),
                _ => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel.Token),
            };
            Assert.False(pending.IsCompleted);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(pending));
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_Partition_EndsAfterCloseTimeout(CurlFraming framing) => RunAsync(
        framing,
        Scripts.EchoAsync,
        async (socket, network) =>
        {
            network.Cut();
            WebSocketException e = await Connections.FailsAsync(
                () => Deadline.Within(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)),
                WebSocketError.ConnectionClosedPrematurely);
            Assert.Contains("CloseTimeout", e.Message, StringComparison.Ordinal);
        });

    /// <summary>With a send that the kernel's full buffer blocks, or with nothing on its way: CloseTimeout, then it is cut.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    public Task DisposeAsync_Partition_Ends(CurlFraming framing, bool sending) => RunAsync(
        framing,
        Scripts.EchoAsync,
        async (socket, network) =>
        {
            network.Cut();
            Task sends = sending ? SendWithoutEndAsync(socket, CancellationToken.None) : Task.CompletedTask;
            await Deadline.Within(socket.DisposeAsync().AsTask());
            if (sending)
            {
                await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(sends));
            }

            Assert.Equal(WebSocketState.Aborted, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connect_Partition_EndsWithTheTimeLimitOrTheToken(CurlFraming framing)
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Network = network });
        network.Cut();
        using CancellationTokenSource cancel = new();
        Task unlimited = CurlWebSocket.ConnectAsync(server.WsUri, Connections.Options(framing), cancel.Token);
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(
            () => Deadline.Within(Connections.ConnectAsync(server.WsUri, framing, o => o.ConnectTimeout = s_limit / 4)));
        Assert.Equal(CurlErrorCode.OperationTimedOut, Assert.IsType<CurlException>(e.InnerException).Code);
        Assert.False(unlimited.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(unlimited));
        Assert.Equal(0, server.Connections.Count);
    }

    /// <summary>A network that comes back in time has cost nothing: every message arrives once and in order, each way.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Messages_PartitionThatEnds_ArriveInOrder(CurlFraming framing)
    {
        Gate cut = new();
        return RunAsync(
            framing,
            async c =>
            {
                await c.AcceptUpgradeAsync();
                await cut.WaitAsync();
                for (int i = 0; i < Some; i++)
                {
                    await c.WriteTextAsync($"down {i}");
                }

                for (int i = 0; i < Some; i++)
                {
                    Assert.Equal($"up {i}", (await c.ReadFrameAsync()).Text);
                }

                await c.CloseAsync();
            },
            async (socket, network) =>
            {
                network.Cut();
                cut.Open();
                for (int i = 0; i < Some; i++)
                {
                    await socket.SendAsync(Encoding.ASCII.GetBytes($"up {i}"), WebSocketMessageType.Text, true, Deadline.Token());
                }

                Task<(WebSocketMessageType Type, byte[] Payload)> first = socket.ReceiveWholeAsync();
                Assert.False(first.IsCompleted);
                network.Mend();
                Assert.Equal("down 0", Encoding.ASCII.GetString((await first).Payload));
                for (int i = 1; i < Some; i++)
                {
                    Assert.Equal($"down {i}", Encoding.ASCII.GetString((await socket.ReceiveWholeAsync()).Payload));
                }

                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            },
            o => (o.KeepAliveInterval, o.KeepAliveTimeout, o.IdleTimeout) = (Deadline.Default, Deadline.Default, Deadline.Default),
            completes: true);
    }

    /// <summary>A network that delays, loses or drops what does not fit into its queue: slower, and nothing else.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, "netem delay 20ms 10ms")]
    [InlineData(CurlFraming.Libcurl, "netem delay 20ms 10ms")]
    [InlineData(CurlFraming.Auto, "netem loss 5%")]
    [InlineData(CurlFraming.Libcurl, "netem loss 5%")]
    [InlineData(CurlFraming.Auto, "tbf rate 8mbit burst 3kb limit 6kb")]
    [InlineData(CurlFraming.Libcurl, "tbf rate 8mbit burst 3kb limit 6kb")]
    public Task Messages_LossAndDelay_ArriveInOrder(CurlFraming framing, string discipline) => RunAsync(
        framing,
        Scripts.EchoAsync,
        async (socket, network) =>
        {
            network.Shape(discipline);
            byte[][] messages = [.. Enumerable.Range(0, Some).Select(i => Enumerable.Repeat((byte)i, i * 100).ToArray())];
            Task sends = Task.Run(async () =>
            {
                foreach (byte[] message in messages)
                {
                    await socket.SendAsync(message, WebSocketMessageType.Binary, true, Deadline.Token());
                }
            });
            foreach (byte[] message in messages)
            {
                Assert.Equal(message, (await socket.ReceiveWholeAsync()).Payload);
            }

            await sends;
        });

    private static async Task TalkWithoutEndAsync(CurlWebSocket socket, Gate talked)
    {
        await Task.Yield();
        for (int i = 0; ; i++)
        {
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            await socket.ReceiveAsync(new byte[10].AsMemory(), CancellationToken.None);
            if (i == Some)
            {
                talked.Open();
            }
        }
    }

    private static async Task SendWithoutEndAsync(CurlWebSocket socket, CancellationToken token)
    {
        // On another thread: a server that reads as fast as this sends would never let it wait, nor its caller go on.
        await Task.Yield();
        byte[] much = new byte[100_000];
        while (true)
        {
            await socket.SendAsync(much, WebSocketMessageType.Binary, true, token);
        }
    }

    /// <summary>A server in a network of its own, which dies at the end: what a cut cable keeps back tells it nothing.</summary>
    private static async Task RunAsync(
        CurlFraming framing,
        Func<ScriptedConnection, Task> script,
        Func<CurlWebSocket, NetworkNamespace, Task> test,
        Action<CurlWebSocketOptions>? configure = null,
        bool completes = false)
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        await using ScriptedServer server = ScriptedServer.Start(script, new ScriptedServerOptions { Network = network });
        try
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
            {
                o.CloseTimeout = s_limit / 4;
                configure?.Invoke(o);
            });
            await test(socket, network);
            if (completes)
            {
                await server.Completed;
            }
        }
        finally
        {
            server.Abort();
        }
    }
}
