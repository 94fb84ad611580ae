using System;
using System.Collections.Generic;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Section 4.1: the request, and the check of its answer.</summary>
public sealed class HandshakeTests
{
    private static readonly Dictionary<string, (Action<UpgradeResponse> Tweak, WebSocketError Error)> s_bad = new()
    {
        ["no Upgrade"] = (r => r["Upgrade"] = null, WebSocketError.Faulted),
        ["another Upgrade"] = (r => r["Upgrade"] = "h2c", WebSocketError.HeaderError),
        ["no Connection"] = (r => r["Connection"] = null, WebSocketError.Faulted),
        ["another Connection"] = (r => r["Connection"] = "close", WebSocketError.HeaderError),
        ["no Accept"] = (r => r.Accept = null, WebSocketError.Faulted),
        ["wrong Accept"] = (r => r.Accept = Wire.Accept("another key"), WebSocketError.HeaderError),
        ["Accept in other case"] = (r => r.Accept = r.Accept!.ToUpperInvariant(), WebSocketError.HeaderError),
        ["Accept twice"] = (r => r.Add("Sec-WebSocket-Accept", r.Accept!), WebSocketError.HeaderError),
        ["extension not offered"] = (r => r.Extensions = "permessage-deflate", WebSocketError.HeaderError),
        ["subprotocol not offered"] = (r => r.SubProtocol = "other", WebSocketError.UnsupportedProtocol),
        ["subprotocol in other case"] = (r => r.SubProtocol = "CHAT", WebSocketError.UnsupportedProtocol),
    };

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    [Theory]
    [MemberData(nameof(Bad))]
    public Task Connect_BadAnswer_Fails(string name) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.AcceptUpgradeAsync(s_bad[name].Tweak);
            await c.WaitForEofAsync();
        },
        server => Connections.FailsAsync(
            () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.SubProtocols.Add("chat")), s_bad[name].Error));

    [Theory]
    [InlineData("keep-alive, Upgrade", "websocket")]
    [InlineData("upgrade", "WebSocket")]
    public Task Connect_AnswerInOtherForms_Succeeds(string connection, string upgrade) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.AcceptUpgradeAsync(r =>
            {
                r["Connection"] = connection;
                r["Upgrade"] = upgrade;
            });
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto);
            Assert.Equal(WebSocketState.Open, socket.State);
            Assert.Null(socket.SubProtocol);
        });

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
            Assert.Contains(socket.UpgradeHeaders, h => h.Key.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase));
        });

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(503)]
    public Task Connect_RefusedUpgrade_ThrowsWithTheAnswer(int status) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(status, [("X-Why", "because"), ("Location", "/elsewhere")], "no");
        },
        async server =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.NotAWebSocket);
            CurlUpgradeRefusedException refused = Assert.IsType<CurlUpgradeRefusedException>(e.InnerException);
            Assert.Equal((HttpStatusCode)status, refused.StatusCode);
            Assert.Contains(refused.Headers, h => h is { Key: "X-Why", Value: "because" });
            Assert.Equal(status == 302 ? new Uri(server.WsUri, "/elsewhere") : null, refused.RedirectTarget);
        });

    /// <summary>libcurl itself reports success here.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 101 Switching")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")]
    public Task Connect_ServerClosesInsteadOfAnswering_Fails(string answer) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        server => Connections.FailsAsync(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.Faulted));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("wss+unix:/x")]
    [InlineData("ws://127.0.0.1/#fragment")]
    public async Task Connect_BadAddress_IsAnArgumentException(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => CurlWebSocket.ConnectAsync(new Uri(address)));
}
