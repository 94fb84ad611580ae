using System;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>The headers of each answer, and what is told of it beside them.</summary>
public sealed class HeadersTests
{
    [Fact]
    public async Task Headers_OfAnUpgrade_AreInformational()
    {
        await ScriptedServer.RunAsync(
            async connection => await connection.AcceptUpgradeAsync(response => response.Add("X-Who", "me")),
            async server =>
            {
                using CurlEasy easy = new();
                easy.Options.Uri = server.WsUri;
                await easy.ConnectAsync(TestContext.Current.CancellationToken);
                Assert.True(easy.GetHeaders().TryGetValue("x-who", out string? value, CurlHeaderOrigin.Informational));
                Assert.Equal("me", value);
                Assert.False(easy.GetHeaders().TryGetValue("X-Who", out _, CurlHeaderOrigin.Header));
                Assert.False(easy.GetHeaders().TryGetValue("X-None", out _));
                Assert.Equal(101, easy.GetInfo().ResponseCode);
                Assert.Equal(CurlHttpVersion.Http11, easy.GetInfo().HttpVersion);
                Assert.Equal("ws", easy.GetInfo().Scheme);
                Assert.Equal(server.EndPoint, easy.GetInfo().PrimaryEndPoint);
                Assert.True(easy.GetInfo().ConnectTime > TimeSpan.Zero);
            });
    }

    [Fact]
    public void Headers_Names_AreFoundInAnyCaseAndOrigin()
    {
        CurlHeaders headers = new([
            new("Via", "a", CurlHeaderOrigin.Connect, 0), new("X-N", "1", CurlHeaderOrigin.Header, 0),
            new("x-n", "2", CurlHeaderOrigin.Header, 1),
        ]);
        Assert.Equal(3, headers.Count);
        Assert.Equal(("X-N", "1", CurlHeaderOrigin.Header, 0), (headers[1].Name, headers[1].Value, headers[1].Origin, headers[1].Request));
        Assert.True(headers.TryGetValue("X-n", out string? last));
        Assert.Equal("2", last);
        Assert.Equal(["1", "2"], headers.GetValues("X-N"));
        Assert.True(headers.TryGetValue("via", out _));
        Assert.False(headers.TryGetValue("via", out string? none, CurlHeaderOrigin.Header));
        Assert.Null(none);
        Assert.Empty(headers.GetValues("via", CurlHeaderOrigin.Header));
        Assert.Empty(CurlHeaders.Empty);
    }

    [Fact]
    public void Certificate_Fields_AreFoundByName_AndTheLastIsTheCertificate()
    {
        CurlCertificate certificate =
            new([new("Subject", "CN = a"), new("Cert", "an extension"), new("Subject", "CN = b"), new("Cert", "PEM")]);
        Assert.Equal(("CN = a", null, "PEM"), (certificate.Subject, certificate.Issuer, certificate.Pem));
        Assert.True(certificate.TryGetValue("subject", out string? subject));
        Assert.Equal("CN = a", subject);
        Assert.False(certificate.TryGetValue("Issuer", out string? issuer));
        Assert.Null(issuer);
        Assert.Null(new CurlCertificate([]).Pem);
    }

    [Fact]
    public async Task Headers_OfARefusedUpgrade_AreTheAnswers()
    {
        await ScriptedServer.RunAsync(
            async connection => await connection.RespondAsync(403, [("X-Why", "no"), ("X-Why", "really")]),
            async server =>
            {
                using CurlEasy easy = new();
                easy.Options.Uri = server.WsUri;
                await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(TestContext.Current.CancellationToken));
                Assert.Equal(["no", "really"], easy.GetHeaders().GetValues("X-Why", CurlHeaderOrigin.Header));
                Assert.Equal(403, easy.GetInfo().ResponseCode);
            });
    }

    [Fact]
    public async Task Headers_OfARedirect_AreThoseOfEachRequest()
    {
        await ScriptedServer.RunAsync(
            async connection =>
            {
                await connection.RespondAsync(302, [("Location", "/next"), ("X-N", "0"), ("Set-Cookie", "c=1")]);
                await connection.RespondAsync(200, [("X-N", "1"), ("Content-Type", "text/x"), ("Retry-After", "9")], "hello");
            },
            server => Task.Run(() =>
            {
                using CurlEasy easy = OptionsExchange.New(server);
                easy.Options.FollowLocation = true;
                easy.Options.CookieFile = string.Empty;
                easy.Perform();
                Assert.Equal([("0", 0), ("1", 1)], easy.GetHeaders().Where(h => h.Name == "X-N").Select(h => (h.Value, h.Request)));
                Assert.True(easy.GetHeaders().TryGetValue("X-N", out string? last));
                Assert.Equal("1", last);
                Assert.Equal(1, easy.GetInfo().RedirectCount);
                Assert.Equal("/next", easy.GetInfo().EffectiveUri?.AbsolutePath);
                Assert.Equal("text/x", easy.GetInfo().ContentType);
                Assert.Equal(5, easy.GetInfo().ContentLength);
                Assert.Equal(5, easy.GetInfo().DownloadedBytes);
                Assert.Equal(TimeSpan.FromSeconds(9), easy.GetInfo().RetryAfter);
                Assert.Contains(easy.GetInfo().Cookies, line => line.EndsWith("c\t1", StringComparison.Ordinal));
                Assert.False(easy.GetInfo().UsedProxy);
                Assert.Equal(0, easy.GetInfo().ConnectionId);
            }));
    }
}
