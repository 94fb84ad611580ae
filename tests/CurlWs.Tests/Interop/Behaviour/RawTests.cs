using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>RAW_MODE with CONNECT_ONLY: the upgrade is libcurl's, the bytes are the caller's.</summary>
public sealed class RawTests
{
    [Fact]
    public Task Raw_EasySendAndRecv_CarryBytesAsTheyAre() => BlockingClient.UpgradedAsync(
        async connection =>
        {
            WireFrame frame = await connection.ReadFrameAsync();
            Assert.Equal(("Text fin [2] 6869", 0x01020304u), (frame.ToString(), frame.MaskKey));
            await connection.WriteAsync(Wire.Text("back"));
        },
        server =>
        {
            using Session session = Connect(server);
            Assert.Equal(CURLE_OK, curl_easy_send(session.Curl, Wire.Frame(WireOpcode.Text, "hi"u8, mask: 0x01020304), out nuint sent));
            Assert.Equal(8u, sent);
            Assert.Equal(Wire.Text("back"), Receive(session, 6));
        });

    [Fact]
    public Task Raw_WsSend_TakesNoFlagsAndNoFragsize() => BlockingClient.UpgradedAsync(
        async connection => Assert.Equal(Wire.Hex("8A 00"), await connection.ReadBytesAsync(2)),
        server =>
        {
            using Session session = Connect(server);
            Assert.Equal((CURLE_BAD_FUNCTION_ARGUMENT, 0), session.Send(CURLWS_TEXT, "x"u8));
            Assert.Equal((CURLE_BAD_FUNCTION_ARGUMENT, 0), session.Send(0, "x"u8, fragsize: 1));
            Assert.Equal((CURLE_OK, 2), session.Send(0, [0x8A, 0]));
        });

    /// <remarks>Before 8.21 curl_easy_recv does not see what came in the segment of the 101.</remarks>
    [Fact]
    public Task Raw_DataGluedToThe101_IsLostBefore821()
    {
        Gate connected = new();
        return BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync(glued: Wire.Text("glued"));
                await connected.WaitAsync();
                await connection.WriteAsync(Wire.Text("later"));
                await connection.WaitForEofAsync();
            },
            server =>
            {
                using Session session = Connect(server);
                connected.Open();
                byte[] expected = LibcurlVersions.Since(LibcurlVersions.V8_21)
                    ? [.. Wire.Text("glued"), .. Wire.Text("later")]
                    : Wire.Text("later");
                Assert.Equal(expected, Receive(session, expected.Length));
            });
    }

    [Fact]
    public async Task RawCallback_PingBytes_ArePassedAndAnsweredRaw()
    {
        // Test 2301: the frame's own bytes in, raw bytes out, without a mask unless the caller makes one.
        byte[] answer = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                await connection.WriteAsync(Wire.Ping());
                answer = await connection.ReadBytesAsync(2);
            },
            server =>
            {
                byte[] seen = [];
                CURL curl = Session.NewHandle(
                    server.WsUri.AbsoluteUri, easy => Session.Set(easy, CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE), connectOnly: false);
                curl_write_callback write = DataCallbacks.Writer(data =>
                {
                    seen = [.. seen, .. data];
                    Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_ws_send(curl, [0x8A, 0], out nuint _, 0, CURLWS_PONG));
                    Assert.Equal(CURLE_OK, curl_ws_send(curl, [0x8A, 0], out nuint _, 0, 0));
                    Assert.False(curl_ws_meta(curl, out _));
                });
                Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write));
                Assert.Equal(CURLE_OK, curl_easy_perform(curl));
                Assert.Equal([0x89, 0], seen);
                curl_easy_cleanup(curl);
            });
        Assert.Equal([0x8A, 0], answer);
    }

    private static Session Connect(ScriptedServer server) =>
        Session.Connect(server, curl => Session.Set(curl, CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE));

    private static byte[] Receive(Session session, int count)
    {
        byte[] all = [];
        byte[] buffer = new byte[100];
        while (all.Length < count)
        {
            CURLcode code = curl_easy_recv(session.Curl, buffer, out nuint received);
            if (code == CURLE_AGAIN)
            {
                session.Wait(CURL_WAIT_POLLIN);
                continue;
            }

            Assert.Equal(CURLE_OK, code);
            Assert.NotEqual(0u, received);
            all = [.. all, .. buffer.Take((int)received)];
        }

        return all;
    }
}
