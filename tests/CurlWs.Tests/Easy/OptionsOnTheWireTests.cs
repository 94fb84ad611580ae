using System;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>That options do what they say, seen from the other end.</summary>
public sealed class OptionsOnTheWireTests
{
    [Fact]
    public async Task Headers_NamedOptions_AreSent()
    {
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.HttpHeaders = ["X-One: 1", "X-Two: 2", "Accept:"];
            easy.Options.UserAgent = "agent/1";
            easy.Options.Referer = "http://from/";
            easy.Options.Cookie = "a=1";
            easy.Options.UserName = "user";
            easy.Options.Password = "pass word";
            easy.Options.Range = "0-3";
            easy.Options.Method = "FETCH";
            easy.Options.AcceptEncoding = "identity";
            easy.Options.AddCookie("Set-Cookie: b=2; domain=127.0.0.1; path=/");
        });
        Assert.Equal("FETCH", request.Method);
        Assert.Equal("1", request["X-One"]);
        Assert.Equal("2", request["X-Two"]);
        Assert.Null(request["Accept"]);
        Assert.Equal("agent/1", request["User-Agent"]);
        Assert.Equal("http://from/", request["Referer"]);
        Assert.Equal("b=2; a=1", request["Cookie"]);
        Assert.Equal("bytes=0-3", request["Range"]);
        Assert.Equal("identity", request["Accept-Encoding"]);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass word")), request["Authorization"]);
    }

    [Fact]
    public async Task Headers_SetBackToNull_AreNotSent()
    {
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.HttpHeaders = ["X-One: 1"];
            easy.Options.UserAgent = "agent/1";
            easy.Options.PostFields = "body"u8.ToArray();
            easy.Options.NoBody = true;
            easy.Options.AwsSigV4 = "aws:amz";
            easy.Options.BearerToken = "secret";
            easy.Options.HttpHeaders = null;
            easy.Options.UserAgent = null;
            easy.Options.NoBody = null;
            easy.Options.PostFields = null;
            easy.Options.AwsSigV4 = null;
            easy.Options.BearerToken = null;
            easy.Options.UserName = "u";
        });
        Assert.Equal("GET", request.Method);
        Assert.Null(request["X-One"]);
        Assert.Null(request["User-Agent"]);
        Assert.StartsWith("Basic ", request["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_Token_IsSent()
    {
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.HttpAuth = CurlAuth.Bearer;
            easy.Options.BearerToken = "t0ken";
        });
        Assert.Equal("Bearer t0ken", request["Authorization"]);
    }

    [Fact]
    public async Task AwsSigV4_WithHttpAuthSetLater_StillSigns()
    {
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.AwsSigV4 = "aws:amz:region:service";
            easy.Options.HttpAuth = CurlAuth.Basic;
            easy.Options.UserName = "key";
            easy.Options.Password = "secret";
        });
        Assert.StartsWith("AWS4-HMAC-SHA256 ", request["Authorization"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Method_OrderOfOptions_DoesNotMatter(bool uploadFirst)
    {
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.HttpHeaders = ["Expect:"];
            easy.Options.InFileSize = 0;
            easy.ReadCallback = _ => CurlReadResult.End;
            if (uploadFirst)
            {
                easy.Options.Upload = true;
                easy.Options.PostFields = "x"u8.ToArray();
                easy.Options.PostFields = null;
            }
            else
            {
                easy.Options.PostFields = "x"u8.ToArray();
                easy.Options.Upload = true;
                easy.Options.PostFields = null;
            }
        });
        Assert.Equal("PUT", request.Method);
    }

    [Fact]
    public async Task PostFields_Bytes_AreTheBody()
    {
        byte[]? body = null;
        RequestHead request = await OptionsExchange.RunAsync(
            (_, easy) => easy.Options.PostFields = new byte[] { 1, 0, 2 },
            async connection =>
            {
                body = await connection.ReadBytesAsync(3);
                await connection.RespondAsync(200);
            });
        Assert.Equal("POST", request.Method);
        Assert.Equal([1, 0, 2], body);
    }

    [Fact]
    public async Task Resolve_And_ConnectTo_LeadNamesHere()
    {
        RequestHead resolved = await OptionsExchange.RunAsync((server, easy) =>
        {
            easy.Options.Uri = new Uri($"http://made-up.example:{server.Port}/r");
            easy.Options.Resolve = [$"made-up.example:{server.Port}:127.0.0.1"];
        });
        RequestHead connected = await OptionsExchange.RunAsync((server, easy) =>
        {
            easy.Options.Uri = new Uri("http://other.example/c");
            easy.Options.ConnectTo = [$"other.example:80:127.0.0.1:{server.Port}"];
        });
        Assert.Equal("/r", resolved.Target);
        Assert.Equal("other.example", connected["Host"]);
    }

    [Fact]
    public async Task Interface_And_LocalPort_AreTheLocalEnd()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 on loopback.");
        EndPoint? remote = null;
        IPEndPoint? local = null;
        await ScriptedServer.RunAsync(
            async connection =>
            {
                remote = connection.Socket.RemoteEndPoint;
                await connection.RespondAsync(200);
            },
            server => Task.Run(() =>
            {
                using CurlEasy easy = OptionsExchange.New(server);
                easy.Options.Interface = "127.0.0.2";
                easy.Options.LocalPort = 20_000;
                easy.Options.LocalPortRange = 10_000;
                easy.Perform();
                local = easy.GetInfo().LocalEndPoint;
                Assert.Equal(server.EndPoint, easy.GetInfo().PrimaryEndPoint);
            }));
        Assert.Equal(remote, local);
        Assert.Equal(IPAddress.Parse("127.0.0.2"), local!.Address);
        Assert.InRange(local.Port, 20_000, 30_000);
    }

    [Theory]
    [InlineData(UnixSocketKind.Path)]
    [InlineData(UnixSocketKind.Abstract)]
    public async Task UnixSocket_EitherKind_IsUsedUntilTheOtherIsSet(UnixSocketKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract sockets are Linux's.");
        RequestHead request = await OptionsExchange.RunAsync(
            (server, easy) =>
            {
                easy.Options.Uri = new Uri("http://localhost/u");
                if (kind == UnixSocketKind.Path)
                {
                    easy.Options.AbstractUnixSocket = "nobody-listens-here";
                    easy.Options.UnixSocketPath = server.UnixSocket;
                    easy.Options.AbstractUnixSocket = null;
                }
                else
                {
                    easy.Options.UnixSocketPath = "/nobody/listens/here";
                    easy.Options.AbstractUnixSocket = server.UnixSocket;
                    easy.Options.UnixSocketPath = null;
                }
            },
            options: new ScriptedServerOptions { UnixSocket = kind });
        Assert.Equal("/u", request.Target);
    }

    [Theory]
    [InlineData("socks4a")]
    [InlineData("socks5")]
    [InlineData("socks5h")]
    public async Task Proxy_OfSocksKind_IsUsed(string scheme)
    {
        bool login = scheme != "socks4a";
        await using SocksServer proxy = SocksServer.Start(new SocksServerOptions { Credentials = login ? ("user", "word") : null });
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.Proxy = proxy.UriFor(scheme).OriginalString;
            easy.Options.ProxyUserName = login ? "user" : null;
            easy.Options.ProxyPassword = login ? "word" : null;
            easy.Options.Socks5Auth = CurlAuth.Basic;
            easy.Options.NoProxy = string.Empty;
        });
        Assert.Equal("/", request.Target);
        Assert.Equal(1, proxy.Requests.Count);
    }

    [Fact]
    public async Task Proxy_HttpWithTunnelAndLogin_IsUsed()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = ("user", "word") });
        RequestHead request = await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.Options.Proxy = $"127.0.0.1:{proxy.Port}";
            easy.Options.ProxyType = CurlProxyType.Http;
            easy.Options.HttpProxyTunnel = true;
            easy.Options.ProxyUserName = "user";
            easy.Options.ProxyPassword = "word";
            easy.Options.ProxyHeaders = ["X-Proxy: 1"];
            easy.Options.NoProxy = string.Empty;
        });
        Assert.Null(request["X-Proxy"]);
        Assert.Equal(1, proxy.Requests.Count);
    }

    [Fact]
    public async Task ConnectTimeout_NobodyAnswers_Fails()
    {
        await using BlackHole hole = BlackHole.Start();
        using CurlEasy easy = new();
        easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        easy.Options.Timeout = TimeSpan.FromMilliseconds(50);
        CurlException thrown = await Assert.ThrowsAsync<CurlException>(() => Task.Run(easy.Perform));
        Assert.Equal(CurlErrorCode.OperationTimedOut, thrown.Code);
    }
}
