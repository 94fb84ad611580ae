using System;
using System.Net;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Through proxies of every kind: good, and refused.</summary>
public sealed class TransportProxyTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    // By version: a refused CONNECT is the one, the other, or (before 8.21) taken for a broken connection.
    private static readonly CurlErrorCode[] s_refusedConnect =
        [CurlErrorCode.CouldNotConnect, CurlErrorCode.ReceiveError, CurlErrorCode.HttpReturnedError];

    private static readonly (string User, string Password) s_login = ("me", "s:cret");

    public static TheoryData<string, bool, CurlFraming> SocksKinds
    {
        get
        {
            TheoryData<string, bool, CurlFraming> kinds = [];
            foreach (string scheme in (string[])["socks4", "socks4a", "socks5", "socks5h"])
            {
                kinds.Add(scheme, false, CurlFraming.Auto);
                kinds.Add(scheme, true, CurlFraming.Libcurl);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(SocksKinds))]
    public async Task Socks_OfEachKind_CarriesTheConnection(string scheme, bool login, CurlFraming framing)
    {
        await using SocksServer proxy = SocksServer.Start(new SocksServerOptions { Credentials = login ? s_login : null });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        bool named = scheme is "socks4a" or "socks5h";
        Uri address = named ? new Uri($"ws://made-up.test:{server.Port}/") : server.WsUri;
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            address,
            o =>
            {
                o.Proxy = proxy.UriFor(scheme);
                o.ProxyCredentials = login ? new NetworkCredential(s_login.User, s_login.Password) : null;
            },
            framing);
        SocksRequest request = Assert.Single(proxy.Requests.Items);
        Assert.Equal(
            named ? ("made-up.test", SocksAddressType.DomainName) : ("127.0.0.1", SocksAddressType.IPv4),
            (request.Host, request.AddressType));
        Assert.Equal(login ? s_login.User : null, request.User);
        Assert.True(info.UsedProxy);
    }

    [Theory]
    [InlineData("socks4")]
    [InlineData("socks4a")]
    [InlineData("socks5")]
    [InlineData("socks5h")]
    public async Task Socks_WrongLoginOrRefusal_FailsAsAProxyDoes(string scheme)
    {
        await using SocksServer wanting = SocksServer.Start(new SocksServerOptions { Credentials = s_login });
        await using SocksServer refusing = SocksServer.Start(
            new SocksServerOptions { RefuseReply = scheme.StartsWith("socks4", StringComparison.Ordinal) ? (byte)91 : (byte)2 });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (wanting.UriFor(scheme), new NetworkCredential("other", "x")),
            CurlErrorCode.ProxyHandshakeFailed);
        await TransportClient.FailsAsync(server.WsUri, o => o.Proxy = wanting.UriFor(scheme), CurlErrorCode.ProxyHandshakeFailed);
        await TransportClient.FailsAsync(server.WsUri, o => o.Proxy = refusing.UriFor(scheme), CurlErrorCode.ProxyHandshakeFailed);
        Assert.Equal(0, server.Connections.Count);
    }

    [Theory]
    [InlineData(false, false, CurlFraming.Auto)]
    [InlineData(true, false, CurlFraming.Libcurl)]
    [InlineData(true, true, CurlFraming.Auto)]
    public async Task Http_Proxy_TunnelsWsAndWss(bool login, bool tls, CurlFraming framing)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = login ? s_login : null });
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = tls ? certificates.Server : null });
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            server.WsUri,
            o =>
            {
                o.CaFile = certificates.CaFile;
                o.Proxy = proxy.Uri;
                o.ProxyCredentials = login ? new NetworkCredential(s_login.User, s_login.Password) : null;
            },
            framing);
        Assert.Equal("CONNECT", proxy.Requests[^1].Method);
        Assert.Equal((HttpStatusCode.OK, true, proxy.Port), (info.ProxyStatusCode, info.UsedProxy, info.PrimaryEndPoint!.Port));
    }

    [Fact]
    public async Task Http_ProxyLoginInAddress_IsSent()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.EchoAsync(server.WsUri, o => o.Proxy = new Uri($"http://me:s%3Acret@127.0.0.1:{proxy.Port}"));
    }

    [Fact]
    public async Task Http_ProxyWithoutOrWithWrongLogin_FailsAndNamesTheRemedy()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Assert.Contains(
            "ProxyCredentials", (await TransportClient.FailsAsync(server.WsUri, o => o.Proxy = proxy.Uri, s_refusedConnect)).Message,
            StringComparison.Ordinal);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, new NetworkCredential("me", "x")), s_refusedConnect);
        Assert.Equal(0, server.Connections.Count);
    }

    [Fact]
    public async Task Http_ProxyThatRefuses_FailsWithItsStatus()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { RefuseStatus = 403 });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Assert.Contains(
            "403",
            (await TransportClient.FailsAsync(server.WsUri, o => o.Proxy = proxy.Uri, s_refusedConnect)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Https_Proxy_HasTheSameRootsAsTheServer(bool tls)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = tls ? certificates.Server : null });
        await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.CaFile) = (proxy.Uri, certificates.CaFile));
        Assert.Equal("CONNECT", Assert.Single(proxy.Requests.Items).Method);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.Proxy, o.CaFile) = (proxy.Uri, certificates.OtherCa.CertificateFile),
            CurlErrorCode.PeerFailedVerification);

        // Verification off is about the server: a proxy stays checked.
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.Proxy, o.VerifyServerCertificate) = (proxy.Uri, false), CurlErrorCode.PeerFailedVerification);
    }

    [Fact]
    public async Task PreProxy_SocksBeforeHttp_IsChained()
    {
        await using SocksServer first = SocksServer.Start();
        await using HttpProxyServer second = HttpProxyServer.Start();
        await using SocksServer refusing = SocksServer.Start(new SocksServerOptions { RefuseReply = 2 });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.EchoAsync(server.WsUri, o => (o.PreProxy, o.Proxy) = (first.UriFor("socks5h"), second.Uri));
        Assert.Equal(second.Port, Assert.Single(first.Requests.Items).Port);
        Assert.Single(second.Requests.Items);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.PreProxy, o.Proxy) = (refusing.UriFor("socks5h"), second.Uri), CurlErrorCode.ProxyHandshakeFailed);
    }

    [Theory]
    [InlineData("127.0.0.0/8", 0)]
    [InlineData("*", 0)]
    [InlineData("example.com, 127.0.0.1", 0)]
    [InlineData("example.com", 1)]
    [InlineData("", 1)]
    public async Task NoProxy_List_SaysWhoIsReachedDirectly(string list, int requests)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.NoProxy) = (proxy.Uri, list));
        Assert.Equal((requests, requests == 1), (proxy.Requests.Count, info.UsedProxy));
    }

    [Theory]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:80")]
    [InlineData("https://me:it%3A@[::1]/", "https://me:it%3A@[::1]:443")]
    [InlineData("socks5h://127.0.0.1", "socks5h://127.0.0.1")]
    [InlineData("http://bücher.test:3128/", "http://xn--bcher-kva.test:3128")]
    public async Task Proxy_Address_HasThePortThatDotNetGivesIt(string address, string expected)
    {
        string? given = null;
        await Assert.ThrowsAnyAsync<Exception>(() => Connections.ConnectAsync(new Uri("ws://127.0.0.1:1/"), CurlFraming.Auto, o =>
        {
            o.Proxy = new Uri(address);
            o.Configure = easy =>
            {
                given = easy.Options.Proxy;
                throw new InvalidOperationException("Seen: nothing is to be connected.");
            };
        }));
        Assert.Equal(expected, given);
    }
}
