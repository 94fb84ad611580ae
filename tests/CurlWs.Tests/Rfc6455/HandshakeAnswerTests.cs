using System;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Section 4.1: the check of the answer.</summary>
public sealed class HandshakeAnswerTests
{
    public static TheoryData<ClientKind, string> Answers => Clients.With(AnswerCases.All.Keys);

    [Theory]
    [MemberData(nameof(Answers))]
    public Task Connect_Answer_IsCheckedInEachPart(ClientKind client, string name) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(AnswerCases.All[name].Tweak);
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        async server =>
        {
            string outcome;
            try
            {
                using WebSocket socket = await Clients.ConnectAsync(client, server.WsUri, "chat");
                outcome = $"{socket.State} {socket.SubProtocol}".TrimEnd();
            }
            catch (WebSocketException e)
            {
                outcome = e.WebSocketErrorCode.ToString();
            }

            Assert.Equal(Differences.Expected(client, name, "", AnswerCases.All[name].Expected), outcome);
        });

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(426)]
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
            Assert.Contains(refused.Headers, h => h is { Name: "X-Why", Value: "because" });
            Assert.Equal(status == 302 ? new Uri(server.WsUri, "/elsewhere") : null, refused.RedirectUri);
        });

    /// <summary>libcurl itself reports success here.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 101 Switching")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n")]
    [InlineData(
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: {0}\r\nConnection: Upgrade\r\n")]
    public Task Connect_ServerClosesInsteadOfAnswering_Fails(string answer) => ScriptedServer.RunAsync(
        async c =>
        {
            RequestHead request = await c.ReadRequestAsync();
            await c.WriteAsync(
                Encoding.ASCII.GetBytes(answer.Replace("{0}", Wire.Accept(request["Sec-WebSocket-Key"]!), StringComparison.Ordinal)));
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        async server =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.Faulted);
            Assert.IsType<CurlException>(e.InnerException);
        });
}
