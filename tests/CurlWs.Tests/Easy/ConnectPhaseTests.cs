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

/// <summary>A deadline and a cancellation end a connect in whichever phase it hangs.</summary>
public sealed class ConnectPhaseTests
{
    public static TheoryData<string> Phases => ["DNS", "TCP", "TLS", "HTTP proxy", "HTTPS proxy's TLS", "SOCKS proxy", "upgrade"];

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Deadline_InEachPhase_EndsTheConnect(string phase)
    {
        await using Hang hang = await Hang.CreateAsync(phase);
        using CurlEasy easy = hang.NewEasy();
        easy.Options.Timeout = TimeSpan.FromMilliseconds(200);
        CurlException late = await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal(CurlErrorCode.OperationTimedOut, late.Code);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Cancellation_InEachPhase_EndsTheConnect(string phase)
    {
        await using Hang hang = await Hang.CreateAsync(phase);
        using CurlEasy easy = hang.NewEasy();
        using CancellationTokenSource source = new();
        Task connect = easy.ConnectAsync(source.Token);
        await hang.ReachedAsync();
        Assert.True(await StaysPendingAsync(connect));
        await source.CancelAsync();
        OperationCanceledException canceled = await ThrowsAsync<OperationCanceledException>(() => connect);
        Assert.Equal(source.Token, canceled.CancellationToken);
    }

    /// <summary>A place where a connect hangs in one phase.</summary>
    private sealed class Hang(Uri url, Func<Task> reached, Action<CURL>? configure, params IAsyncDisposable[] servers) : IAsyncDisposable
    {
        internal static async Task<Hang> CreateAsync(string phase)
        {
            BlackHole hole = phase == "TCP" ? await BlackHole.StartFullAsync() : BlackHole.Start();
            Task Accepted() => hole.Clients.ItemAsync();
            switch (phase)
            {
                case "DNS":
                    // Loopback has no name server that could hang but one that is asked over HTTPS.
                    return new Hang(
                        new Uri("ws://name.test/"), Accepted, curl => SetDoh(curl, $"https://127.0.0.1:{hole.Port}/dns-query"), hole);
                case "TCP":
                    return new Hang(hole.WsUri, () => Task.CompletedTask, null, hole);
                case "TLS":
                    return new Hang(hole.WssUri, Accepted, null, hole);
                case "HTTPS proxy's TLS":
                    return new Hang(new Uri("wss://name.test/"), Accepted, curl => SetProxy(curl, $"https://127.0.0.1:{hole.Port}"), hole);
                case "HTTP proxy":
                    HttpProxyServer http = HttpProxyServer.Start(new HttpProxyOptions { Hang = true });
                    return new Hang(
                        new Uri("wss://name.test/"),
                        () => http.Requests.ItemAsync(),
                        curl => SetProxy(curl, http.Uri.AbsoluteUri),
                        hole,
                        http);
                case "SOCKS proxy":
                    SocksServer socks = SocksServer.Start(new SocksServerOptions { Hang = true });
                    return new Hang(
                        new Uri("ws://name.test/"), () => socks.Requests.ItemAsync(), curl => SetProxy(curl, socks.UriFor().OriginalString),
                        hole, socks);
                default:
                    ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
                    return new Hang(server.WsUri, () => server.Connections.ItemAsync(), null, hole, server);
            }
        }

        internal CurlEasy NewEasy()
        {
            CurlEasy easy = New(url);
            configure?.Invoke(easy.Handle);
            return easy;
        }

        internal Task ReachedAsync() => reached();

        public async ValueTask DisposeAsync()
        {
            foreach (IAsyncDisposable server in servers)
            {
                await server.DisposeAsync();
            }
        }

        private static void SetProxy(CURL curl, string proxy) => Session.Set(curl, LibCurl.CURLOPT_PROXY, proxy);

        private static void SetDoh(CURL curl, string url)
        {
            CURLcode code = LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_DOH_URL, url);
            Assert.SkipWhen(code != CURLcode.CURLE_OK, $"This libcurl {CurlLibrary.Version} has no DNS over HTTPS ({code}).");
        }
    }
}
