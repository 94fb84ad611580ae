using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>A connect whose thread does not come out of libcurl ends by its token and its limit, and holds nobody else up.</summary>
[Collection(nameof(StressAlone))]
[SuppressMessage("Reliability", "CA2025", Justification = "What the callback waits for is released before anything is disposed.")]
public sealed class StuckConnectTests : IDisposable
{
    private readonly ManualResetEventSlim _inside = new();
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => CurlPoller.Shared.LeftBehind == 0, Deadline.Default), "A thread did not come back.");
        _inside.Dispose();
        _release.Dispose();
    }

    [Theory]
    [InlineData("token", false)]
    [InlineData("limit", false)]
    [InlineData("upgrade limit", false)]
    [InlineData("token", true)]
    public async Task Connect_StuckInsideACall_EndsAllTheSame(string by, bool blocks)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        using CancellationTokenSource cancel = new();
        CurlWebSocketOptions options = Blocking(
            by == "upgrade limit" ? 2 : 1, connect: by == "limit" ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan);
        options.UpgradeTimeout = by == "upgrade limit" ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan;
        Task<CurlWebSocket> connect = blocks
            ? Task.Run(() => CurlWebSocket.Connect(server.WsUri, options, cancel.Token))
            : CurlWebSocket.ConnectAsync(server.WsUri, options, cancel.Token);
        await Deadline.Within(Task.Run(_inside.Wait));
        if (by == "token")
        {
            await cancel.CancelAsync();
            OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(connect));
            Assert.Equal(cancel.Token, canceled.CancellationToken);
        }
        else
        {
            WebSocketException late = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(connect));
            Assert.Equal(CurlErrorCode.OperationTimedOut, Assert.IsType<CurlException>(late.InnerException).Code);
            Assert.Contains("after 1 s", late.Message, StringComparison.Ordinal);
        }

        _release.Set();
    }

    [Fact]
    public async Task Connect_StuckInsideACall_HoldsNobodyUp()
    {
        await using ScriptedServer silent = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CancellationTokenSource cancel = new();
        Task<CurlWebSocket> waiting = CurlWebSocket.ConnectAsync(silent.WsUri, null, cancel.Token);
        Task<CurlWebSocket> stuck = CurlWebSocket.ConnectAsync(silent.WsUri, Blocking(1, Timeout.InfiniteTimeSpan), cancel.Token);
        await Deadline.Within(Task.Run(_inside.Wait));
        List<CurlWebSocket> sockets = [];
        try
        {
            for (int i = 0; i < 20; i++)
            {
                sockets.Add(await Deadline.Within(CurlWebSocket.ConnectAsync(server.WsUri)));
            }

            Assert.Equal(1, CurlPoller.Shared.LeftBehind);
            Assert.Contains("left behind 1", CurlLibrary.Describe(), StringComparison.Ordinal);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(waiting));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(stuck));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Handle_DisposedWhileItsConnectIsStuck_ReturnsAndIsFreedWhenTheCallDoes()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        using CurlEasy easy = new();
        easy.Options.Uri = server.WsUri;
        Block(easy, calls: 1);
        Task connect = easy.ConnectAsync();
        await Deadline.Within(Task.Run(_inside.Wait));
        await Deadline.Within(Task.Run(easy.Dispose));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(connect));
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => easy.Handle.IsClosed, Deadline.Default), "The handle was not freed.");
    }

    [Fact]
    public async Task Handle_WhoseConnectWasLeftBehind_CanBeUsedAgainWhenTheCallHasReturned()
    {
        await using ScriptedServer silent = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = new();
        using CancellationTokenSource cancel = new();
        easy.Options.Uri = silent.WsUri;
        Block(easy, calls: 1);
        Task connect = easy.ConnectAsync(cancel.Token);
        await Deadline.Within(Task.Run(_inside.Wait));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(connect));
        await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync());
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => CurlPoller.Shared.LeftBehind == 0 && easy.Handle.Multi is null, Deadline.Default));
        easy.Options.Uri = server.WsUri;
        await Deadline.Within(ConnectAgainAsync(easy));
        Assert.True(easy.IsConnected);
    }

    [Fact]
    public async Task Multi_DisposedWhileATransferIsStuck_Returns()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        using CurlEasy easy = new();
        easy.Options.Uri = new UriBuilder(server.WsUri) { Scheme = "http" }.Uri;
        Block(easy, calls: 1);
        CurlMulti multi = new();
        Task transfer = multi.PerformAsync(easy);
        await Deadline.Within(Task.Run(_inside.Wait));
        await Deadline.Within(Task.Run(multi.Dispose));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(transfer));
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => multi.Handle.IsClosed, Deadline.Default), "The multi handle was not freed.");
    }

    /// <summary>The transfer of before is let go of a moment after its handle was removed.</summary>
    private static async Task ConnectAgainAsync(CurlEasy easy)
    {
        while (true)
        {
            try
            {
                await easy.ConnectAsync();
                return;
            }
            catch (InvalidOperationException)
            {
                await Task.Yield();
            }
        }
    }

    private CurlWebSocketOptions Blocking(int calls, TimeSpan connect) =>
        new() { ConnectTimeout = connect, Configure = easy => Block(easy, calls) };

    /// <summary>Stands for a call of libcurl that does not return: a callback of it, the first one or a later one.</summary>
    private void Block(CurlEasy easy, int calls)
    {
        void Wait()
        {
            _inside.Set();
            _release.Wait();
        }

        if (calls == 1)
        {
            easy.SocketCreatedCallback = _ =>
            {
                Wait();
                return CurlSocketResult.Connect;
            };
        }
        else
        {
            // The upgrade is being sent: its limit has begun.
            easy.TraceCallback = (kind, _) =>
            {
                if (kind == CurlTraceKind.HeaderOut)
                {
                    Wait();
                }
            };
        }
    }
}
