using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Interop;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A proxy that an object of the application's, or the system, names for each address.</summary>
public sealed class WebProxyTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private static readonly (string User, string Password) s_login = ("me", "s3cret");

    private static readonly NetworkCredential s_right = new(s_login.User, s_login.Password);

    /// <summary>The address has the scheme ws or wss, and who is bypassed is asked first.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WebProxy_EachConnect_IsAskedWhatClientWebSocketAsks(bool tls)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = tls ? certificates.Server : null });
        AskedProxy theirs = Asking(proxy);
        using ClientWebSocket client = new();
        client.Options.Proxy = theirs;
        client.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await client.ConnectAsync(server.WsUri, Deadline.Token());

        AskedProxy ours = Asking(proxy);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o => (o.WebProxy, o.CaFile) = (ours, certificates.CaFile));
        Assert.True(info.UsedProxy);
        Assert.Equal([$"IsBypassed {server.WsUri}", $"GetProxy {server.WsUri}"], ours.Asked);
        Assert.Equal(theirs.Asked.Distinct(), ours.Asked);
        Assert.Equal([proxy.Uri.AbsoluteUri], ((AskedCredentials)ours.Credentials!).Addresses);
        Assert.Equal(((AskedCredentials)theirs.Credentials!).Addresses, ((AskedCredentials)ours.Credentials!).Addresses);
        Assert.Contains(((AskedCredentials)theirs.Credentials!).Asked.First(), ((AskedCredentials)ours.Credentials!).Asked);
    }

    /// <summary>Null, the address itself and a bypassed one are all no proxy; so is what the environment says beside it.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("itself")]
    [InlineData("bypassed")]
    [InlineData("list")]
    public async Task WebProxy_NamesNone_ConnectsDirectly(string how)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        IWebProxy none = how switch
        {
            "null" => new AskedProxy(_ => null),
            "itself" => new AskedProxy(destination => destination),
            "bypassed" => new AskedProxy(_ => proxy.Uri, _ => true),
            _ => new WebProxy(proxy.Uri, BypassOnLocal: false, [@"127\.0\.0\.1"]),
        };
        Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.WebProxy = none)).UsedProxy);
        Assert.Empty(proxy.Requests.Items);

        WebProxy other = new(proxy.Uri, BypassOnLocal: false, [@"elsewhere\.test"]);
        Assert.True((await TransportClient.EchoAsync(server.WsUri, o => o.WebProxy = other)).UsedProxy);
        Assert.Equal("CONNECT", Assert.Single(proxy.Requests.Items).Method);
    }

    /// <summary>The environment of the process beside it is not looked at: what .NET has read of it counts, exceptions included.</summary>
    [Fact]
    public async Task WebProxy_DefaultProxyOfDotNet_IsTheSystemsWithItsExceptions()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        LoaderProbe probe = await LoaderProbe.RunAsync(
            CurlLibrary.Path,
            "default-proxy",
            $"http://{s_login.User}:{s_login.Password}@127.0.0.1:{proxy.Port}",
            "localhost",
            $"ws://made-up.test:{server.Port}/",
            $"ws://localhost:{server.Port}/");
        Assert.Equal("True False", probe.Output);
        Assert.NotEmpty(proxy.Requests.Items);
        Assert.All(proxy.Requests.Items, r => Assert.Equal($"made-up.test:{server.Port}", r.Target));
    }

    [Fact]
    public async Task WebProxy_Redirect_IsAskedAgain()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer other = ScriptedServer.Start(Scripts.EchoAsync);
        await using ScriptedServer first = ScriptedServer.Start(async c =>
        {
            await c.RespondAsync(302, [("Location", $"http://made-up.test:{other.Port}/next")]);
            await c.WaitForEofAsync();
        });
        AskedProxy names = new(destination => destination.Host == "made-up.test" ? proxy.Uri : null);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(first.WsUri, o => (o.WebProxy, o.MaxRedirects) = (names, 1));
        Assert.True(info.UsedProxy);
        Assert.Equal(
            [first.WsUri.AbsoluteUri, $"ws://made-up.test:{other.Port}/next"],
            names.Asked.Where(a => a.StartsWith("GetProxy ", StringComparison.Ordinal)).Select(a => a[9..]));
        Assert.Equal($"made-up.test:{other.Port}", Assert.Single(proxy.Requests.Items).Target);
    }

    /// <summary>.NET leaves the name to the proxy also where it is called socks5.</summary>
    [Theory]
    [InlineData("socks4", false)]
    [InlineData("socks4a", true)]
    [InlineData("socks5", true)]
    [InlineData("socks5h", true)]
    public async Task WebProxy_Socks_GetsTheNameAsDotNetHasIt(string scheme, bool named)
    {
        await using SocksServer proxy = SocksServer.Start(new SocksServerOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        AskedCredentials logins = new((_, kind) => kind == scheme ? s_right : null);
        AskedProxy names = new(_ => proxy.UriFor(scheme)) { Credentials = logins };
        Uri address = named ? new Uri($"ws://made-up.test:{server.Port}/") : server.WsUri;
        await TransportClient.EchoAsync(address, o => o.WebProxy = names);
        SocksRequest request = Assert.Single(proxy.Requests.Items);
        Assert.Equal((named ? "made-up.test" : "127.0.0.1", s_login.User), (request.Host, request.User));
    }

    [Fact]
    public async Task WebProxy_Https_IsJudgedByTheRootsOfTheOptions()
    {
        WindowsFacts.RequireTrustDecisions();
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        WebProxy names = new(proxy.Uri);
        Assert.True((await TransportClient.EchoAsync(server.WsUri, o => (o.WebProxy, o.CaFile) = (names, certificates.CaFile))).UsedProxy);
        WebSocketException failure = await TransportClient.FailsAsync(server.WsUri, o => o.WebProxy = names);
        Assert.Contains("Roots looked at", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The proxy is the one that WebProxy names.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Digest")]
    [InlineData("NTLM")]
    public async Task Credentials_OfACacheForOneKind_AreUsedForThatKindAlone(string kind)
    {
        Assert.SkipWhen(kind == "NTLM" && !CurlLibrary.HasNtlm, "This libcurl was built without NTLM.");
        WindowsFacts.RequireLogin(kind);
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Credentials = s_login, LoginKinds = ["Digest", "NTLM", "Basic"] });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CredentialCache cache = new() { { proxy.Uri, kind, s_right } };
        await TransportClient.EchoAsync(server.WsUri, o => o.WebProxy = new WebProxy(proxy.Uri) { Credentials = cache });
        string[] sent = [.. proxy.Requests.Items.Select(r => r["Proxy-Authorization"]).OfType<string>()];
        Assert.NotEmpty(sent);
        Assert.All(sent, s => Assert.StartsWith(kind + " ", s, StringComparison.Ordinal));
    }

    /// <summary>The safest counts; the proxy never sees the other one.</summary>
    [Fact]
    public async Task Credentials_DifferentForTwoKinds_AreThoseOfTheSafest()
    {
        WindowsFacts.RequireLogin("Digest");
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Credentials = s_login, LoginKinds = ["Basic", "Digest"] });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CredentialCache cache = new() { { proxy.Uri, "Basic", new NetworkCredential("other", "n0t") }, { proxy.Uri, "Digest", s_right } };
        await TransportClient.EchoAsync(server.WsUri, o => o.WebProxy = new WebProxy(proxy.Uri) { Credentials = cache });
        Assert.StartsWith("Digest ", proxy.Requests[^1]["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain(
            proxy.Requests.Items, r => r["Proxy-Authorization"]?.StartsWith("Basic ", StringComparison.Ordinal) == true);
    }

    /// <summary>A login for another proxy stays where it is.</summary>
    [Fact]
    public async Task Credentials_OfACacheForAnotherProxy_AreNotSent()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = s_login });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CredentialCache cache = new() { { new Uri("http://elsewhere.test:3128/"), "Basic", s_right } };
        WebSocketException failure = await TransportClient.FailsAsync(
            server.WsUri, o => o.WebProxy = new WebProxy(proxy.Uri) { Credentials = cache });
        Assert.Contains("was given no user and password", failure.Message, StringComparison.Ordinal);
        Assert.All(proxy.Requests.Items, r => Assert.Null(r["Proxy-Authorization"]));
    }

    [Theory]
    [InlineData("ProxyCredentials")]
    [InlineData("ProxyAuth")]
    [InlineData("address")]
    [InlineData("credentials before address")]
    public async Task Login_FromElsewhere_Counts(string where)
    {
        WindowsFacts.RequireLogin("Digest");
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Credentials = s_login, LoginKinds = ["Digest", "Basic"] });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Uri With(string login) => new($"http://{login}@127.0.0.1:{proxy.Port}/");
        AskedProxy names = new(_ => where switch
        {
            "address" => With("me:s3cret"),
            "credentials before address" => With("other:n0t"),
            _ => proxy.Uri,
        });
        names.Credentials = where switch
        {
            "ProxyCredentials" => new NetworkCredential("other", "n0t"),
            "address" => null,
            _ => s_right,
        };
        await TransportClient.EchoAsync(server.WsUri, o =>
        {
            o.WebProxy = names;
            o.ProxyCredentials = where == "ProxyCredentials" ? s_right : null;
            o.ProxyAuth = where == "ProxyAuth" ? CurlAuth.Basic : null;
        });
        Assert.StartsWith(
            where == "ProxyAuth" ? "Basic " : "Digest ", proxy.Requests[^1]["Proxy-Authorization"], StringComparison.Ordinal);
    }

    /// <summary>The user of the process: what cannot be told is said, and no empty name is sent instead.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DefaultCredentials_ThatLibcurlCannotTell_AreNotSent(bool byOption)
    {
        Assert.SkipWhen(CurlLibrary.HasDefaultLogin(CurlAuth.Negotiate), "This libcurl can.");
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Credentials = s_login, LoginKinds = ["Negotiate", "NTLM", "Basic"] });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        WebSocketException failure = await TransportClient.FailsAsync(server.WsUri, o =>
        {
            o.WebProxy = new WebProxy(proxy.Uri) { UseDefaultCredentials = !byOption };
            o.ProxyCredentials = byOption ? CredentialCache.DefaultNetworkCredentials : null;
        });
        Assert.Contains("SSPI or GSS-API", failure.Message, StringComparison.Ordinal);
        Assert.All(proxy.Requests.Items, r => Assert.Null(r["Proxy-Authorization"]));
    }

    [Theory]
    [InlineData("IsBypassed")]
    [InlineData("GetProxy")]
    [InlineData("GetCredential")]
    public async Task WebProxy_Throws_ComesOut(string where)
    {
        IOException broken = new("No settings.");
        Uri port1 = new("http://127.0.0.1:1/");
        AskedProxy names = new(_ => where == "GetProxy" ? throw broken : port1, _ => where == "IsBypassed" ? throw broken : false)
        {
            Credentials = new AskedCredentials((_, _) => throw broken),
        };
        Assert.Same(broken, await Assert.ThrowsAsync<IOException>(
            () => Connections.ConnectAsync(new Uri("ws://127.0.0.1:1/"), CurlFraming.Auto, o => o.WebProxy = names)));
    }

    [Theory]
    [InlineData("ftp://me:s3cret@127.0.0.1:1/", "ftp://127.0.0.1:1")]
    [InlineData("/relative", "a relative address")]
    public async Task WebProxy_NamesNoProxy_IsAnArgumentException(string named, string mentioned)
    {
        ArgumentException refused = await TransportClient.IsRefusedAsync(
            "ws://127.0.0.1:1/", o => o.WebProxy = new AskedProxy(_ => new Uri(named, UriKind.RelativeOrAbsolute)), mentioned);
        Assert.Equal("WebProxy", refused.ParamName);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    private static AskedProxy Asking(HttpProxyServer proxy) =>
        new(_ => proxy.Uri) { Credentials = new AskedCredentials((_, kind) => kind == "Basic" ? s_right : null) };
}
