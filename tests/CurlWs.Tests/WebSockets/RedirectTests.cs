using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

public sealed class RedirectTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_SameOrigin_IsFollowedWithEverything(int status)
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start([To(status, "/next?q=1#part", requests), Accept(requests)]);
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 1;
            o.Credentials = new NetworkCredential("me", "it");
            o.RequestHeaders.Add("Cookie", "a=1");
            o.RequestHeaders.Add("Host", "own.example");
        });
        Assert.Equal(["/", "/next?q=1"], requests.Select(r => r.Target));
        Assert.All(requests, r => Assert.NotNull(r["Authorization"]));
        Assert.All(requests, r => Assert.Equal("a=1", r["Cookie"]));
        Assert.All(requests, r => Assert.Equal("own.example", r["Host"]));
        Assert.NotEqual(requests[0]["Sec-WebSocket-Key"], requests[1]["Sec-WebSocket-Key"]);
        Assert.Equal(new Uri(server.WsUri, "/next?q=1").AbsoluteUri, socket.Info.Uri?.AbsoluteUri);
        Assert.Equal(1, socket.Info.RedirectCount);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("token")]
    [InlineData("header")]
    [InlineData("address")]
    public async Task Redirect_OtherOrigin_GoesWithoutSecretsForGood(string how)
    {
        List<RequestHead> requests = [];
        await using ScriptedServer other = ScriptedServer.Start(
            To(307, "ws://x:y@127.0.0.1:{0}/back", requests, () => requests[0]["X-Port"]!));
        await using ScriptedServer first = ScriptedServer.Start(
            [To(302, $"http://127.0.0.1:{other.Port}/there", requests), Accept(requests)]);
        Uri address = how == "address" ? new Uri($"ws://me:it@{first.WsUri.Authority}/") : first.WsUri;
        using CurlWebSocket socket = await Connections.ConnectAsync(address, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 2;
            o.Credentials = how == "login" ? new NetworkCredential("me", "it") : null;
            o.BearerToken = how == "token" ? "t" : null;
            if (how == "header")
            {
                o.RequestHeaders.Add("Authorization", "Own secret");
            }

            o.RequestHeaders.Add("Cookie", "a=1");
            o.RequestHeaders.Add("Host", "own.example");
            o.RequestHeaders.Add("X-Port", $"{first.Port}");
            o.SubProtocols.Add("chat");
        });
        Assert.Equal(["/", "/there", "/back"], requests.Select(r => r.Target));
        Assert.NotNull(requests[0]["Authorization"]);
        Assert.Equal("own.example", requests[0]["Host"]);
        Assert.Equal([$"127.0.0.1:{other.Port}", $"127.0.0.1:{first.Port}"], requests.Skip(1).Select(r => r["Host"]));
        Assert.All(requests.Skip(1), r => Assert.Null(r["Authorization"]));
        Assert.All(requests.Skip(1), r => Assert.Null(r["Cookie"]));
        Assert.All(requests, r => Assert.Equal("chat", r["Sec-WebSocket-Protocol"]));
    }

    /// <summary>An origin is scheme, host and port together.</summary>
    [Theory]
    [InlineData("ws://one.example:8443/next", true)]
    [InlineData("http://ONE.example:8443/next", true)]
    [InlineData("wss://one.example:8443/next", false)]
    [InlineData("ws://one.example/next", false)]
    [InlineData("ws://two.example:8443/next", false)]
    public void Route_NextOrigin_GetsTheSecretsOnlyIfItIsTheSame(string location, bool kept)
    {
        CurlWebSocketOptions options =
            new()
            {
                MaxRedirects = 1, BearerToken = "t", ClientCertificateFile = "c", ClientKeyFile = "k", ClientCertificateType = "PEM",
                ClientKeyPassword = "p",
            };
        ConnectRoute route = new(new Uri("ws://one.example:8443/"), options);
        Assert.True(route.TryFollow(
            new CurlUpgradeRefusedException("no", new IOException(), HttpStatusCode.Found, CurlHeaders.Empty, new Uri(location))));
        CurlWebSocketOptions next = route.Options;
        Assert.All(
            [next.BearerToken, next.ClientCertificateFile, next.ClientKeyFile, next.ClientCertificateType, next.ClientKeyPassword],
            secret => Assert.Equal(kept, secret is not null));
    }

    [Fact]
    public void Route_OtherOrigin_LosesTheClientCertificateInMemory()
    {
        ConnectRoute route = new(
            new Uri("ws://one.example/"),
            new() { MaxRedirects = 1, ClientCertificateBlob = new byte[] { 1 }, ClientKeyBlob = new byte[] { 2 } });
        Assert.True(route.TryFollow(new CurlUpgradeRefusedException(
            "no", new IOException(), HttpStatusCode.Found, CurlHeaders.Empty, new Uri("https://two.example/"))));
        Assert.Equal("wss://two.example/", route.Address.Uri.AbsoluteUri);
        Assert.Null(route.Options.ClientCertificateBlob);
        Assert.Null(route.Options.ClientKeyBlob);
    }

    /// <summary>Nothing has been taken of it yet, and less than a millisecond would be told to libcurl as no limit.</summary>
    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(0.0001, 1)]
    [InlineData(-1, null)]
    public void Route_FirstRequest_HasTheWholeConnectTimeout(double milliseconds, int? remaining)
    {
        ConnectRoute route = new(new Uri("ws://one.example/"), new() { ConnectTimeout = TimeSpan.FromMilliseconds(milliseconds) });
        Assert.Equal(remaining, route.Remaining?.TotalMilliseconds);
    }

    /// <summary>Every option is in one of the two lists: a new one fails here until somebody has thought about it.</summary>
    [Fact]
    public void Route_OtherOrigin_OptionsThatGoAlongAreThoseOfTheList()
    {
        TestCertificates.RequireCurves();
        string[] stay =
        [
            "RequestHeaders", "Credentials", "UseDefaultCredentials", "BearerToken", "ClientCertificate", "ClientCertificateChain",
            "ClientCertificateFile", "ClientKeyFile", "ClientCertificateBlob", "ClientKeyBlob",
            "ClientCertificateType", "ClientKeyPassword",
            "CookieFile", "AwsSigV4", "Netrc", "NetrcFile", "HaProxyProtocol", "HaProxyClientIp",
            "PropagateTraceContext",
        ];

        // A connect to a Unix domain socket never gets to another origin.
        string[] never = ["UnixSocketPath", "AbstractUnixSocket"];
        foreach (PropertyInfo property in typeof(CurlWebSocketOptions).GetProperties().Where(p => !never.Contains(p.Name)))
        {
            CurlWebSocketOptions options = new();
            object? before = property.GetValue(new CurlWebSocketOptions());
            OptionsAlong.Change(options, property);
            object? set = property.GetValue(options);
            object? along = property.GetValue(CrossOrigin.OptionsFrom(options));
            bool goes = property.Name == "CookieFile"
                ? along is not ""
                : OptionsAlong.Same(set, along) && !OptionsAlong.Same(before, along);
            Assert.True(goes != stay.Contains(property.Name), $"{property.Name} {(goes ? "goes along" : "stays behind")}: {along}");
        }
    }

    /// <summary>Shared cookies need not name a domain: they would be everybody's.</summary>
    [Theory]
    [InlineData(CurlShareData.TlsSessions, true)]
    [InlineData(CurlShareData.TlsSessions | CurlShareData.Cookies, false)]
    public void Route_OtherOrigin_GetsAShareWithoutCookiesOnly(CurlShareData data, bool goes)
    {
        using CurlShare share = new(data);
        Assert.Same(goes ? share : null, CrossOrigin.OptionsFrom(new CurlWebSocketOptions { Share = share }).Share);
    }

    [Fact]
    public async Task Redirect_OtherOrigin_HeaderFieldsGoByAList()
    {
        List<RequestHead> requests = [];
        await using ScriptedServer other = ScriptedServer.Start(Accept(requests));
        await using ScriptedServer first = ScriptedServer.Start(To(302, other.WsUri.AbsoluteUri, requests));
        string[] go = ["Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Origin", "Pragma", "User-Agent"];
        string[] stay =
            ["Authorization", "Cookie", "Proxy-Authorization", "Referer", "X-Api-Key", "Api-Key", "X-Amz-Security-Token", "X-Csrf",
                "Traceparent"];
        using CurlWebSocket socket = await Connections.ConnectAsync(first.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 1;
            foreach (string name in go.Concat(stay))
            {
                o.RequestHeaders.Add(name, "mine");
            }
        });
        Assert.All(go.Concat(stay), name => Assert.Equal("mine", requests[0][name]));
        Assert.All(go, name => Assert.Equal("mine", requests[1][name]));
        Assert.All(stay, name => Assert.Null(requests[1][name]));
    }

    /// <summary>A file of header lines need not name a domain, and libcurl sends such a cookie to everybody.</summary>
    [Fact]
    public async Task Redirect_OtherOrigin_CookiesOfAFileGoToTheirDomainOnly()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file, "Set-Cookie: all=1; path=/\n127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1\nlocalhost\tFALSE\t/\tFALSE\t0\tb\t2\n");
            List<RequestHead> requests = [];
            await using ScriptedServer other = ScriptedServer.Start(Accept(requests));
            await using ScriptedServer first = ScriptedServer.Start(To(302, $"ws://localhost:{other.Port}/", requests));
            using CurlWebSocket socket = await Connections.ConnectAsync(first.WsUri, CurlFraming.Auto, o =>
            {
                o.MaxRedirects = 1;
                o.CookieFile = file;
                o.IpResolve = CurlIpResolve.V4;
            });
            Assert.Contains("all=1", requests[0]["Cookie"], StringComparison.Ordinal);
            Assert.Contains("a=1", requests[0]["Cookie"], StringComparison.Ordinal);
            Assert.Equal("b=2", requests[1]["Cookie"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Redirect_Target_IsSentAsItStands()
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start([To(302, "/a%2fb?#part", requests), Accept(requests)]);
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.MaxRedirects = 1);
        Assert.Equal(["/", "/a%2fb?"], requests.Select(r => r.Target));
    }

    [Fact]
    public async Task Redirect_WsToWss_IsFollowed()
    {
        await using ScriptedServer secure = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificates.Server });
        await using ScriptedServer plain = ScriptedServer.Start(To(301, $"https://localhost:{secure.Port}/"));
        CurlWebSocketInfo info = await TransportClient.EchoAsync(plain.WsUri, o => (o.MaxRedirects, o.CaFile) = (1, certificates.CaFile));
        Assert.Equal(secure.WsUri, info.Uri);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "out of TLS")]
    [InlineData("ws://127.0.0.1:1/", "out of TLS")]
    [InlineData("ftp://127.0.0.1:1/", "ftp")]
    public async Task Redirect_OutOfTlsOrOfWebSockets_IsNotFollowed(string location, string why)
    {
        await using ScriptedServer secure = ScriptedServer.Start(
            To(302, location), new ScriptedServerOptions { Certificate = certificates.Server });
        CurlUpgradeRefusedException refused = await RefusedAsync(
            secure.WsUri, why, o => (o.MaxRedirects, o.CaFile) = (5, certificates.CaFile));
        Assert.Equal(new Uri(location), refused.RedirectUri);
    }

    [Fact]
    public async Task Redirect_WithForeignClientCertificate_GoesWithoutIt()
    {
        WindowsFacts.RequireMutualTls();
        await using ScriptedServer asks = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificates.Server, ClientCa = certificates.Ca.Certificate });
        await using ScriptedServer plain = ScriptedServer.Start(To(302, asks.WsUri.AbsoluteUri));
        Action<CurlWebSocketOptions> configure = o =>
            (o.MaxRedirects, o.CaFile, o.ClientCertificate) = (1, certificates.CaFile, certificates.Client.Certificate);
        await TransportClient.EchoAsync(asks.WsUri, configure);
        await TransportClient.FailsAsync(plain.WsUri, configure);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    public async Task Redirect_InACircle_EndsAtTheLimit(int limit, int expected)
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start(To(302, "/", requests));
        await RefusedAsync(server.WsUri, limit == 0 ? "302" : "MaxRedirects is 3", o => o.MaxRedirects = limit);
        Assert.Equal(expected, requests.Count);
    }

    [Fact]
    public async Task Redirect_InACircleWithoutLimit_EndsWithTheTime()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            try
            {
                await To(302, "/")(c);
            }
            catch (IOException)
            {
                // The time was up before the request, or in it.
            }
        });
        await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = int.MaxValue;
            o.ConnectTimeout = TimeSpan.FromMilliseconds(200);
        }));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(401)]
    public async Task Redirect_OtherStatus_IsARefusal(int status)
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start(To(status, "/next", requests));
        await RefusedAsync(server.WsUri, $"{status}", o => o.MaxRedirects = 5);
        Assert.Single(requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redirect_SetsCookie_NextRequestHasIt(bool container)
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start([To(302, "/next", requests), Accept(requests)]);
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 1;
            o.Cookies = container ? new CookieContainer() : null;
            o.CookieFile = container ? null : string.Empty;
        });
        Assert.Equal([null, "hop=1"], requests.Select(r => r["Cookie"]));
    }

    [Fact]
    public async Task Redirect_FromAUnixSocket_StaysThere()
    {
        List<RequestHead> requests = [];
        await using ScriptedServer server = ScriptedServer.Start(
            [To(302, "/next", requests), To(302, "ws://elsewhere.test/", requests)],
            new ScriptedServerOptions { UnixSocket = UnixSocketKind.Path });
        await RefusedAsync(new Uri($"ws+unix:{server.UnixSocket}"), "Unix domain socket", o => o.MaxRedirects = 5);
        Assert.Equal(["/", "/next"], requests.Select(r => r.Target));
    }

    /// <summary>Uri takes such a name, and throws where it is asked for it in ASCII.</summary>
    [Fact]
    public async Task Redirect_ToANameThatCannotBe_IsARefusalWithoutTarget()
    {
        await using ScriptedServer server = ScriptedServer.Start(To(302, "//xn--\u00a2/"));
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri, "302", o => o.MaxRedirects = 5);
        Assert.Null(refused.RedirectUri);
    }

    private static async Task<CurlUpgradeRefusedException> RefusedAsync(Uri uri, string why, Action<CurlWebSocketOptions> configure)
    {
        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(uri, CurlFraming.Auto, configure), WebSocketError.NotAWebSocket);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        return Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException);
    }

    private static Func<ScriptedConnection, Task> To(
        int status, string location, List<RequestHead>? requests = null, Func<string>? port = null) => async connection =>
    {
        RequestHead request = await connection.ReadRequestAsync();
        requests?.Add(request);
        string target = port is null ? location : location.Replace("{0}", port(), StringComparison.Ordinal);
        await connection.RespondAsync(status, [("Location", target), ("Set-Cookie", "hop=1; Path=/")]);
    };

    private static Func<ScriptedConnection, Task> Accept(List<RequestHead> requests) => async connection =>
    {
        RequestHead request = await connection.ReadRequestAsync();
        requests.Add(request);
        await connection.AcceptUpgradeAsync(r => r.SubProtocol = request["Sec-WebSocket-Protocol"]);
        await connection.WaitForEofAsync();
    };
}
