using System;
using System.Collections.Generic;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What cannot work fails with a reason, and without a packet: port 1 of the addresses here is never asked.</summary>
public sealed class OptionsCombinationTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private static readonly NetworkCredential s_somebody = new("somebody", "secret");

    private static readonly WebProxy s_webProxy = new("http://127.0.0.1:1/");

    private static readonly CurlShare s_connections = new(CurlShareData.Connections);

    private static readonly Dictionary<string, (Action<CurlWebSocketOptions> Configure, string Mentioned)> s_wrong = new()
    {
        ["bearer and credentials"] = (o => (o.BearerToken, o.Credentials) = ("t", s_somebody), "BearerToken"),
        ["credentials and header"] = (o => Header(o, "Authorization").Credentials = s_somebody, "Authorization"),
        ["bearer and header"] = (o => Header(o, "authorization").BearerToken = "t", "Authorization"),
        ["colon in user"] = (o => o.Credentials = new NetworkCredential("a:b", "c"), "RFC 7617"),
        ["container and header"] = (o => Header(o, "Cookie").Cookies = new CookieContainer(), "container"),
        ["header of the upgrade"] = (o => Header(o, "Sec-WebSocket-Protocol"), "SubProtocols"),
        ["header Connection"] = (o => Header(o, "Connection"), "Connection"),
        ["header Upgrade"] = (o => Header(o, "Upgrade"), "Upgrade"),
        ["header of the key"] = (o => Header(o, "Sec-WebSocket-Key"), "Sec-WebSocket-Key"),
        ["header of the version"] = (o => Header(o, "Sec-WebSocket-Version"), "Sec-WebSocket-Version"),
        ["header of extensions"] = (o => Header(o, "sec-websocket-extensions"), "Sec-WebSocket-Extensions"),
        ["prompt answers and none"] = (o => (o.AnswerPingsPromptly, o.AutomaticPong) = (true, false), "AutomaticPong"),
        ["ftp proxy"] = (o => o.Proxy = new Uri("ftp://127.0.0.1:1"), "socks5h"),
        ["pre-proxy alone"] = (o => o.PreProxy = new Uri("socks5://127.0.0.1:1"), "set Proxy"),
        ["http pre-proxy"] = (o => (o.Proxy, o.PreProxy) = (new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1")), "SOCKS"),
        ["two socks"] = (o => (o.Proxy, o.PreProxy) = (new Uri("socks5://127.0.0.1:1"), new Uri("socks5://127.0.0.1:1")), "chain"),
        ["proxy login without proxy"] = (o => (o.ProxyCredentials, o.UseEnvironmentProxy) = (s_somebody, false), "UseEnvironmentProxy"),
        ["proxy login twice"] = (o => (o.ProxyCredentials, o.Proxy) = (s_somebody, new Uri("http://a:b@127.0.0.1:1")), "twice"),
        ["two proxies"] = (o => (o.WebProxy, o.Proxy) = (s_webProxy, new Uri("http://127.0.0.1:1")), "Leave unset: Proxy; or WebProxy"),
        ["web proxy and pre-proxy"] = (o => (o.WebProxy, o.PreProxy) = (s_webProxy, new Uri("socks5://127.0.0.1:1")), "PreProxy; or"),
        ["web proxy and exceptions"] = (o => (o.WebProxy, o.NoProxy) = (s_webProxy, string.Empty), "NoProxy; or"),
        ["unix and web proxy"] = (o => (o.UnixSocketPath, o.WebProxy) = ("/x", s_webProxy), "Leave unset: WebProxy"),
        ["default login and credentials"] = (o => (o.UseDefaultCredentials, o.Credentials) = (true, s_somebody), "UseDefaultCredentials"),
        ["default login and bearer"] = (o => (o.UseDefaultCredentials, o.BearerToken) = (true, "t"), "UseDefaultCredentials, BearerToken"),
        ["default login and header"] = (o => Header(o, "Authorization").UseDefaultCredentials = true, "UseDefaultCredentials, a header"),
        ["default login and signature"] = (o => (o.UseDefaultCredentials, o.AwsSigV4) = (true, "aws:amz"), "AwsSigV4 makes"),
        ["default login and netrc"] = (o => (o.UseDefaultCredentials, o.Netrc) = (true, CurlNetrc.Optional), "Netrc takes"),
        ["two sockets"] = (o => (o.UnixSocketPath, o.AbstractUnixSocket) = ("/x", "x"), "AbstractUnixSocket"),
        ["unix and proxy"] = (o => (o.UnixSocketPath, o.Proxy) = ("/x", new Uri("http://127.0.0.1:1")), "Leave unset: Proxy"),
        ["abstract and tcp"] = (o => (o.AbstractUnixSocket, o.Interface, o.LocalPort) = ("x", "lo", 1), "Interface, LocalPort"),
        ["unix and two proxies"] = (
            o => (o.UnixSocketPath, o.Proxy, o.PreProxy) = ("/x", new Uri("http://127.0.0.1:1"), new Uri("socks5://127.0.0.1:1")),
            "PreProxy"),
        ["unix and Resolve"] = (o => (o.UnixSocketPath, o.Resolve) = ("/x", ["a:1:127.0.0.1"]), "Leave unset: Resolve"),
        ["unix and ConnectTo"] = (o => (o.UnixSocketPath, o.ConnectTo) = ("/x", ["a:1:b:1"]), "Leave unset: ConnectTo"),
        ["unix and DnsServers"] = (o => (o.UnixSocketPath, o.DnsServers) = ("/x", ["127.0.0.1"]), "Leave unset: DnsServers"),
        ["unix and DoH"] =
            (o => (o.UnixSocketPath, o.DnsOverHttpsUri) = ("/x", new Uri("https://127.0.0.1:1/")), "Leave unset: DnsOverHttpsUri"),
        ["unix and a family"] = (o => (o.UnixSocketPath, o.IpResolve) = ("/x", CurlIpResolve.V4), "Leave unset: IpResolve"),
        ["unix and probes"] = (o => (o.UnixSocketPath, o.TcpKeepAlive) = ("/x", true), "Leave unset: TcpKeepAlive"),
        ["range alone"] = (o => o.LocalPortRange = 3, "LocalPort"),
        ["range too far"] = (o => (o.LocalPort, o.LocalPortRange) = (65_535, 2), "65,535"),
        ["port 0"] = (o => o.LocalPort = 0, "Null"),
        ["tcp probes off"] = (o => o.TcpKeepIdle = TimeSpan.FromSeconds(1), "TcpKeepAlive"),
        ["plain DoH"] = (o => o.DnsOverHttpsUri = new Uri("http://127.0.0.1:1/"), "https"),
        ["unverified with roots"] = (o => (o.VerifyServerCertificate, o.CaFile) = (false, "/x"), "CaFile"),
        ["unverified with revocation"] = (o => (o.VerifyServerCertificate, o.RequireOcspStapling) = (false, true), "RequireOcspStapling"),
        ["unverified with a folder of roots"] = (o => (o.VerifyServerCertificate, o.CaPath) = (false, "/x"), "CaPath"),
        ["unverified with a blob of roots"] = (o => (o.VerifyServerCertificate, o.CaBlob) = (false, new byte[] { 1 }), "CaBlob"),
        ["unverified with a revocation list"] = (o => (o.VerifyServerCertificate, o.CrlFile) = (false, "/x"), "CrlFile"),
        ["file and blob"] = (o => (o.CaFile, o.CaBlob) = ("/x", new byte[] { 1 }), "CaBlob"),
        ["empty blob"] = (o => o.CaBlob = Array.Empty<byte>(), "the machine's roots"),
        ["versions crossed"] = (o => (o.TlsMinimum, o.TlsMaximum) = (CurlTlsVersion.Tls13, CurlTlsVersion.Tls12), "Tls13"),
        ["two certificates"] =
            (o => (o.ClientCertificateFile, o.ClientCertificateBlob) = ("/x", new byte[] { 1 }), "ClientCertificateBlob"),
        ["key alone"] = (o => o.ClientKeyFile = "/x", "ClientCertificateFile"),
        ["key blob alone"] = (o => o.ClientKeyBlob = new byte[] { 1 }, "ClientCertificateBlob"),
        ["password alone"] = (o => o.ClientKeyPassword = "x", "ClientKeyPassword"),
        ["signature without keys"] = (o => o.AwsSigV4 = "aws:amz", "access key"),
        ["signature and bearer"] = (o => (o.AwsSigV4, o.BearerToken) = ("aws:amz", "t"), "Keep one"),
        ["netrc file alone"] = (o => o.NetrcFile = "/x", "Optional or Required"),
        ["netrc and credentials"] = (o => (o.Netrc, o.Credentials) = (CurlNetrc.Required, s_somebody), "Netrc.Optional"),
        ["kinds of login without proxy"] = (o => (o.ProxyAuth, o.UseEnvironmentProxy) = (CurlAuth.Basic, false), "there is none"),
        ["no kind of login"] = (o => o.ProxyAuth = CurlAuth.None, "no kind"),
        ["unix and a head start"] =
            (o => (o.UnixSocketPath, o.HappyEyeballsTimeout) = ("/x", TimeSpan.Zero), "Leave unset: HappyEyeballsTimeout"),
        ["shared connections"] = (o => o.Share = s_connections, "must not share connections"),
        ["tuning of no compression"] = (o => o.DeflateThreshold = 1, "DeflateThreshold"),
        ["adaption of no compression"] = (o => o.DeflateAdaptive = true, "Set Deflate"),
        ["level of a small window"] = (
            o => (o.Deflate, o.DeflateLevel) = (new() { ClientMaxWindowBits = 10 }, CompressionLevel.Fastest), "ClientMaxWindowBits"),
        ["mode of no queue"] = (o => o.SendQueueFullMode = CurlSendQueueFullMode.DropOldest, "SendQueueLimit"),
        ["callback of no queue"] = (o => o.SendQueueFullCallback = _ => CurlSendQueueFullMode.Fail, "SendBudget"),
        ["proxy whose name cannot be"] = (o => o.Proxy = new Uri("http://xn--\u00a2:1/"), "proxy"),
        ["proxy before it whose name cannot be"] = (
            o => (o.Proxy, o.PreProxy) = (new Uri("http://p:1/"), new Uri("socks5://xn--\u00a2:1/")), "PreProxy"),
        ["line break in a token"] = (o => o.BearerToken = "a\r\nX: y", "line break"),
        ["line break in an interface"] = (o => o.Interface = "lo\n", "line break"),
    };

    public static TheoryData<string> Wrong => [.. s_wrong.Keys];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Connect_WrongCombination_IsAnArgumentException(string name) =>
        TransportClient.IsRefusedAsync("wss://127.0.0.1:1/", s_wrong[name].Configure, s_wrong[name].Mentioned);

    [Theory]
    [InlineData("ws://me:secret@127.0.0.1:1/", "several")]
    [InlineData("ws+unix://host/x", "absolute")]
    [InlineData("ws+unix:x", "absolute")]
    [InlineData("ws+unix:/x:y", "begins with /")]
    [InlineData("wss+unix:/x", "ws+unix")]
    [InlineData("http://127.0.0.1:1/", "ws://")]
    [InlineData("ws://xn--\u00a2/", "IDNA")]
    public Task Connect_AddressThatCannotWork_IsAnArgumentException(string address, string mentioned) =>
        TransportClient.IsRefusedAsync(address, o => o.BearerToken = "t", mentioned);

    [Fact]
    public async Task Connect_LoginInAddressAndCredentials_IsAnArgumentException()
    {
        await TransportClient.IsRefusedAsync("ws://me:it@127.0.0.1:1/", o => o.Credentials = s_somebody, "twice");
        await TransportClient.IsRefusedAsync("ws+unix:/socket:/y", o => o.UnixSocketPath = "/z", "twice");
    }

    [Fact]
    public async Task Connect_CertificateWithoutKeyOrTwice_IsAnArgumentException()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(certificates.Client.CertificateFile);
        await TransportClient.IsRefusedAsync("wss://127.0.0.1:1/", o => o.ClientCertificate = certificate, "private key");
        await TransportClient.IsRefusedAsync(
            "wss://127.0.0.1:1/", o => o.ClientCertificateChain.Add(certificate), "goes with ClientCertificate");
        await TransportClient.IsRefusedAsync(
            "wss://127.0.0.1:1/", o => (o.ClientCertificate, o.ClientCertificateFile) = (certificates.Client.Certificate, "/x"),
            "ClientCertificate, ClientCertificateFile");
    }

    [Fact]
    public void Numbers_OutOfRange_AreRefusedWhenSet()
    {
        CurlWebSocketOptions options = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRedirects = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.ConnectTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.UpgradeTimeout = TimeSpan.FromSeconds(-2));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.IdleTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.SendQueueLimit = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.ReceivePrefetch = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.SendQueueFullMode = (CurlSendQueueFullMode)9);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurlSendBudget(0));
    }

    private static CurlWebSocketOptions Header(CurlWebSocketOptions options, string name)
    {
        options.RequestHeaders.Add(name, "x");
        return options;
    }
}
