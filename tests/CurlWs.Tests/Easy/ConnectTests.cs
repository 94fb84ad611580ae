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
        Assert.Equal(CurlErrorCode.HttpReturnedError, refusal.Code);
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

        easy.Options.Uri = server.WsUri;
        await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        await easy.ConnectAsync(Deadline.Token());
        Assert.True(easy.IsConnected);
        await easy.SendAsync("x"u8.ToArray(), WebSocketFrameKind.Text);
        Assert.Equal("x"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
    }

    [Fact]
    public async Task Connect_TokenCanceledBefore_DoesNothing()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(nobody.WsUri);
        CancellationToken canceled = new(canceled: true);
        OperationCanceledException e = await ThrowsAsync<OperationCanceledException>(() => easy.ConnectAsync(canceled));
        Assert.Equal(canceled, e.CancellationToken);
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

    internal static async Task AssertPollerLivesAsync()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server);
        Assert.True(easy.IsConnected);
    }
}
