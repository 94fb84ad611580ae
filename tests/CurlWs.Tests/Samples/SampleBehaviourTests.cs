using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>What the samples do where a kind server does not take them: pings, fragments, full sockets, refusals.</summary>
public sealed class SampleBehaviourTests
{
    [Fact]
    public async Task PingPong_PingFromServerInPieces_IsAnsweredByHand()
    {
        await RunAsync(
            "PingPong",
            async server =>
            {
                await server.AcceptUpgradeAsync();
                Assert.Equal("foobar", (await server.ReadFrameAsync()).Text);
                await server.WriteChoppedAsync(Wire.Ping("are you there"), chunkSize: 5, lockStep: true);
                WireFrame answer = await server.ReadFrameAsync();
                Assert.Equal((WireOpcode.Pong, "are you there"), (answer.Opcode, answer.Text));
                await server.WriteAsync(Wire.Pong("foobar"));
                await server.ReadFrameAsync();
                await server.WriteAsync(Wire.Concat(Wire.Text("hm"), Wire.Pong("barfoo")));
                await server.ReadFrameAsync();
                await server.WriteAsync(Wire.Pong("foobar"));
                Assert.Equal(1000, (await server.ReadFrameAsync()).CloseCode);
                await server.WriteCloseAsync(1001);
            },
            run => run.AssertPrinted(
                """
                sent PING 1 with 'foobar'
                received 13 bytes that are no PONG, flags 0x10
                received a PONG with the same payload
                sent PING 2 with 'foobar'
                received 2 bytes that are no PONG, flags 0x1
                received a PONG with another payload
                sent PING 3 with 'foobar'
                received a PONG with the same payload
                closed with 1001

                """));
    }

    [Fact]
    public async Task RecvLoop_PingBetweenFragments_IsAnsweredAndBothAreReceived()
    {
        await RunAsync(
            "RecvLoop",
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.WriteAsync(Wire.Frame(WireOpcode.Text, "frag"u8, fin: false));
                await server.WriteAsync(Wire.Ping("idle"));
                Assert.Equal((WireOpcode.Pong, "idle"), await ReadAsync(server));
                await server.WriteAsync(Wire.Frame(WireOpcode.Continuation, "ment"u8));
                Assert.Equal(4001, (await server.CloseAsync(4001, "enough")).CloseCode);
            },
            run => run.AssertPrinted(
                """
                  4 bytes at 0, 0 to come
                TEXT 'frag', the message goes on
                  4 bytes at 0, 0 to come
                PING, 4 bytes
                  4 bytes at 0, 0 to come
                TEXT 'ment'
                  8 bytes at 0, 0 to come
                CLOSE 4001 'enough'

                """));
    }

    [Fact]
    public async Task RecvLoop_FrameBiggerThanItsBuffer_EndsWithTooLarge()
    {
        await RunAsync(
            "RecvLoop",
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.WriteAsync(Wire.Frame(WireOpcode.Binary, [1, 2, 3], declaredLength: 65537));
                await server.WaitForEofAsync();
            },
            run =>
            {
                Assert.Equal("  3 bytes at 0, 65534 to come\n", run.Output);
                Assert.StartsWith("failed with 100: ", run.Error, StringComparison.Ordinal);
                Assert.Equal(100, run.ExitCode);
            });
    }

    [Fact]
    public async Task SendLoop_ServerThatDoesNotRead_WaitsForTheSocket()
    {
        Gate waiting = new();
        string received = "";
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await waiting.WaitAsync(Deadline.Default * 2);
                WireFrame message = await server.ReadFrameAsync();
                received = $"{message.Payload.Length} {Convert.ToHexStringLower(SHA256.HashData(message.Payload))}";
                await server.WriteAsync(Wire.Concat(Wire.Ping("first"), Wire.Text("got it")));
                Assert.Equal((WireOpcode.Pong, "first"), await ReadAsync(server));
                Assert.Equal(1000, (await server.ReadFrameAsync()).CloseCode);
                await server.WriteCloseAsync();
            },
            async server =>
            {
                using SampleProgram program = SampleProgram.Start("SendLoop", [server.WsUri.AbsoluteUri]);
                Assert.Matches("^[0-9]+ of 16777216 bytes sent, waiting for the socket$", await program.ReadLineAsync());
                waiting.Open();
                SampleRun run = await program.FinishAsync();
                Assert.Equal("", run.Error);
                Assert.EndsWith($"\n16777216 bytes sent\nhere:  {received}\nthere: got it\n", run.Output, StringComparison.Ordinal);
                Assert.Equal(0, run.ExitCode);
            });
    }

    [Fact]
    public async Task RawMode_PingFromServer_IsAnsweredWithAFreshMask()
    {
        await RunAsync(
            "RawMode",
            async server =>
            {
                await server.AcceptUpgradeAsync();
                WireFrame text = await server.ReadFrameAsync();
                await server.WriteAsync(Wire.Concat(Wire.Ping("raw"), Wire.Text(text.Text)));
                WireFrame pong = await server.ReadFrameAsync();
                Assert.Equal((WireOpcode.Pong, "raw", true), (pong.Opcode, pong.Text, pong.Masked));
                Assert.True(text.Masked);
                Assert.NotEqual(text.MaskKey, pong.MaskKey);
                await server.WriteAsync(Wire.Binary((await server.ReadFrameAsync()).Payload.AsSpan(1)));
                Assert.Equal(1000, (await server.ReadFrameAsync()).CloseCode);
                await server.WriteCloseAsync();
            },
            run => run.AssertPrinted(
                """
                sent     8196 + mask + 22 bytes
                received 8903 + 3 bytes
                sent     8a83 + mask + 3 bytes
                received 8116 + 22 bytes
                         'raw and masked by hand'
                sent     82fe012c + mask + 300 bytes
                received 827e012b + 299 bytes
                         others
                sent     8882 + mask + 2 bytes
                received 8802 + 2 bytes

                """));
    }

    [Fact]
    public async Task Multi_ServerThatEndsTheConnection_ExitsWithItsCode()
    {
        await RunAsync(
            "Multi",
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.WriteAsync(Wire.Ping("still there?"));
                Assert.Equal((WireOpcode.Text, "one"), await ReadAsync(server));
                Assert.Equal((WireOpcode.Pong, "still there?"), await ReadAsync(server));
                await server.CloseSendAsync();
            },
            run =>
            {
                Assert.Equal("connected, the server answered 101\n", run.Output);
                Assert.StartsWith("failed with 52: ", run.Error, StringComparison.Ordinal);
                Assert.Equal(52, run.ExitCode); // CURLE_GOT_NOTHING
            });
    }

    [Fact]
    public async Task Download_UpgradeRefused_SaysSoAndExitsWith22()
    {
        await RunAsync(
            "Download",
            server => server.RespondAsync(403),
            run =>
            {
                Assert.Equal("", run.Output);
                Assert.StartsWith("curl_easy_perform() failed: ", run.Error, StringComparison.Ordinal);
                Assert.Equal(22, run.ExitCode); // CURLE_HTTP_RETURNED_ERROR
            });
    }

    [Theory]
    [InlineData("PingPong")]
    [InlineData("Download")]
    [InlineData("UpDown")]
    [InlineData("RecvLoop")]
    [InlineData("SendLoop")]
    [InlineData("RawMode")]
    [InlineData("Multi")]
    public async Task Sample_NobodyListens_ExitsWith7(string name)
    {
        Assert.SkipWhen(
            name == "UpDown" && !SampleProgram.IsAtLeast(0x081000, SampleLaunch.Ws), "curl_ws_start_frame needs libcurl 8.16.0");
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: whoever connects is refused

        SampleRun run = await SampleProgram.RunAsync(name, [$"ws://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/"]);

        Assert.Equal("", run.Output);
        Assert.Matches("^(curl_easy_perform\\(\\) failed|failed with 7): .*connect.*\n$", run.Error);
        Assert.Equal(7, run.ExitCode); // CURLE_COULDNT_CONNECT
    }

    [Fact]
    public async Task PingPong_UnknownCertificate_ExitsWith60()
    {
        await using CurlWs.Samples.EmbeddedServer server =
            await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);

        SampleRun run = await SampleProgram.RunAsync("PingPong", [server.WssUri.AbsoluteUri]);

        Assert.Equal("", run.Output);
        Assert.Equal(60, run.ExitCode); // CURLE_PEER_FAILED_VERIFICATION
    }

    private static Task RunAsync(string name, Func<ScriptedConnection, Task> script, Action<SampleRun> check) =>
        ScriptedServer.RunAsync(script, async server => check(await SampleProgram.RunAsync(name, [server.WsUri.AbsoluteUri])));

    private static async Task<(WireOpcode Opcode, string Text)> ReadAsync(ScriptedConnection server)
    {
        WireFrame frame = await server.ReadFrameAsync();
        return (frame.Opcode, frame.Text);
    }
}
