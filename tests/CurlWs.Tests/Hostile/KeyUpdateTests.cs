using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>
/// TLS takes key updates without end inside one read: the token, Abort, Dispose and CloseTimeout end it all the same, and others go on.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class KeyUpdateTests : IClassFixture<TestCertificates>, IDisposable
{
    private readonly TestCertificates _certificates;
    private readonly ITestOutputHelper _output;
    private readonly int _spread = ConnectionMulti.Spread;

    public KeyUpdateTests(TestCertificates certificates, ITestOutputHelper output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The server is the system's libssl.so.3.");
        TestCertificates.RequireCurves();
        (_certificates, _output) = (certificates, output);
        ConnectionMulti.Spread = 1;
    }

    public static TheoryData<CurlFraming, string> Ends
    {
        get
        {
            TheoryData<CurlFraming, string> data = [];
            foreach (string end in new[] { "token", "abort", "dispose", "close", "send token" })
            {
                data.Add(CurlFraming.Auto, end);
                data.Add(CurlFraming.Libcurl, end);
            }

            return data;
        }
    }

    public void Dispose() => ConnectionMulti.Spread = _spread;

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Receive_ServerSendsKeyUpdatesWithoutEnd_EndsAllTheSame(CurlFraming framing, string end)
    {
        await using KeyUpdateServer hostile = new(_certificates.Server);
        using CurlWebSocket socket = await Deadline.Within(ConnectAsync(hostile.Uri, framing));
        using CancellationTokenSource cancel = new();
        Task receive = Task.Run(async () =>
        {
            await socket.ReceiveAsync(new byte[100].AsMemory(), cancel.Token);
        });
        await StuckAsync(hostile, socket);
        switch (end)
        {
            case "token":
                await cancel.CancelAsync();
                Assert.Equal(
                    cancel.Token,
                    (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(receive))).CancellationToken);
                break;
            case "send token":
                using (CancellationTokenSource limit = new(TimeSpan.FromSeconds(0.2)))
                {
                    // It may go out between two calls, if there are two.
                    await Deadline.Within(Task.Run(() => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, limit.Token))
                        .ContinueWith(static _ => { }, TaskScheduler.Default));
                    socket.Abort();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(receive));
                }

                break;
            case "abort":
                await Deadline.Within(Task.Run(socket.Abort));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(receive));
                break;
            case "dispose":
                await Deadline.Within(Task.Run(socket.Dispose));
                await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(receive));
                break;
            default:
                await Deadline.Within(Task.Run(async () => await socket.DisposeAsync()));
                await Assert.ThrowsAnyAsync<Exception>(() => Deadline.Within(receive));
                break;
        }

        Assert.True(SpinWait.SpinUntil(() => socket.Easy.Handle.IsClosed, Deadline.Default), "The handle was not freed.");
    }

    /// <summary>More connects than one multi handle takes: some would be put behind the call that does not return.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connects_WhileAReceiveIsStuck_WorkToAGoodServerAndToTheSameOne(CurlFraming framing)
    {
        await using KeyUpdateServer hostile = new(_certificates.Server);
        await using ScriptedServer good = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = _certificates.Server });
        using CurlWebSocket before = await ConnectAsync(good.WsUri, framing);
        using CurlWebSocket socket = await ConnectAsync(hostile.Uri, framing);
        Task receive = Task.Run(() => socket.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None).AsTask());
        await StuckAsync(hostile, socket);
        for (int i = 0; i < ConnectionMulti.MostConnections + 1; i++)
        {
            using CurlWebSocket other = await Deadline.Within(ConnectAsync(good.WsUri, framing));
            await EchoAsync(other);
            await EchoAsync(before);
        }

        // The same server keeps its own waiting at most for a moment: what joins later is not put behind the stuck call.
        using CurlWebSocket again = await Deadline.Within(ConnectAnywayAsync(hostile.Uri, framing));
        await Deadline.Within(Task.Run(again.Abort));
        await Deadline.Within(Task.Run(socket.Abort));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(receive));
        Assert.True(SpinWait.SpinUntil(() => socket.Easy.Handle.IsClosed, Deadline.Default), "The handle was not freed.");
    }

    /// <summary>The receive is inside one call that does not return; or the client is faster than the server, which is said.</summary>
    private async Task StuckAsync(KeyUpdateServer hostile, CurlWebSocket socket)
    {
        Gate stuck = new();
        while (!stuck.IsOpen && hostile.Updates < 400_000)
        {
            socket.Easy.IfStuck(stuck.Open);
            await Task.Run(() => SpinWait.SpinUntil(() => stuck.IsOpen, TimeSpan.FromSeconds(0.4)));
        }

        _output.WriteLine($"{hostile.Updates} key updates, {(stuck.IsOpen ? "one call takes them all" : "the client is faster")}");
    }

    private async Task<CurlWebSocket> ConnectAnywayAsync(Uri uri, CurlFraming framing)
    {
        try
        {
            return await ConnectAsync(uri, framing, TimeSpan.FromSeconds(1));
        }
        catch (WebSocketException)
        {
            return await ConnectAsync(uri, framing, TimeSpan.FromSeconds(5));
        }
    }

    private Task<CurlWebSocket> ConnectAsync(
        Uri uri, CurlFraming framing, TimeSpan? limit = null) => Connections.ConnectAsync(uri, framing, o =>
    {
        o.CaFile = _certificates.CaFile;
        o.CloseTimeout = TimeSpan.FromSeconds(0.3);
        o.ConnectTimeout = limit ?? Deadline.Default;
    });

    private static async Task EchoAsync(CurlWebSocket socket)
    {
        await socket.SendAsync(new byte[3], WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(new byte[10].AsMemory(), Deadline.Token());
        Assert.Equal(3, result.Count);
    }
}
