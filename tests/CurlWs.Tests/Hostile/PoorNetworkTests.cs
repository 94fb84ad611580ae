using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>A network that delays and loses, but carries: no limit takes a server that lives for dead.</summary>
public sealed class PoorNetworkTests
{
    private const int LossPercent = 3;
    private const int Pings = 6;
    private const int RoundTrips = 30;
    private const int Messages = 150;
    private const int MessageLength = 2000;

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(100);
    // A packet that is lost three times in a row takes three seconds.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>Each goes on for longer than its limit, by what has to travel in it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Limits_LossAndDelay_CutNoLiveConnection(CurlFraming framing)
    {
        using NetworkNamespace network = NetworkNamespace.CreatePoor(s_delay, LossPercent);
        Gate pinged = new();
        await using ScriptedServer server = ScriptedServer.Start(
            async c => await Record.ExceptionAsync(() => EchoAsync(c, pinged)), new ScriptedServerOptions { Network = network });
        try
        {
            Task keptAlive = UseAsync(
                o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (s_limit / 4, s_limit), _ => pinged.WaitAsync(Deadline.Default * 3));
            Task idle = UseAsync(
                o => o.IdleTimeout = s_limit,
                async socket =>
                {
                    for (int i = 0; i < RoundTrips; i++)
                    {
                        await TalkAsync(socket);
                    }
                });
            Task sending = UseAsync(
                o => (o.SendTimeout, o.Configure) = (s_limit, Connections.LimitSendBuffer),
                async socket =>
                {
                    byte[] message = new byte[MessageLength];
                    for (int i = 0; i < Messages; i++)
                    {
                        await socket.SendAsync(message, WebSocketMessageType.Binary, true, Deadline.Token(Deadline.Default * 3));
                    }
                });
            Task others = Task.WhenAll(keptAlive, idle, sending);
            Task probed = UseAsync(
                o => (o.TcpKeepAlive, o.TcpKeepIdle, o.TcpKeepInterval) = (true, s_limit / 2, s_limit / 2), _ => others);
            await Deadline.Within(Task.WhenAll(others, probed), Deadline.Default * 4);
        }
        finally
        {
            server.Abort();
        }

        // A connection that is closed on purpose was never cut; a script that a cut connection ends has nothing to add.
        async Task UseAsync(Action<CurlWebSocketOptions> configure, Func<CurlWebSocket, Task> use)
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
            {
                o.CloseTimeout = s_limit;
                configure(o);
            });
            await use(socket);
            await TalkAsync(socket);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            Assert.Equal(WebSocketState.Closed, socket.State);
        }
    }

    private static async Task TalkAsync(CurlWebSocket socket)
    {
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Equal("hello"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
    }

    /// <summary>Sends text back, drops what is binary, and counts pings.</summary>
    private static async Task EchoAsync(ScriptedConnection connection, Gate pinged)
    {
        await connection.AcceptUpgradeAsync();
        connection.Patience = Timeout.InfiniteTimeSpan;
        int pings = 0;
        WireFrame frame;
        do
        {
            frame = await connection.ReadFrameAsync();
            if (frame.Opcode == WireOpcode.Ping)
            {
                await connection.WriteFrameAsync(WireOpcode.Pong, frame.Payload);
                if (++pings == Pings)
                {
                    pinged.Open();
                }
            }
            else if (frame.Opcode != WireOpcode.Binary)
            {
                await connection.WriteFrameAsync(frame.Opcode, frame.Payload);
            }
        }
        while (frame.Opcode != WireOpcode.Close);
    }
}
