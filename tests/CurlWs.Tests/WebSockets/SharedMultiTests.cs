using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Connections that live in one multi handle with others know nothing of each other.</summary>
public sealed class SharedMultiTests : IClassFixture<TestCertificates>, IDisposable
{
    private readonly TestCertificates _certificates;
    private readonly int _spread = ConnectionMulti.Spread;

    public SharedMultiTests(TestCertificates certificates)
    {
        Assert.SkipUnless(CurlLibrary.Version >= new Version(8, 22, 0), "Connections share a multi handle from libcurl 8.22 on.");
        _certificates = certificates;
        ConnectionMulti.Spread = 1;
    }

    public void Dispose() => ConnectionMulti.Spread = _spread;

    [Fact]
    public void Join_ManyConnections_FillsMultiHandlesAndSpreadsOverThem()
    {
        List<(CURL Handle, ConnectionMulti.Place Place)> all = [];
        try
        {
            for (int i = 0; i < 10 * ConnectionMulti.MostConnections; i++)
            {
                // Counted in the whole process, where other tests have connections: first more than there are, then fewer.
                ConnectionMulti.Spread = i < 5 ? int.MaxValue : 0;
                CURL curl = LibCurl.curl_easy_init()!;
                all.Add((curl, ConnectionMulti.Join(curl, new MultiKey(new Uri("ws://one.test/"), new Dictionary<CURLoption, object?>()))));
            }

            int[] sizes = [.. all.GroupBy(p => p.Place.Multi).Select(g => g.Count())];
            Assert.True(sizes.Length >= 10);
            Assert.All(sizes, size => Assert.InRange(size, 1, ConnectionMulti.MostConnections));
            Assert.Equal(5, all.Take(5).Select(p => p.Place.Multi).Distinct().Count());
        }
        finally
        {
            foreach ((CURL handle, ConnectionMulti.Place place) in all)
            {
                handle.Dispose();
                place.Dispose();
            }
        }
    }

    [Fact]
    public async Task Connect_Default_SharesTheMultiHandleAndItsDescriptors()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlWebSocket first = await CurlWebSocket.ConnectAsync(server.WsUri);
        Assert.True(first.Easy.SharesMulti);
        List<CurlWebSocket> sockets = [first];
        try
        {
            while (sockets.Count < ConnectionMulti.MostConnections)
            {
                sockets.Add(await CurlWebSocket.ConnectAsync(server.WsUri));
            }

            Assert.True(sockets.Select(s => s.Easy.Handle.Multi).Distinct().Count() < ConnectionMulti.MostConnections / 2);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData("Configure")]
    [InlineData("TraceCallback")]
    [InlineData("Resolve")]
    [InlineData("Libcurl")]
    public async Task Connect_WithCallbacksOrNames_HasAMultiHandleOfItsOwn(string what)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlWebSocketOptions options = what switch
        {
            "Configure" => new CurlWebSocketOptions { Configure = static _ => { } },
            "TraceCallback" => new CurlWebSocketOptions { TraceCallback = static (_, _) => { } },
            "Resolve" => new CurlWebSocketOptions { Resolve = ["elsewhere.test:80:127.0.0.1"] },
            _ => new CurlWebSocketOptions { Framing = CurlFraming.Libcurl },
        };
        using CurlWebSocket other = await CurlWebSocket.ConnectAsync(server.WsUri);
        using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri, options);
        Assert.False(socket.Easy.SharesMulti);
        Assert.NotSame(other.Easy.Handle.Multi, socket.Easy.Handle.Multi);
    }

    /// <summary>Each would parse and hold roots of its own: 900 KiB, where they are a system's.</summary>
    [Fact]
    public async Task Connect_LibcurlFramingWithRoots_SharesThem()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, Tls());

        // As long as a system's, by what is no root. One of the last moments might be written again unseen, and is read each time.
        using RootsFolder folder = new();
        string roots = folder.PathOf("roots.pem");
        string root = await System.IO.File.ReadAllTextAsync(_certificates.CaFile);
        await System.IO.File.WriteAllTextAsync(roots, root + string.Concat(Enumerable.Repeat("No root.\n", 20_000)));
        System.IO.File.SetLastWriteTimeUtc(roots, DateTime.UtcNow.AddHours(-1));
        List<CurlWebSocket> sockets = [];
        try
        {
            while (sockets.Count < 5)
            {
                sockets.Add(await Connections.ConnectAsync(server.WsUri, CurlFraming.Libcurl, o => o.CaFile = roots));
            }

            Assert.All(sockets, socket => Assert.True(socket.Easy.SharesMulti));
            Assert.Single(sockets.Select(s => s.Easy.Handle.Multi).Distinct());

            // Those in memory libcurl keeps for nobody: a multi handle with others would save nothing.
            sockets.Add(await Connections.ConnectAsync(
                server.WsUri, CurlFraming.Libcurl, o => o.CaBlob = System.IO.File.ReadAllBytes(roots)));
            Assert.False(sockets[^1].Easy.SharesMulti);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Calls in one multi handle take turns: that is worth a system's hundred roots, and not the one of a company.</summary>
    [Theory]
    [InlineData(4 * 1024, false)]
    [InlineData(64 * 1024, true)]
    public void Join_Roots_ShareAtOnceWhereTheyAreMany(long bytes, bool share)
    {
        FileStamp file = new("/roots.pem", Written: 1, bytes);
        CachedRoots roots = new(file, CurlTlsOptions.None, ProxyFile: null, CurlTlsOptions.None);
        MultiKey key = new(new Uri("wss://one.test/"), new Dictionary<CURLoption, object?>(), roots);
        List<(CURL Handle, ConnectionMulti.Place Place)> all = [];
        ConnectionMulti.Spread = int.MaxValue;
        try
        {
            while (all.Count <= Environment.ProcessorCount)
            {
                CURL curl = LibCurl.curl_easy_init()!;
                all.Add((curl, ConnectionMulti.Join(curl, key, roots)));
            }

            Assert.Equal(share, all.Select(p => p.Place.Multi).Distinct().Count() < all.Count);
        }
        finally
        {
            foreach ((CURL handle, ConnectionMulti.Place place) in all)
            {
                handle.Dispose();
                place.Dispose();
            }
        }
    }

    [Fact]
    public async Task Receive_MessageOfAServerThatSpeaksFirst_SurvivesTheConnectsOfOthers()
    {
        int connections = 0;
        Func<ScriptedConnection, Task> speaks = Scripts.Upgraded(async c =>
        {
            await c.WriteTextAsync("hello");
            await c.WaitForEofAsync();
        });
        await using ScriptedServer server = ScriptedServer.Start(
            c => Interlocked.Increment(ref connections) == 1 ? speaks(c) : Scripts.EchoAsync(c));
        using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri);

        // libcurl looks for dead connections at a connect, at most once in a second: two such looks.
        long begin = Stopwatch.GetTimestamp();
        int met = 0;
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(2.5))
        {
            using CurlWebSocket other = await CurlWebSocket.ConnectAsync(server.WsUri);
            met += ReferenceEquals(other.Easy.Handle.Multi, socket.Easy.Handle.Multi) ? 1 : 0;
        }

        Assert.True(met > 1);
        (_, byte[] payload) = await socket.ReceiveWholeAsync();
        Assert.Equal("hello"u8.ToArray(), payload);
    }

    [Fact]
    public async Task Connect_ToAnotherOriginOrWithOtherTrust_HasAMultiHandleOfItsOwn()
    {
        WindowsFacts.RequireMutualTls();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, Tls());
        await using ScriptedServer elsewhere = ScriptedServer.Start(Scripts.EchoAsync, Tls());
        (Uri, CurlWebSocketOptions)[] kinds =
        [
            (server.WsUri, new() { CaFile = _certificates.CaFile }),
            (elsewhere.WsUri, new() { CaFile = _certificates.CaFile }),
            (new UriBuilder(server.WsUri) { Host = "127.0.0.1" }.Uri, new() { CaFile = _certificates.CaFile }),
            (server.WsUri, new() { VerifyServerCertificate = false }),
            (server.WsUri, new() { CaBlob = System.IO.File.ReadAllBytes(_certificates.CaFile) }),
            (server.WsUri, new()
            {
                CaFile = _certificates.CaFile,
                ClientCertificateFile = _certificates.Client.CertificateFile,
                ClientKeyFile = _certificates.Client.KeyFile,
            }),
            (server.WsUri, new() { CaFile = _certificates.CaFile, TlsMinimum = CurlTlsVersion.Tls12 }),
            (server.WsUri, new() { CaFile = _certificates.CaFile, Credentials = new System.Net.NetworkCredential("a", "b") }),
        ];
        List<CurlWebSocket> sockets = [];
        try
        {
            foreach ((Uri uri, CurlWebSocketOptions options) in kinds)
            {
                sockets.Add(await CurlWebSocket.ConnectAsync(uri, options));

                // Another path, header, cookie or limit makes no difference.
                options.RequestHeaders.Add("X-One", uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
                options.ConnectTimeout = TimeSpan.FromSeconds(30);
                sockets.Add(await CurlWebSocket.ConnectAsync(new Uri(uri, "/elsewhere?x=1"), options));
                Assert.Same(sockets[^2].Easy.Handle.Multi, sockets[^1].Easy.Handle.Multi);
            }

            Assert.Equal(kinds.Length, sockets.Select(s => s.Easy.Handle.Multi).Distinct().Count());
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    private ScriptedServerOptions Tls() => new() { Certificate = _certificates.Server };

    [Fact]
    public async Task Connect_ToAServerThatNeverAnswers_HoldsNobodyUp()
    {
        await using ScriptedServer silent = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri);
        using CancellationTokenSource cancellation = new();
        Task<CurlWebSocket>[] stuck =
            [.. Enumerable.Range(0, 8).Select(_ => CurlWebSocket.ConnectAsync(silent.WsUri, null, cancellation.Token))];
        await EchoAsync(socket);
        cancellation.Cancel();
        foreach (Task<CurlWebSocket> attempt in stuck)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);
        }

        await EchoAsync(socket);
    }

    [Fact]
    public async Task Trust_OfOneConnection_IsNotTheOthers()
    {
        WindowsFacts.RequireTrustDecisions();
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = _certificates.Server });
        Uri uri = server.WsUri;
        CurlWebSocketOptions trusting = new() { CaFile = _certificates.CaFile };
        for (int i = 0; i < 3; i++)
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, trusting);
            await EchoAsync(socket);
            await Assert.ThrowsAsync<WebSocketException>(() => CurlWebSocket.ConnectAsync(uri));
            await Assert.ThrowsAsync<WebSocketException>(
                () => CurlWebSocket.ConnectAsync(uri, new CurlWebSocketOptions { CaFile = _certificates.OtherCa.CertificateFile }));
            await EchoAsync(socket);
        }
    }

    [Theory]
    [InlineData(CurlFraming.Auto, 20_000)]
    [InlineData(CurlFraming.Libcurl, 100_000)]
    public async Task Transfers_OnAllConnectionsOfAMultiHandle_RunWhileOthersComeAndGo(CurlFraming framing, int size)
    {
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = _certificates.Server });
        CurlWebSocketOptions options = new() { CaFile = _certificates.CaFile, Framing = framing };
        using CancellationTokenSource enough = new();
        Task comers = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri, options);
                await EchoAsync(socket);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, ConnectionMulti.MostConnections - 2).Select(_ => Task.Run(async () =>
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(server.WsUri, options);
            for (int i = 0; i < 50; i++)
            {
                await EchoAsync(socket, size);
            }
        })));
        enough.Cancel();
        await comers;
    }

    [Fact]
    public async Task Socket_Abandoned_IsClosedByTheFinalizer()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int connections = 0;
        Func<ScriptedConnection, Task> abandoned = Scripts.Upgraded(async c =>
        {
            await c.WaitForEofAsync();
            ended.SetResult();
        });
        await using ScriptedServer server = ScriptedServer.Start(
            c => Interlocked.Increment(ref connections) == 2 ? abandoned(c) : Scripts.EchoAsync(c));
        using CurlWebSocket other = await CurlWebSocket.ConnectAsync(server.WsUri);
        await AbandonAsync(server.WsUri);
        using CancellationTokenSource limit = new(Deadline.Default);

        // The server sees the end before it is counted, and another test that leaves handles to the finaliser may have counted this one as
        // its own.
        while (!ended.Task.IsCompleted || HandleLedger.Forgive(nameof(CURL), 1) == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            Garbage.Collect();
            await Task.Yield();
        }

        await EchoAsync(other);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AbandonAsync(Uri uri)
    {
        CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, new CurlWebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        Assert.True(socket.Easy.SharesMulti);
    }

    private static async Task EchoAsync(CurlWebSocket socket, int size = 100)
    {
        byte[] message = new byte[size];
        Random.Shared.NextBytes(message);
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
        (_, byte[] answer) = await socket.ReceiveWholeAsync();
        Assert.Equal(message, answer);
    }
}
