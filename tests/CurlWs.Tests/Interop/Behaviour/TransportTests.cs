using System;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>The same over TLS, over a Unix socket and through an HTTP proxy.</summary>
public sealed class TransportTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private ScriptedServerOptions Tls => new() { Certificate = certificates.Server };

    public static TheoryData<string> Names { get; } =
        new("one frame of each kind (2700)", "65537 bytes (2707)", "control frames between fragments (2721)", "a masked frame (2706)",
            "the end within a payload");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Tls_ServerBytes_GiveTheSame(string name)
    {
        WindowsFacts.RequireEndOfTls();
        ReceiveCase expected = ReceiveCase.Named(name);
        return BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync(glued: expected.Bytes.AsMemory(..(expected.Bytes.Length / 2)));
                await connection.WriteAsync(expected.Bytes.AsMemory(expected.Bytes.Length / 2));
            },
            server =>
            {
                using Session session = ConnectTls(server);
                Assert.Equal([.. Received.Lines(expected.Frames), expected.End.ToString()], session.RecvLines(1000));
            },
            Tls);
    }

    /// <remarks>A reader that polls only after AGAIN never waits for bytes that TLS or libcurl holds already.</remarks>
    [Theory]
    [InlineData(600, 1000)]
    [InlineData(20, 65536)]
    [InlineData(3, 1 << 20)]
    public Task Tls_Burst_NeedsNoFurtherByteToBeRead(int count, int size) => BlockingClient.UpgradedAsync(
        connection => connection.WriteAsync(Wire.Concat(Enumerable.Range(0, count).Select(seed => Wire.Binary(Wire.Noise(size, seed))))),
        server =>
        {
            using Session session = ConnectTls(server);
            FrameAssembler frames = new();
            session.RecvAll(frames, 4096, _ => frames.Frames.Count == count);
            Assert.Equal(
                Received.Lines(Enumerable.Range(0, count).Select(seed => new Received(CURLWS_BINARY, Wire.Noise(size, seed)))),
                Received.Lines(frames.Frames));
        },
        Tls);

    [Fact]
    public Task Tls_Echo_ComesBackTheSame() => BlockingClient.RunAsync(
        Scripts.EchoAsync,
        server =>
        {
            using Session session = ConnectTls(server);
            FrameAssembler frames = new();
            for (int i = 0; i < 20; i++)
            {
                session.SendAll(CURLWS_BINARY, Wire.Noise(65536, i));
                session.RecvAll(frames, 65536, _ => true);
            }

            Assert.Equal(
                Received.Lines(Enumerable.Range(0, 20).Select(seed => new Received(CURLWS_BINARY, Wire.Noise(65536, seed)))),
                Received.Lines(frames.Frames));
        },
        Tls);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Tls_EndOfStream_IsTheEndWithOrWithoutCloseNotify(bool closeNotify)
    {
        WindowsFacts.RequireEndOfTls();
        return BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync(glued: Wire.Text("x"));
                await connection.CloseSendAsync(closeNotify);
            },
            server =>
            {
                using Session session = ConnectTls(server);
                Assert.Equal(["TEXT [1] x", closeNotify ? nameof(CURLE_GOT_NOTHING) : nameof(CURLE_RECV_ERROR)], session.RecvLines());
            },
            Tls);
    }

    [Fact]
    public async Task Tls_UnknownIssuer_IsRefusedBeforeTheRequest()
    {
        await using ScriptedServer server = ScriptedServer.Start(connection => connection.WaitForEofAsync(), Tls);
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = Session.Open(server,
                curl => Session.Set(curl, CURLOPT_CAINFO, certificates.OtherCa.CertificateFile), out CURLcode code);
            Assert.Equal(CURLE_PEER_FAILED_VERIFICATION, code);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HttpProxy_Ws_IsTunnelledSince821AndBeforeOnlyOnDemand(bool tunnelOption)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        bool tunnels = tunnelOption || LibcurlVersions.Since(LibcurlVersions.V8_21);
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = Session.Open(server, curl => UseProxy(curl, proxy, tunnelOption), out CURLcode code);
            Assert.Equal(tunnels ? CURLE_OK : CURLE_HTTP_RETURNED_ERROR, code);
            if (tunnels)
            {
                session.SendAll(CURLWS_TEXT, "hello"u8);
                Assert.Equal("hello"u8.ToArray(), session.RecvNext().Data);
            }
        });
        RequestHead request = Assert.Single(proxy.Requests.Items);
        Assert.Equal(
            tunnels ? ("CONNECT", $"127.0.0.1:{server.Port}") : ("GET", server.WsUri.AbsoluteUri), (request.Method, request.Target));
    }

    [Fact]
    public async Task HttpProxy_Wss_IsAlwaysTunnelled()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, Tls);
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = ConnectTls(server, curl => UseProxy(curl, proxy, tunnel: false));
            session.SendAll(CURLWS_TEXT, "hello"u8);
            Assert.Equal("hello"u8.ToArray(), session.RecvNext().Data);
        });
        Assert.Equal("CONNECT", Assert.Single(proxy.Requests.Items).Method);
    }

    [Fact]
    public async Task HttpProxy_Refuses_GivesProxyCodeSince821()
    {
        // 20_10. Before 8.21 the proxy's answer is taken for the server's.
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { RefuseStatus = 403 });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = Session.Open(server, curl => UseProxy(curl, proxy, tunnel: false), out CURLcode code);
            bool tunnels = LibcurlVersions.Since(LibcurlVersions.V8_21);
            Assert.Equal(tunnels ? CURLE_COULDNT_CONNECT : CURLE_HTTP_RETURNED_ERROR, code);
            Assert.Equal(tunnels ? 403 : 0, Session.Long(session.Curl, CURLINFO_HTTP_CONNECTCODE));
        });
        Assert.Equal(0, server.Connections.Count);
    }

    [Fact]
    public Task UnixSocket_Echo_ComesBack()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripted server has no Unix sockets on Windows.");
        return BlockingClient.RunAsync(
            Scripts.EchoAsync,
            server =>
            {
                using Session session = Session.Connect(server, curl => Session.Set(curl, CURLOPT_UNIX_SOCKET_PATH, server.UnixSocket!));
                session.SendAll(CURLWS_TEXT, "hello"u8);
                Assert.Equal("hello"u8.ToArray(), session.RecvNext().Data);
            },
            new ScriptedServerOptions { UnixSocket = UnixSocketKind.Path });
    }

    private static void UseProxy(CURL curl, HttpProxyServer proxy, bool tunnel)
    {
        Session.Set(curl, CURLOPT_PROXY, proxy.Uri.AbsoluteUri);
        Session.Set(curl, CURLOPT_NOPROXY, "");
        Session.Set(curl, CURLOPT_HTTPPROXYTUNNEL, tunnel ? 1 : 0);
    }

    private Session ConnectTls(ScriptedServer server, Action<CURL>? configure = null) => Session.Connect(server, curl =>
    {
        Session.Set(curl, CURLOPT_CAINFO, certificates.CaFile);
        Session.NoAutoPong(curl);
        configure?.Invoke(curl);
    });
}
