#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

public sealed class ConnectTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Connect_Refused_SaysTheStatus(int status)
    {
        await using ScriptedServer server = ScriptedServer.Start(c => c.RespondAsync(status, [("Location", "/elsewhere")], "no"));
        using CurlEasy easy = New(server.WsUri);
        CurlException refusal = await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal(CURLcode.CURLE_HTTP_RETURNED_ERROR, refusal.Code);
        Assert.Equal(status, Session.Long(easy.Handle, LibCurl.CURLINFO_RESPONSE_CODE));
        Assert.False(easy.IsConnected);
        Assert.Equal(1, server.Connections.Count);
    }

    [Fact]
    public async Task Connect_AfterEveryKindOfFailure_WorksOnTheSameObject()
    {
        await using BlackHole nobody = BlackHole.Start();
        await using ScriptedServer server = ScriptedServer.Start([c => c.RespondAsync(401), Scripts.EchoAsync]);
        using CurlEasy easy = New(nobody.WsUri);
        easy.Options.Timeout = TimeSpan.FromMilliseconds(20);
        await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        using (CancellationTokenSource source = new())
        {
            easy.Options.Timeout = null;
            Task connect = easy.ConnectAsync(source.Token);
            await source.CancelAsync();
            await ThrowsAsync<OperationCanceledException>(() => connect);
        }

        easy.Options.Url = server.WsUri;
        await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        await easy.ConnectAsync(Deadline.Token());
        Assert.True(easy.IsConnected);
        await easy.SendAsync("x"u8.ToArray(), WebSocketFrameFlags.Text);
        Assert.Equal("x"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
    }

    [Fact]
    public async Task Connect_TokenCancelledBefore_DoesNothing()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(nobody.WsUri);
        CancellationToken cancelled = new(canceled: true);
        OperationCanceledException e = await ThrowsAsync<OperationCanceledException>(() => easy.ConnectAsync(cancelled));
        Assert.Equal(cancelled, e.CancellationToken);
        Assert.Empty(nobody.Clients.Items);
    }

    [Fact]
    public async Task Connect_TimeoutOfZero_IsNoLimit()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server, e => e.Options.Timeout = TimeSpan.Zero);
        Assert.True(easy.IsConnected);
    }

    [Fact]
    public async Task Connect_WhileAnotherIsUnderWay_ThrowsAndLeavesItAlone()
    {
        Gate answer = new();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await answer.WaitAsync();
            await Scripts.EchoAsync(c);
        });
        using CurlEasy easy = New(server.WsUri);
        using CurlMulti multi = new();
        Task first = easy.ConnectAsync(Deadline.Token());
        await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => multi.PerformAsync(easy, Deadline.Token()));
        Assert.Throws<InvalidOperationException>(easy.Perform);
        answer.Open();
        await first;
        Assert.True(easy.IsConnected);
    }

    [Fact]
    public async Task Connect_FromManyThreadsAtOnce_OneWins()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        for (int round = 0; round < 20; round++)
        {
            using CurlEasy easy = New(server.WsUri);
            Task[] attempts = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => easy.ConnectAsync(Deadline.Token())))];
            await Deadline.Within(Task.WhenAll(attempts.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default))));
            Assert.Equal(1, attempts.Count(t => t.IsCompletedSuccessfully));
            Assert.All(attempts.Where(t => t.IsFaulted), t => Assert.IsType<InvalidOperationException>(t.Exception!.InnerException));
            Assert.Equal(round + 1, server.Connections.Count);
        }
    }

    [Fact]
    public async Task Dispose_WhileConnecting_EndsTheConnectAndTheConnection()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        for (int round = 0; round < 50; round++)
        {
            CurlEasy easy = New(server.WsUri);
            Task connect = easy.ConnectAsync(Deadline.Token());
            if (round % 2 == 0)
            {
                await server.Connections.ItemAsync(server.Connections.Count == 0 ? 0 : server.Connections.Count - 1);
            }

            easy.Dispose();
            await ThrowsAsync<ObjectDisposedException>(() => connect);
        }

        await AssertPollerLivesAsync();
    }

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
        await AssertPollerLivesAsync();
    }

    [Fact]
    public async Task PerformAsync_AfterACancelledOne_IsNotForgotten()
    {
        await using BlackHole nobody = BlackHole.Start();
        await using ScriptedServer server = ScriptedServer.Start(c => c.RespondAsync(204));
        using CurlMulti multi = new();
        for (int round = 0; round < 10; round++)
        {
            using CurlEasy hanging = New(new Uri($"http://127.0.0.1:{nobody.Port}/"));
            using CancellationTokenSource source = new();
            Task cancelled = multi.PerformAsync(hanging, source.Token);
            await nobody.Clients.ItemAsync(round);
            await source.CancelAsync();
            await ThrowsAsync<OperationCanceledException>(() => cancelled);
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
        await AssertPollerLivesAsync();
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

    internal static async Task AssertPollerLivesAsync()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server);
        Assert.True(easy.IsConnected);
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
