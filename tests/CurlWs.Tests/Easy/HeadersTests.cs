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
                easy.Options.Url = server.WsUri;
                await easy.ConnectAsync(TestContext.Current.CancellationToken);
                Assert.True(easy.Headers.TryGet("x-who", out string? value, CurlHeaderOrigin.Informational));
                Assert.Equal("me", value);
                Assert.False(easy.Headers.TryGet("X-Who", out _, CurlHeaderOrigin.Header));
                Assert.False(easy.Headers.TryGet("X-None", out _));
                Assert.Equal(101, easy.Info.ResponseCode);
                Assert.Equal(new Version(1, 1), easy.Info.HttpVersion);
                Assert.Equal("ws", easy.Info.Scheme);
                Assert.Equal(server.EndPoint, easy.Info.PrimaryEndPoint);
                Assert.True(easy.Info.ConnectTime > TimeSpan.Zero);
            });
    }

    [Fact]
    public async Task Headers_OfARefusedUpgrade_AreTheAnswers()
    {
        await ScriptedServer.RunAsync(
            async connection => await connection.RespondAsync(403, [("X-Why", "no"), ("X-Why", "really")]),
            async server =>
            {
                using CurlEasy easy = new();
                easy.Options.Url = server.WsUri;
                await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(TestContext.Current.CancellationToken));
                Assert.Equal(["no", "really"], easy.Headers.GetAll("X-Why", CurlHeaderOrigin.Header));
                Assert.Equal(403, easy.Info.ResponseCode);
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
                Assert.Equal([("0", 0), ("1", 1)], easy.Headers.Where(h => h.Name == "X-N").Select(h => (h.Value, h.Request)));
                Assert.True(easy.Headers.TryGet("X-N", out string? last));
                Assert.Equal("1", last);
                Assert.Equal(1, easy.Info.RedirectCount);
                Assert.EndsWith("/next", easy.Info.EffectiveUrl, StringComparison.Ordinal);
                Assert.Equal("text/x", easy.Info.ContentType);
                Assert.Equal(5, easy.Info.ContentLength);
                Assert.Equal(5, easy.Info.SizeDownload);
                Assert.Equal(TimeSpan.FromSeconds(9), easy.Info.RetryAfter);
                Assert.Contains(easy.Info.Cookies, line => line.EndsWith("c\t1", StringComparison.Ordinal));
                Assert.False(easy.Info.UsedProxy);
                Assert.Equal(0, easy.Info.ConnectionId);
            }));
    }
}
