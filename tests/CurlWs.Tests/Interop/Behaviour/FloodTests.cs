using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>A server that pings and never reads the answers (20_11).</summary>
public sealed class FloodTests
{
    /// <remarks>What is asserted of memory is what it is made of: the answers that are kept. Since 8.21 that is one.</remarks>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task PingFlood_ConnectOnly_KeepsOnePongSince821(int blocks)
    {
        LibcurlVersions.Needs(LibcurlVersions.V8_21, "each ping is answered at once, which is asserted in PingTests");
        byte[] block = Wire.Concat(Enumerable.Repeat(Wire.Ping(new string('p', 125)), 516));
        WireFrame[] frames = [];
        int told = 0;
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                for (int i = 0; i < blocks; i++)
                {
                    await connection.WriteAsync(block);
                }

                await connection.WriteAsync(Wire.Concat(Wire.Ping("last"), Wire.Close()));
                frames = [.. await SendTests.ReadToEndAsync(connection)];
            },
            server =>
            {
                using Session session = Session.Connect(server);
                for (int flags = 0; flags != CURLWS_CLOSE; told++)
                {
                    (CURLcode code, _, curl_ws_frame meta) = session.RecvNext();
                    Assert.Equal(CURLE_OK, code);
                    flags = meta.flags;
                    Assert.True(flags is CURLWS_PING or CURLWS_CLOSE);
                }
            });

        // A ping that was cut by the end of a read is told, and each call that tells something sends the one pong that is kept.
        Assert.InRange(frames.Length, 1, told);
        Assert.InRange(told, 1, blocks * 10);
        Assert.Equal("Pong fin [4] 6C617374", frames[^1].ToString());
    }

    [Fact]
    public async Task PingFlood_CallbackAndAServerThatNeverReads_EndsWithTheConnection()
    {
        byte[] block = Wire.Concat(Enumerable.Repeat(Wire.Ping(new string('p', 125)), 516));
        int written = 0;
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                for (; written < 10; written++)
                {
                    await connection.WriteAsync(block);
                }

                connection.Reset();
            },
            server =>
            {
                using FrameTransfer transfer = new(server);
                transfer.Before = (meta, chunk) =>
                {
                    Assert.Equal(CURLWS_PING, meta.flags);
                    return (nuint)chunk.Length;
                };
                Assert.True(transfer.Perform() is CURLE_SEND_ERROR or CURLE_RECV_ERROR);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
        Assert.Equal(10, written);
    }
}
