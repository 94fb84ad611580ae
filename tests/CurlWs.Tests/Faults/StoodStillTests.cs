using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A process that stood still for longer than a limit, with what it waits for in its socket: no limit takes that for a silent server. What
/// stands still here is the thread pool, in which all that the library does by itself runs, and the server is a thread.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class StoodStillTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(400);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task IdleTimeout_DataCameMeanwhile_IsReceived(CurlFraming framing) => RunAsync(
        framing,
        o => o.IdleTimeout = s_limit,
        socket => socket.ReceiveWholeAsync(),
        server => server.Write(Wire.Text("here")),
        async (socket, receive) =>
        {
            Assert.Equal("here"u8.ToArray(), (await Deadline.Within((Task<(WebSocketMessageType Type, byte[] Payload)>)receive)).Payload);
            Assert.Equal(WebSocketState.Open, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task KeepAliveTimeout_PongCameMeanwhile_StaysOpen(CurlFraming framing) => RunAsync(
        framing,
        o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(50), s_limit),
        socket => socket.ReceiveWholeAsync(),
        server =>
        {
            server.Write(Wire.Pong("late"));
            server.Write(Wire.Text("here"));
        },
        async (socket, receive) =>
        {
            Assert.Equal("here"u8.ToArray(), (await Deadline.Within((Task<(WebSocketMessageType Type, byte[] Payload)>)receive)).Payload);
            Assert.Equal(WebSocketState.Open, socket.State);
        },
        pinged: true);

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendTimeout_ServerReadMeanwhile_IsSent(CurlFraming framing) => RunAsync(
        framing,
        o => o.SendTimeout = s_limit,
        socket => socket.SendAsync(new byte[LineServer.Much], WebSocketMessageType.Binary, true, CancellationToken.None),
        server => server.ReadAll(),
        async (socket, send) =>
        {
            await Deadline.Within(send);
            Assert.Equal(WebSocketState.Open, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseTimeout_AnswerCameMeanwhile_IsClosed(CurlFraming framing) => RunAsync(
        framing,
        o => o.CloseTimeout = s_limit,
        socket => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None),
        server => server.Write(Wire.Close(1001, "bye")),
        async (socket, close) =>
        {
            await Deadline.Within(close);
            Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.EndpointUnavailable), (socket.State, socket.CloseStatus));
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseTimeout_ServerReadMeanwhile_TheCloseFrameIsSent(CurlFraming framing) => RunAsync(
        framing,
        o => o.CloseTimeout = s_limit,
        socket =>
        {
            Task send = socket.SendAsync(new byte[LineServer.Much], WebSocketMessageType.Binary, true, CancellationToken.None);
            return Task.WhenAll(send, socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None));
        },
        server =>
        {
            server.ReadAll();
            server.Write(Wire.Close(1001, "bye"));
        },
        async (socket, both) =>
        {
            await Deadline.Within(both);
            Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.EndpointUnavailable), (socket.State, socket.CloseStatus));
        });

    private static async Task RunAsync(
        CurlFraming framing,
        Action<CurlWebSocketOptions> configure,
        Func<CurlWebSocket, Task> start,
        Action<LineServer> meanwhile,
        Func<CurlWebSocket, Task, Task> test,
        bool pinged = false)
    {
        while (true)
        {
            using LineServer server = new();
            using CurlWebSocket socket = await Connections.ConnectAsync(server.Uri, framing, o =>
            {
                // What is left to be sent after the standstill is little, so that no limit is one on the machine's speed.
                o.Configure = LineServer.LimitSendBuffer;
                configure(o);
            });
            long begun = Stopwatch.GetTimestamp();
            Task pending = start(socket);
            if (pinged)
            {
                server.ReadSome();
            }

            if (TryStandStill(begun, () => meanwhile(server)))
            {
                await test(socket, pending);
                return;
            }

            // The machine was so slow that the limit may have passed before the process stood still: that says nothing, so once more.
            socket.Abort();
            await pending.ContinueWith(static t => t.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>Blocks the pool in time, lets the server do its part, and goes on only when every limit has passed.</summary>
    private static bool TryStandStill(long begun, Action meanwhile)
    {
        using StarvedPool pool = new();
        if (Stopwatch.GetElapsedTime(begun) > s_limit / 2)
        {
            return false;
        }

        Thread thread = new(() =>
        {
            meanwhile();

            // The event is what was waited for: time.
            Thread.Sleep(2 * s_limit);
        });
        thread.Start();
        thread.Join();
        Assert.False(pool.HasRun, "The pool was not starved all the time.");
        return true;
    }
}
