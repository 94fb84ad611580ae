using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Members that block by their name wait on the caller's own thread: with every thread of the pool blocked they work as ever.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class StarvedPoolTests
{
    private const int Size = 100;

    private static readonly byte[] s_answer = Wire.Frame(WireOpcode.Binary, new byte[Size]);
    private static readonly int s_onTheWire = Wire.Frame(WireOpcode.Binary, new byte[Size], mask: 1).Length;

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public void ConnectSendReceive_WithAStarvedPool_Work(CurlFraming framing) => Starved(server =>
    {
        using CurlWebSocket socket = CurlWebSocket.Connect(server.Uri, Connections.Options(framing));
        for (int i = 0; i < 20; i++)
        {
            socket.Send(new byte[Size], WebSocketMessageType.Binary);
            Assert.Equal(new ValueWebSocketReceiveResult(Size, WebSocketMessageType.Binary, true), socket.Receive(new byte[1000]));
        }
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public void Streams_WithAStarvedPool_ReadWriteAndDispose(CurlFraming framing) => Starved(server =>
    {
        using CurlWebSocket socket = CurlWebSocket.Connect(server.Uri, Connections.Options(framing));
        for (int i = 0; i < 3; i++)
        {
            using (CurlMessageWriteStream write = socket.OpenMessageWriter(WebSocketMessageType.Binary, Size))
            {
                write.Write(new byte[Size / 2]);
                write.Write(new byte[Size / 2]);
                write.Complete();
            }

            // Consumes nothing and completes when something is there.
            Assert.Equal(new ValueWebSocketReceiveResult(0, WebSocketMessageType.Binary, false), socket.Receive(Memory<byte>.Empty));
            using Stream read = socket.OpenMessageReaderAsync().AsTask().Result!;
            byte[] got = new byte[Size];
            read.ReadExactly(got);
            Assert.Equal(-1, read.ReadByte());
        }
    });

    /// <summary>
    /// A sender that the server does not read from, and a second one behind it; the first is released by the server, both without the pool.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public void Send_BehindABlockedSend_WithAStarvedPool_Works(CurlFraming framing)
    {
        byte[] large = new byte[8 * 1024 * 1024];
        int onTheWire = Wire.Frame(WireOpcode.Binary, large, mask: 1).Length;
        Starved(
            server =>
            {
                using CurlWebSocket socket = CurlWebSocket.Connect(
                    server.Uri, Connections.Options(framing, o => o.SendTimeout = Deadline.Default));
                Exception? failure = null;
                Thread second = new(() => failure = Failure(() => socket.Send(large, WebSocketMessageType.Binary))) { IsBackground = true };
                second.Start();
                socket.Send(large, WebSocketMessageType.Binary);
                Assert.True(second.Join(Deadline.Default));
                Assert.Null(failure);
                Assert.Equal(Size, socket.Receive(new byte[1000]).Count);
                Assert.Equal(Size, socket.Receive(new byte[1000]).Count);
            },
            onTheWire);
    }

    [Theory]
    [InlineData(CurlFraming.Auto, "cancel")]
    [InlineData(CurlFraming.Auto, "abort")]
    [InlineData(CurlFraming.Auto, "dispose")]
    [InlineData(CurlFraming.Libcurl, "cancel")]
    [InlineData(CurlFraming.Libcurl, "abort")]
    [InlineData(CurlFraming.Libcurl, "dispose")]
    public void Receive_EndedByAnotherThread_WithAStarvedPool_EndsAtOnce(CurlFraming framing, string how) => Starved(server =>
    {
        using CancellationTokenSource cancel = new();
        using CurlWebSocket socket = CurlWebSocket.Connect(server.Uri, Connections.Options(framing));
        Exception? failure = null;
        Thread receiver = new(() => failure = Failure(() => socket.Receive(new byte[10], cancel.Token))) { IsBackground = true };
        receiver.Start();

        // Waits in the system: then it is stopped there. If it is stopped before, it ends all the same.
        SpinWait.SpinUntil(() => (receiver.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromMilliseconds(50));
        switch (how)
        {
            case "cancel":
                cancel.Cancel();
                break;
            case "abort":
                socket.Abort();
                break;
            default:
                socket.Dispose();
                break;
        }

        Assert.True(receiver.Join(Deadline.Default), "The receive goes on.");
        Assert.True(
            how == "dispose"
                ? failure is WebSocketException or ObjectDisposedException
                : failure is OperationCanceledException or ObjectDisposedException,
            $"{failure}");
        Assert.Equal(how == "dispose" ? WebSocketState.Closed : WebSocketState.Aborted, socket.State);
    });

    /// <summary>
    /// While a ping is unanswered and nobody receives, a task of the library's has the receive turn, and it waits for the pool.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Receive_BesideAnUnansweredPing_WithAStarvedPool_Works(CurlFraming framing)
    {
        Task<TimeSpan>? ping = null;
        Starved(server =>
        {
            using CurlWebSocket socket = CurlWebSocket.Connect(server.Uri, Connections.Options(framing));
            ping = socket.PingAsync().AsTask();
            for (int i = 0; i < 20; i++)
            {
                socket.Send(new byte[Size], WebSocketMessageType.Binary);
                Assert.Equal(Size, socket.Receive(new byte[1000]).Count);
            }
        });
        await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(ping!));
    }

    /// <summary>The limits of a blocking call need no timer of the pool's.</summary>
    [Theory]
    [InlineData(nameof(CurlWebSocketOptions.UpgradeTimeout))]
    [InlineData(nameof(CurlWebSocketOptions.ConnectTimeout))]
    public void Connect_ToASilentServer_WithAStarvedPool_EndsInTime(string option)
    {
        using Socket silent = Silent();
        Starved(_ =>
        {
            WebSocketException e = Assert.Throws<WebSocketException>(() => CurlWebSocket.Connect(
                new Uri($"ws://{silent.LocalEndPoint}/"),
                Connections.Options(CurlFraming.Auto, o =>
                {
                    TimeSpan limit = TimeSpan.FromMilliseconds(100);
                    (o.ConnectTimeout, o.UpgradeTimeout) =
                        option == nameof(o.ConnectTimeout) ? (limit, o.UpgradeTimeout) : (o.ConnectTimeout, limit);
                })));
            Assert.Equal(CurlErrorCode.OperationTimedOut, Assert.IsType<CurlException>(e.InnerException).Code);
        });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public void Send_LongerThanSendTimeout_WithAStarvedPool_EndsInTime(CurlFraming framing) => Starved(
        server =>
        {
            using CurlWebSocket socket = CurlWebSocket.Connect(
                server.Uri, Connections.Options(framing, o => o.SendTimeout = TimeSpan.FromMilliseconds(100)));

            // The server answers each byte, and reads no more when nobody takes its answers.
            WebSocketException e = Assert.Throws<WebSocketException>(
                () => socket.Send(new byte[16 * 1024 * 1024], WebSocketMessageType.Binary));
            Assert.IsType<TimeoutException>(e.InnerException);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        onTheWire: 1);

    [Fact]
    public void CurlEasy_ConnectAndDispose_WithAStarvedPool_Work() => Starved(server =>
    {
        using CurlEasy easy = new();
        easy.Options.Uri = server.Uri;
        easy.Connect();
        Assert.True(easy.IsConnected);
    });

    /// <summary>Disposing while a transfer is under way waits for the poller's thread, and for nothing else.</summary>
    [Fact]
    public async Task CurlEasy_DisposedWhileConnecting_WithAStarvedPool_EndsAtOnce()
    {
        using Socket silent = Silent();
        List<Task> connects = [];
        Starved(_ =>
        {
            // Several: of the first, the poller's thread may be done before anybody waits for it.
            for (int i = 0; i < 20; i++)
            {
                CurlEasy easy = new();
                easy.Options.Uri = new Uri($"ws://{silent.LocalEndPoint}/");
                connects.Add(easy.ConnectAsync());
                easy.Dispose();
            }
        });
        foreach (Task connect in connects)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(connect));
        }
    }

    /// <summary>Connected to by the system, and never answered.</summary>
    private static Socket Silent()
    {
        Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        return silent;
    }

    /// <summary>Runs this on a thread of its own while the pool is blocked, and sees that the pool had no part in it.</summary>
    private static void Starved(Action<QuietServer> action, int onTheWire = 0)
    {
        using QuietServer server = new(null, s_answer, onTheWire == 0 ? s_onTheWire : onTheWire);
        Exception? failure = null;
        bool inTime;
        bool poolHasRun;
        using (StarvedPool pool = new())
        {
            Thread thread = new(() => failure = Failure(() => action(server))) { IsBackground = true };
            thread.Start();
            inTime = thread.Join(Deadline.Default);
            poolHasRun = pool.HasRun;
        }

        Assert.True(inTime, "It waits for the thread pool.");
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        Assert.False(poolHasRun, "The pool was not starved all the time.");
    }

    private static Exception? Failure(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
