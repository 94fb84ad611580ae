using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>What libcurl makes of the answer to its upgrade request: it looks at the status alone.</summary>
public sealed class UpgradeTests
{
    public static IEnumerable<TheoryDataRow<string, bool>> Cases() =>
        UpgradeCase.All
            .SelectMany(each => new[] { true, false }.Select(connectOnly => new TheoryDataRow<string, bool>(each.Name, connectOnly)));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Upgrade_Answer_GivesCodeAndStatus(string name, bool connectOnly)
    {
        UpgradeCase given = UpgradeCase.Named(name);
        return BlockingClient.RunAsync(connection => connection.AcceptUpgradeAsync(given.Answer, Wire.Text("hi")), server =>
        {
            if (connectOnly)
            {
                using Session session = Session.Open(server, null, out CURLcode code);
                Assert.Equal((given.Code, given.Status), (code, session.ResponseCode));

                // After a refusal there is no connection: as if there had never been one.
                bool connected = given.Code == CURLE_OK && !given.ClosesConnectOnly;
                Assert.Equal(connected, session.Socket != -1);
                Assert.Equal(
                    connected ? ["TEXT [2] hi", nameof(CURLE_GOT_NOTHING)] : [nameof(CURLE_BAD_FUNCTION_ARGUMENT)], session.RecvLines());
            }
            else
            {
                using FrameTransfer transfer = new(server);
                Assert.Equal(given.Code == CURLE_OK ? ["TEXT [2] hi", nameof(CURLE_OK)] : [given.Code.ToString()],
                    transfer.PerformLines());
                Assert.Equal(given.Status, Session.Long(transfer.Curl, CURLINFO_RESPONSE_CODE));
            }
        });
    }

    /// <remarks>CURLINFO_REDIRECT_URL stays empty for a refused upgrade: where it was sent to is in the header alone.</remarks>
    [Theory]
    [InlineData(200, null, false)]
    [InlineData(200, null, true)]
    [InlineData(301, "/elsewhere", false)]
    [InlineData(301, "/elsewhere", true)]
    [InlineData(302, "http://example.invalid/path?q", false)]
    [InlineData(302, "http://example.invalid/path?q", true)]
    [InlineData(307, "wss://example.invalid/", false)]
    [InlineData(307, "wss://example.invalid/", true)]
    [InlineData(401, null, false)]
    [InlineData(401, null, true)]
    [InlineData(404, null, false)]
    [InlineData(404, null, true)]
    public Task UpgradeRefused_StatusAndRedirect_AreToldAndTheBodyIsNot(int status, string? location, bool follow)
    {
        (string, string)[] headers = location is null ? [] : [("Location", location)];
        return BlockingClient.RunAsync(connection => connection.RespondAsync(status, headers, "the body"), server =>
        {
            using FrameTransfer transfer = new(server, curl => Session.Set(curl, CURLOPT_FOLLOWLOCATION, follow ? 1 : 0));
            Assert.Equal(CURLE_HTTP_RETURNED_ERROR, transfer.Perform());
            Assert.Equal(0, transfer.Calls);
            Assert.Equal(status, Session.Long(transfer.Curl, CURLINFO_RESPONSE_CODE));
            Assert.Equal(CURLE_OK, curl_easy_getinfo(transfer.Curl, CURLINFO_REDIRECT_URL, out string? redirect));
            Assert.Null(redirect);
            curl_easy_header(transfer.Curl, "Location", 0, CURLH_HEADER, -1, out string? header);
            Assert.Equal(location, header);
            Assert.Single(server.Connections.Items);
        });
    }

    [Fact]
    public Task UpgradeHeaders_AreFoundAsThoseOfAnInterimResponse() => BlockingClient.RunAsync(
        connection => connection.AcceptUpgradeAsync(answer => answer.SubProtocol = "chat"),
        server =>
        {
            using Session session = Session.Connect(server);
            Assert.Equal(CURLHE_OK, curl_easy_header(session.Curl, "sec-websocket-protocol", 0, CURLH_1XX, -1, out string? value));
            Assert.Equal("chat", value);
            Assert.NotEqual(CURLHE_OK, curl_easy_header(session.Curl, "sec-websocket-protocol", 0, CURLH_HEADER, -1, out _));
        });

    /// <remarks>
    /// CONNECT_ONLY says OK, and even RESPONSE_CODE 101 once the status line was there:
    /// the socket is still there too, and only the first curl_ws_recv tells. 8.14.1 says OK to a callback too.
    /// </remarks>
    [Theory]
    [InlineData("", true, 0)]
    [InlineData("", false, 0)]
    [InlineData("HTTP/1.1 101 Switch", true, 0)]
    [InlineData("HTTP/1.1 101 Switch", false, 0)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", true, 101)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", false, 101)]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n", true, 103)]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n", false, 103)]
    public Task UpgradeCutOff_ConnectOnly_GivesOkWithoutAWebSocket(string answer, bool connectOnly, int status) => BlockingClient.RunAsync(
        async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(answer));
        },
        server =>
        {
            if (connectOnly)
            {
                using Session session = Session.Open(server, null, out CURLcode code);
                Assert.Equal(CURLE_OK, code);
                Assert.Equal(status, session.ResponseCode);
                Assert.NotEqual(-1, session.Socket);
                Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, session.Recv().Code);
                Assert.Equal((CURLE_SEND_ERROR, 0), session.Send(CURLWS_TEXT, "x"u8));
            }
            else
            {
                using FrameTransfer transfer = new(server);
                Assert.Equal(
                    status == 101 && !LibcurlVersions.Since(LibcurlVersions.V8_16) ? CURLE_OK : CURLE_GOT_NOTHING, transfer.Perform());
                Assert.Equal(status, Session.Long(transfer.Curl, CURLINFO_RESPONSE_CODE));
            }
        });

    [Fact]
    public Task UpgradeReset_GivesReceiveError() => BlockingClient.RunAsync(
        async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        },
        server =>
        {
            using Session session = Session.Open(server, null, out CURLcode code);
            Assert.Equal(CURLE_RECV_ERROR, code);
        });
}
