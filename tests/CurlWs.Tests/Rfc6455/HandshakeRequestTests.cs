using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Section 4.1: the request.</summary>
public sealed class HandshakeRequestTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    public static TheoryData<string, string, string> Addresses => new()
    {
        { "ws://plain.example", "/", "plain.example" },
        { "ws://plain.example:80/a%20b/", "/a%20b/", "plain.example" },
        { "ws://plain.example:8080/?q=a&b=%2F", "/?q=a&b=%2F", "plain.example:8080" },
        { "ws://plain.example:443/", "/", "plain.example:443" },
        { "ws://plain.example/a%2fb?c=%2f", "/a%2fb?c=%2f", "plain.example" },
        { "ws://plain.example/a?", "/a?", "plain.example" },
        { "ws://me:it@plain.example/a%2fb?#", "/a%2fb?", "plain.example" },
        { "ws://plain.example#fragment", "/", "plain.example" },
        { "ws://plain.example/a%2fb?q#fragment", "/a%2fb?q", "plain.example" },
        { "wss://localhost/x?y", "/x?y", "localhost" },
        { "wss://localhost:443/", "/", "localhost" },
        { "wss://localhost:80/", "/", "localhost:80" },
    };

    /// <summary>
    /// The resource name with its query, and the host with its port where that is not the scheme's own; wss is TLS with the name in it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Addresses))]
    public Task Connect_Address_IsResourceNameAndHost(string address, string target, string host) => ScriptedServer.RunAsync(
        async c =>
        {
            RequestHead request = await c.ReadRequestAsync();
            Assert.Equal((target, host), (request.Target, request["Host"]));
            Assert.Single(request.All("Host"));
            Assert.Equal(address.StartsWith("wss", StringComparison.Ordinal) ? "localhost" : "", c.ServerName);
            await c.AcceptUpgradeAsync();
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(new Uri(address), CurlFraming.Auto, o =>
            {
                o.CaFile = certificates.CaFile;
                o.Configure = easy => easy.Options.ConnectTo = [$"::127.0.0.1:{server.Port}"];
            });
            Assert.Equal("", socket.Info.Uri!.Fragment + socket.Info.Uri.UserInfo);
        },
        new ScriptedServerOptions { Certificate = address.StartsWith("wss", StringComparison.Ordinal) ? certificates.Server : null });

    /// <summary>16 bytes, other ones for each connection; each field once; nothing more before the answer has come.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connect_Key_IsFreshForEachConnection(CurlFraming framing)
    {
        ConcurrentBag<string> keys = [];
        await ScriptedServer.RunAsync(
            async c =>
            {
                RequestHead request = await c.ReadRequestAsync();
                Assert.All(
                    new[] { "Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version" },
                    name => Assert.Single(request.All(name)));
                keys.Add(request["Sec-WebSocket-Key"]!);
                Assert.EndsWith("\r\n\r\n", request.Raw, StringComparison.Ordinal);
                Assert.Equal(0, c.Socket.Available);
                await c.AcceptUpgradeAsync();
                await c.WaitForEofAsync();
            },
            async server =>
            {
                for (int i = 0; i < 20; i++)
                {
                    using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                }
            });
        byte[][] bytes = [.. keys.Select(Convert.FromBase64String)];
        Assert.All(bytes, key => Assert.Equal(16, key.Length));
        Assert.Equal(20, keys.Distinct().Count());

        // Not equal in any place either: no counter, no constant part.
        Assert.All(Enumerable.Range(0, 16), place => Assert.True(bytes.Select(key => key[place]).Distinct().Count() > 5));
    }

    /// <summary>Names of subprotocols are tokens, and each is there once.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("\u00e9")]
    [InlineData("a\u007f")]
    [InlineData("twice")]
    public async Task Connect_BadSubProtocol_IsAnArgumentException(string name)
    {
        CurlWebSocketOptions options = new() { SubProtocols = { "twice", name } };
        await Assert.ThrowsAsync<ArgumentException>(
            () => CurlWebSocket.ConnectAsync(new Uri("ws://127.0.0.1/"), options, Deadline.Token()));
    }

    [Fact]
    public Task Connect_Request_IsAsTheRfcSays() => ScriptedServer.RunAsync(
        async c =>
        {
            RequestHead request = await c.ReadRequestAsync();
            Assert.Equal("GET", request.Method);
            Assert.Equal("HTTP/1.1", request.Version);
            Assert.Equal("/path?q=1", request.Target);
            Assert.Equal("websocket", request["Upgrade"], ignoreCase: true);
            Assert.Contains("upgrade", request["Connection"], StringComparison.OrdinalIgnoreCase);
            Assert.Equal("13", request["Sec-WebSocket-Version"]);
            Assert.Equal(16, Convert.FromBase64String(Assert.Single(request.All("Sec-WebSocket-Key"))).Length);
            Assert.Equal("chat, superchat", request["Sec-WebSocket-Protocol"]);
            Assert.Empty(request.All("Sec-WebSocket-Extensions"));
            Assert.Equal(["1", "2"], request.All("X-Order"));
            Assert.Equal("http://app.example", request["Origin"]);
            Assert.Equal("", request["X-Empty"]);
            Assert.Equal("me/1.0", request["User-Agent"]);
            Assert.Equal("other.example", request["Host"]);
            await c.AcceptUpgradeAsync(r => r.SubProtocol = "superchat");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(new Uri(server.WsUri, "/path?q=1"), CurlFraming.Auto, o =>
            {
                o.SubProtocols.Add("chat");
                o.SubProtocols.Add("superchat");
                o.RequestHeaders.Add("X-Order", "1");
                o.RequestHeaders.Add("Origin", "http://app.example");
                o.RequestHeaders.Add("X-Order", "2");
                o.RequestHeaders.Add("X-Empty", "");
                o.RequestHeaders.Add("User-Agent", "me/1.0");
                o.RequestHeaders.Add("Host", "other.example");
            });
            Assert.Equal("superchat", socket.SubProtocol);
            Assert.Contains(socket.HttpResponseHeaders, h => h.Name.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase));
        });

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("wss+unix:/x")]
    public async Task Connect_BadAddress_IsAnArgumentException(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => CurlWebSocket.ConnectAsync(new Uri(address)));
}
