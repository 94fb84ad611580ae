using System;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>The upgrade request as it is on the wire.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Request_ByDefault_IsAnUpgradeWithARandomKey()
    {
        RequestHead first = await RequestAsync(_ => { });
        RequestHead second = await RequestAsync(_ => { });
        Assert.Equal(("GET", "/", "HTTP/1.1"), (first.Method, first.Target, first.Version));
        Assert.Equal("websocket", first["Upgrade"]);
        Assert.Equal("Upgrade", first["Connection"]);
        Assert.Equal("13", first["Sec-WebSocket-Version"]);
        Assert.Equal(16, Convert.FromBase64String(first["Sec-WebSocket-Key"]!).Length);
        Assert.NotEqual(first["Sec-WebSocket-Key"], second["Sec-WebSocket-Key"]);
        Assert.Null(first["Origin"]);
        Assert.Null(first["Sec-WebSocket-Extensions"]);
        Assert.Null(first["Sec-WebSocket-Protocol"]);
        Assert.All(first.Headers.GroupBy(header => header.Name.ToUpperInvariant()), header => Assert.Single(header));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("Sec-WebSocket-Version", "8")]
    [InlineData("Upgrade", "WebSocket")]
    [InlineData("Sec-WebSocket-Protocol", "chat, superchat")]
    [InlineData("Sec-WebSocket-Extensions", "permessage-deflate")]
    [InlineData("Origin", "http://example.invalid")]
    [InlineData("Host", "example.invalid")]
    [InlineData("User-Agent", "a tester")]
    [InlineData("X-Mine", "1")]
    public async Task Request_HeaderOfTheCaller_IsThereOnce(string name, string value)
    {
        RequestHead request = await RequestAsync(curl => Session.SetHeaders(curl, $"{name}: {value}"));
        Assert.Equal([value], request.All(name));
        Assert.Single(request.All("Sec-WebSocket-Key"));
        Assert.Single(request.All("Sec-WebSocket-Version"));
    }

    public static TheoryData<string> LoginNames { get; } = new("none", "basic", "bearer", "digest", "any");

    [Theory]
    [MemberData(nameof(LoginNames))]
    public async Task Request_Login_IsSentAtOnceOrNever(string kind)
    {
        RequestHead request = await RequestAsync(curl =>
        {
            Session.Set(curl, kind == "bearer" ? CURLOPT_XOAUTH2_BEARER : CURLOPT_USERPWD, kind == "bearer" ? "token" : "me:secret");
            if (kind != "none")
            {
                Session.Set(curl, CURLOPT_HTTPAUTH, kind switch
                {
                    "basic" => CURLAUTH_BASIC,
                    "bearer" => CURLAUTH_BEARER,
                    "digest" => CURLAUTH_DIGEST,
                    _ => unchecked((int)CURLAUTH_ANY),
                });
            }
        });
        Assert.Equal(
            kind switch { "none" or "basic" => "Basic bWU6c2VjcmV0", "bearer" => "Bearer token", _ => null },
            request["Authorization"]);
    }

    [Fact]
    public Task Request_DigestChallenge_IsRefusedWithoutASecondTry() => BlockingClient.RunAsync(
        connection => connection.RespondAsync(401, [("WWW-Authenticate", "Digest realm=\"x\", nonce=\"1\", qop=\"auth\"")]),
        server =>
        {
            using Session session = Session.Open(
                server,
                curl =>
                {
                    Session.Set(curl, CURLOPT_USERPWD, "me:secret");
                    Session.Set(curl, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
                },
                out CURLcode code);
            Assert.Equal((CURLE_HTTP_RETURNED_ERROR, 401), (code, session.ResponseCode));
            Assert.Single(server.Connections.Items);
        });

    [Fact]
    public async Task Request_PathAndCookie_AreSentAsWithHttp()
    {
        RequestHead request = await RequestAsync(curl => Session.Set(curl, CURLOPT_COOKIE, "a=b"), "chat/room?x=1&y=%20#fragment");
        Assert.Equal("/chat/room?x=1&y=%20", request.Target);
        Assert.Equal("a=b", request["Cookie"]);
    }

    [Fact]
    public async Task Request_PostFields_AreIgnoredSince816AndPostedBefore()
    {
        RequestHead request = await RequestAsync(curl => Session.Set(curl, CURLOPT_POSTFIELDS, "body"));
        Assert.Equal(LibcurlVersions.Since(LibcurlVersions.V8_16) ? "GET" : "POST", request.Method);
        Assert.Equal(LibcurlVersions.Since(LibcurlVersions.V8_16) ? null : "4", request["Content-Length"]);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(2L)]
    [InlineData(3L)]
    public async Task Request_HttpVersion_IsAlways11(long version)
    {
        RequestHead request = await RequestAsync(curl => Session.Set(curl, CURLOPT_HTTP_VERSION, version));
        Assert.Equal(("GET", "HTTP/1.1"), (request.Method, request.Version));
    }

    [Fact]
    public async Task Request_ConnectionOfTheCaller_IsMergedSince816AndReplacesBefore()
    {
        RequestHead request = await RequestAsync(curl => Session.SetHeaders(curl, "Connection: keep-alive"));
        Assert.Equal(
            LibcurlVersions.Since(LibcurlVersions.V8_16) ? "keep-alive, Upgrade" : "keep-alive",
            string.Join(", ", request.All("Connection")));
    }

    private static async Task<RequestHead> RequestAsync(Action<CURL> configure, string path = "")
    {
        RequestHead? request = null;
        await BlockingClient.RunAsync(async connection => request = await connection.AcceptUpgradeAsync(), server =>
        {
            using Session session = Session.Prepare(server, curl =>
            {
                Session.Set(curl, CURLOPT_URL, server.WsUri + path);
                configure(curl);
            });
            Assert.Equal(CURLE_OK, curl_easy_perform(session.Curl));
        });
        return request!;
    }
}
