#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>A transfer that the poller's thread drives: how it ends, and what its callbacks may do.</summary>
public sealed class TransferTests
{
    [Fact]
    public async Task Dispose_WhilePerformAsyncRuns_EndsTheTransfer()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlMulti multi = new();
        CurlEasy easy = New(new Uri($"http://127.0.0.1:{nobody.Port}/"));
        Task transfer = multi.PerformAsync(easy, Deadline.Token());
        await Assert.ThrowsAsync<InvalidOperationException>(() => multi.PerformAsync(easy, Deadline.Token()));
        Assert.Throws<InvalidOperationException>(easy.Perform);
        await nobody.Clients.ItemAsync();
        easy.Dispose();
        await ThrowsAsync<ObjectDisposedException>(() => transfer);
        await ConnectTests.AssertPollerLivesAsync();
    }

    [Fact]
    public async Task PerformAsync_AfterACanceledOne_IsNotForgotten()
    {
        await using BlackHole nobody = BlackHole.Start();
        await using ScriptedServer server = ScriptedServer.Start(c => c.RespondAsync(204));
        using CurlMulti multi = new();
        for (int round = 0; round < 10; round++)
        {
            using CurlEasy hanging = New(new Uri($"http://127.0.0.1:{nobody.Port}/"));
            using CancellationTokenSource source = new();
            Task canceled = multi.PerformAsync(hanging, source.Token);
            await nobody.Clients.ItemAsync(round);
            await source.CancelAsync();
            await ThrowsAsync<OperationCanceledException>(() => canceled);
            using CurlEasy easy = New(server.HttpUri);
            Session.Set(easy.Handle, LibCurl.CURLOPT_FRESH_CONNECT, 1);
            await Deadline.Within(multi.PerformAsync(easy, Deadline.Token()));
        }
    }

    [Fact]
    public async Task HandleClosedUnderATransfer_EndsItAndNothingElse()
    {
        await using BlackHole nobody = BlackHole.Start();
        CurlMulti multi = new();
        using CurlEasy easy = New(new Uri($"http://127.0.0.1:{nobody.Port}/"));
        Task transfer = multi.PerformAsync(easy, Deadline.Token());
        await nobody.Clients.ItemAsync();
        multi.Handle.Dispose();
        using CancellationTokenSource source = new();
        Task wait = Task.WhenAny(transfer);
        await Deadline.Within(wait);
        Assert.IsType<ObjectDisposedException>(transfer.Exception!.InnerException);
        multi.Dispose();
        await ConnectTests.AssertPollerLivesAsync();
    }

    [Fact]
    public async Task CallbackOnThePollersThread_BlockingConnectAndDispose_DoNotWaitForThemselves()
    {
        await using ScriptedServer server = ScriptedServer.Start(c => c.RespondAsync(200, body: "x"));
        await using BlackHole nobody = BlackHole.Start();
        using CurlMulti multi = new();
        using CurlEasy easy = New(server.HttpUri);
        CurlEasy other = New(nobody.WsUri);
        Task connecting = other.ConnectAsync(Deadline.Token());
        Exception? refusal = null;
        SetHeaderCallback(easy, () =>
        {
            refusal ??= Record.Exception(() => easy.Connect());
            other.Dispose();
        });
        await Deadline.Within(multi.PerformAsync(easy, Deadline.Token()));
        Assert.IsType<InvalidOperationException>(refusal);
        await ThrowsAsync<ObjectDisposedException>(() => connecting);
    }

    private static unsafe void SetHeaderCallback(CurlEasy easy, Action action)
    {
        curl_write_callback callback = (_, size, count, _) =>
        {
            action();
            return size * count;
        };
        LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_HEADERFUNCTION, callback);
    }
}
