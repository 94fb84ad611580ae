using System;
using System.Collections.Generic;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What the exception of a refused upgrade says, to a person and to a program.</summary>
public sealed class RefusalTests
{
    private const string NoLogin = "no login was sent: see Credentials, BearerToken, or Authorization in RequestHeaders.";

    private const string Another = "what was sent is of another kind (Basic), and a challenge cannot be answered during an upgrade: see "
        + "Credentials for Basic, BearerToken for Bearer, and Authorization in RequestHeaders for others.";

    private static readonly NetworkCredential s_login = new("me", "s3cret");

    [Theory]
    [InlineData("Retry-After: 120", 120)]
    [InlineData("retry-after:  0 ", 0)]
    [InlineData("Retry-After: 99999999999999999999", int.MaxValue)]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT|Retry-After: Sun, 06 Nov 1994 08:51:07 GMT", 90)]
    [InlineData("Date: Sunday, 06-Nov-94 08:49:37 GMT|Retry-After: Sun Nov  6 08:51:07 1994", 90)]
    [InlineData("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Retry-After: 5|Retry-After: 7", 5)]
    [InlineData("Retry-After: -5", null)]
    [InlineData("Retry-After: 1.5", null)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("Retry-After:", null)]
    [InlineData("X-Other: 1", null)]
    public async Task RetryAfter_OfAnAnswer_IsATime(string fields, int? seconds)
    {
        (_, CurlUpgradeRefusedException refused) = await RefusedAsync(503, fields);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, refused.RetryAfter);
    }

    /// <summary>Without a Date of the answer's own the machine's clock counts.</summary>
    [Fact]
    public void RetryAfter_DateAlone_CountsFromNow()
    {
        DateTimeOffset now = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);
        CurlHeaders headers = new([new CurlHeader("Retry-After", "Sun, 06 Nov 1994 08:51:07 GMT", CurlHeaderOrigin.Header, request: 0)]);
        Assert.Equal(TimeSpan.FromSeconds(90), RetryAfterField.Read(headers, now));
    }

    public static TheoryData<int, string, string, string> Hints => new()
    {
        { 401, "WWW-Authenticate: Basic realm=\"a, Digest b\"", "", "The server offers Basic; " + NoLogin },
        { 401, "", "", "The server does not say which login it takes; " + NoLogin },
        { 401, "WWW-Authenticate: Basic realm=x, Bearer", "Basic",
            "The server offers Basic, Bearer; the login that was sent by Basic was refused: see Credentials." },
        { 401, "WWW-Authenticate: Bearer", "Bearer", "the login that was sent by Bearer was refused: see BearerToken." },
        { 401, "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"", "Basic", "The server offers Digest; " + Another },
        { 401, "WWW-Authenticate: Basic", "Token s3cret", "what was sent is of another kind (Authorization in RequestHeaders), and" },
        { 401, "WWW-Authenticate: Token realm=x", "Token s3cret", "the login that was sent by Token was refused: see Authorization in" },
        { 401, "WWW-Authenticate: Basic", "Netrc", "The server offers Basic; what was sent, if anything, is what Netrc has: look there." },
        { 401, "", "s3cret", "the login that was sent (Authorization in RequestHeaders) did not do." },
        { 403, "", "", "(was not sent: see RequestHeaders), and where a login may not do this." },
        { 403, "", "Origin", "(was https://a.example: see RequestHeaders)" },
        { 407, "Proxy-Authenticate: Basic", "", "A proxy on the way asks for a login: name it in Proxy, with ProxyCredentials." },
        { 426, "Upgrade: websocket|Connection: Upgrade", "", "Use wss, or have it pass them on." },
        { 426, "Upgrade: TLS/1.2, HTTP/1.1", "", "The server wants an upgrade to TLS/1.2, HTTP/1.1 first. Use a wss address." },
        { 426, "Upgrade: h2c", "", "The server wants an upgrade to h2c first. This address is not that of a WebSocket: check it." },
        { 426, "", "", "check the address, and use wss where a proxy drops the field Upgrade." },
        { 426, "Upgrade: websocket|Sec-WebSocket-Version: 8, 7", "",
            "The server speaks the WebSocket versions 8, 7; this library speaks 13 (RFC 6455)." },
        { 400, "Sec-WebSocket-Version: 8|Sec-WebSocket-Version: 7", "", "The server speaks the WebSocket versions 8, 7; this library" },
        { 426, "Sec-WebSocket-Version: 13|Upgrade: websocket", "", "Use wss, or have it pass them on." },
        { 429, "Retry-After: 90", "", "Try again after 90 s (RetryAfter)." },
        { 429, "", "", "Connect less often, and wait longer before each further try: the server does not say how long (Retry-After)." },
        { 503, "Retry-After: 90", "", "Try again after 90 s (RetryAfter)." },
        { 503, "", "", "answered the upgrade with the status 503 (ServiceUnavailable) instead of 101." },
        { 200, "Retry-After: 90|Sec-WebSocket-Version: 7", "", "answered the upgrade with the status 200 (OK) instead of 101." },
    };

    /// <summary>The last words say what to do; they name what was sent by its kind, never by its value.</summary>
    [Theory]
    [MemberData(nameof(Hints))]
    public async Task Message_OfARefusal_EndsWithWhatToDo(int status, string fields, string sent, string hint)
    {
        (WebSocketException failure, _) = await RefusedAsync(status, fields, o =>
        {
            o.Credentials = sent == "Basic" ? s_login : null;
            o.BearerToken = sent == "Bearer" ? "s3cret" : null;
            o.Netrc = sent == "Netrc" ? CurlNetrc.Optional : CurlNetrc.Ignored;
            if (sent == "Origin")
            {
                o.RequestHeaders.Add("Origin", "https://a.example");
            }
            else if (sent.Contains("s3cret", StringComparison.Ordinal))
            {
                o.RequestHeaders.Add("Authorization", sent);
            }
        });
        Assert.True(
            hint.EndsWith('.') && !hint.StartsWith("The server speaks", StringComparison.Ordinal)
                ? failure.Message.EndsWith(hint, StringComparison.Ordinal) : failure.Message.Contains(hint, StringComparison.Ordinal),
            failure.Message);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The proxy of the options has done its part: another login for it would not help.</summary>
    [Fact]
    public async Task Message_407FromBehindTheProxy_DoesNotBlameItsLogin()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        (WebSocketException failure, CurlUpgradeRefusedException refused) = await RefusedAsync(
            407, "Proxy-Authenticate: Basic", o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, s_login));
        Assert.EndsWith("Send it Proxy-Authorization in RequestHeaders.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ProxyCredentials", failure.Message, StringComparison.Ordinal);
        Assert.True(refused.Info is { UsedProxy: true, ProxyStatusCode: HttpStatusCode.OK });
    }

    public static TheoryData<string> Failures =>
        ["refusal", "redirect", "101", "closed", "silent", "proxy", "port", "certificate"];

    /// <summary>The outer exception has the words, what is inside the facts: neither text is in the other.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Messages_OfAFailedConnect_SayEachThingOnce(string what)
    {
        if (what == "certificate")
        {
            WindowsFacts.RequireTrustDecisions();
        }

        using TestCertificates certificates = new();
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = ("me", "it") });
        await using ScriptedServer server = ScriptedServer.Start(
            c => what switch
            {
                "refusal" => c.RespondAsync(401),
                "redirect" => c.RespondAsync(302, [("Location", "/again")]),
                "101" => c.AcceptUpgradeAsync(r => r.Accept = "wrong"),
                "closed" => c.ReadRequestAsync(),
                _ => c.WaitForEofAsync(),
            },
            new ScriptedServerOptions { Certificate = what == "certificate" ? certificates.Server : null });
        Uri uri = what == "port" ? new Uri("ws://127.0.0.1:1/") : server.WsUri;
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 1;
            o.Proxy = what == "proxy" ? proxy.Uri : null;
            o.UpgradeTimeout = what == "silent" ? TimeSpan.FromMilliseconds(20) : o.UpgradeTimeout;
        });
        WebSocketException failure = await Assert.ThrowsAsync<WebSocketException>(
            () => CurlWebSocket.ConnectAsync(uri, options, Deadline.Token()));
        Assert.NotNull(failure.InnerException);
        for (Exception outer = failure; outer.InnerException is { } inner; outer = inner)
        {
            Assert.DoesNotContain(inner.Message, outer.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(outer.Message, inner.Message, StringComparison.Ordinal);
            if (inner is CurlException { Detail.Length: > 0 } curl && outer == failure)
            {
                Assert.Contains(curl.Detail, outer.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(curl.Detail, inner.Message, StringComparison.Ordinal);
                Assert.Contains(((CURLcode)curl.Code).ToString(), inner.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Info_OfARefusalOverTls_HasAddressesTimesAndTls(CurlFraming framing)
    {
        using TestCertificates certificates = new();
        await using ScriptedServer server = ScriptedServer.Start(
            c => c.RespondAsync(403), new ScriptedServerOptions { Certificate = certificates.Server });
        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(
                server.WsUri, framing,
                o => (o.CaFile, o.CaptureTlsDetails, o.CaptureCertificates) = (certificates.Ca.CertificateFile, true, true)),
            WebSocketError.NotAWebSocket);
        CurlWebSocketInfo info = Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException).Info!;
        Assert.Equal(server.WsUri, info.Uri);
        Assert.Equal(server.Port, info.PrimaryEndPoint!.Port);
        Assert.True(IPAddress.IsLoopback(info.LocalEndPoint!.Address));
        Assert.True(TlsBackends.IsSchannel || (info.TlsVersion >= CurlTlsVersion.Tls12 && info.TlsCipher is { Length: > 0 }));
        Assert.NotEmpty(info.CertificateChain);
        Assert.Equal(CurlHttpVersion.Http11, info.HttpVersion);
        Assert.Equal((0, false, 0L), (info.RedirectCount, info.UsedProxy, info.TlsVerifyResult));
        Assert.True(info.ConnectTime > TimeSpan.Zero && info.ConnectTime <= info.TlsHandshakeTime);
        Assert.True(info.TlsHandshakeTime <= info.UpgradeTime);
    }

    [Fact]
    public Task Info_Of101ThatIsNotRight_IsThere() => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r => r.Accept = "wrong");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.HeaderError);
            CurlUpgradeRefusedException answer = Assert.IsType<CurlUpgradeRefusedException>(e.InnerException);
            Assert.Equal(server.Port, answer.Info!.PrimaryEndPoint!.Port);
            Assert.Null(answer.Body);
        });

    private static async Task<(WebSocketException Outer, CurlUpgradeRefusedException Inner)> RefusedAsync(
        int status, string fields, Action<CurlWebSocketOptions>? configure = null)
    {
        List<(string, string)> headers = [];
        foreach (string field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            headers.Add((field[..colon], field[(colon + 1)..]));
        }

        await using ScriptedServer server = ScriptedServer.Start(c => c.RespondAsync(status, headers));
        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, configure), WebSocketError.NotAWebSocket);
        return (failure, Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException));
    }
}
