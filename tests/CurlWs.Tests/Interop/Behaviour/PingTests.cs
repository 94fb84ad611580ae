using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>libcurl's own answers to pings, which a binding does better to switch off.</summary>
public sealed class PingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AutoPong_IdleReader_AnswersBefore821AndNeverSince(int pings)
    {
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            connection => connection.WriteAsync(Wire.Concat(Pings(pings))),
            session => DrainWithoutFrames(session));
        Assert.Equal(
            LibcurlVersions.Since(LibcurlVersions.V8_21) ? [] : Enumerable.Range(0, pings).Select(i => "p" + i),
            frames.Select(frame => frame.Text));
        Assert.All(frames, frame => Assert.Equal(WireOpcode.Pong, frame.Opcode));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2000)]
    public async Task AutoPong_SendAfterPings_AnswersTheLastOneOnlySince821(int pings)
    {
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            connection => connection.WriteAsync(Wire.Concat(Pings(pings))),
            session =>
            {
                DrainWithoutFrames(session);
                session.SendAll(CURLWS_TEXT, "t"u8);
            });
        IEnumerable<string> pongs = Enumerable.Range(
            LibcurlVersions.Since(LibcurlVersions.V8_21) ? pings - 1 : 0, LibcurlVersions.Since(LibcurlVersions.V8_21) ? 1 : pings)
            .Select(i => "p" + i);
        Assert.Equal([.. pongs, "t"], frames.Select(frame => frame.Text));
    }

    [Fact]
    public async Task AutoPong_DataAfterThePing_SendsThePong()
    {
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            connection => connection.WriteAsync(Wire.Concat(Wire.Ping("a"), Wire.Text("t"))),
            session => Assert.Equal("t"u8.ToArray(), session.RecvNext().Data));
        Assert.Equal("Pong fin [1] 61", Assert.Single(frames).ToString());
    }

    [Fact]
    public async Task AutoPong_CloseAfterThePing_SendsThePong()
    {
        // Test 2708.
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            connection => connection.WriteAsync(Wire.Concat(Wire.Ping("test"), Wire.Close())),
            session => Assert.Equal(CURLWS_CLOSE, session.RecvNext().Meta.flags));
        Assert.Equal("Pong fin [4] 74657374", Assert.Single(frames).ToString());
    }

    [Fact]
    public async Task AutoPong_PingGluedToThe101_IsAnsweredInACallback()
    {
        // Test 2302.
        IReadOnlyList<WireFrame> frames = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync(glued: Wire.Concat(Wire.Ping(), Wire.Text("hello")));
                await connection.CloseSendAsync();
                frames = await SendTests.ReadToEndAsync(connection);
            },
            server =>
            {
                using FrameTransfer transfer = new(server);
                Assert.Equal(["TEXT [5] hello", nameof(CURLE_OK)], transfer.PerformLines());
            });
        Assert.Equal("Pong fin [0]", Assert.Single(frames).ToString());
    }

    /// <remarks>The application gets the first piece and then nothing more of it; the pong has the last piece only.</remarks>
    [Fact]
    public async Task AutoPong_PingInTwoSegments_IsCutAndAnsweredWithItsLastPiece()
    {
        Gate first = new();
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            async connection =>
            {
                byte[] ping = Wire.Ping("abcdef");
                await connection.WriteAsync(ping.AsMemory(..5));
                await first.WaitAsync();
                await connection.WriteAsync(Wire.Concat(ping[5..], Wire.Text("t")));
            },
            session =>
            {
                (CURLcode code, byte[] data, curl_ws_frame meta) = session.RecvNext();
                Assert.Equal((CURLE_OK, "abc", CURLWS_PING, 3L),
                    (code, System.Text.Encoding.ASCII.GetString(data), meta.flags, meta.bytesleft));
                first.Open();
                (code, data, meta) = session.RecvNext();
                Assert.Equal((CURLE_OK, "t", CURLWS_TEXT), (code, System.Text.Encoding.ASCII.GetString(data), meta.flags));
            });
        Assert.Equal("Pong fin [3] 646566", Assert.Single(frames).ToString());
    }

    /// <remarks>Before 8.16 the pong is put into the open frame, and the rest of that frame is refused: the connection is lost.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AutoPong_WhileAFrameIsOpen_WaitsForItsEndSince816AndBreaksItBefore(bool headerOnly)
    {
        IReadOnlyList<WireFrame> frames = await TalkAsync(
            connection => connection.WriteAsync(Wire.Ping("p")),
            session =>
            {
                session.SendAll(CURLWS_TEXT | CURLWS_OFFSET, headerOnly ? [] : "ab"u8, fragsize: 4);
                DrainWithoutFrames(session);
                if (!LibcurlVersions.Since(LibcurlVersions.V8_16))
                {
                    Assert.Equal((CURLE_BAD_FUNCTION_ARGUMENT, 0),
                        session.Send(CURLWS_TEXT | CURLWS_OFFSET, headerOnly ? "abcd"u8 : "cd"u8));
                    return;
                }

                session.SendAll(CURLWS_TEXT | CURLWS_OFFSET, headerOnly ? "abcd"u8 : "cd"u8);
                session.SendAll(CURLWS_TEXT, "t"u8);
            },
            parse: LibcurlVersions.Since(LibcurlVersions.V8_16));
        if (LibcurlVersions.Since(LibcurlVersions.V8_16))
        {
            Assert.Equal(["Text fin [4] 61626364", "Pong fin [1] 70", "Text fin [1] 74"], frames.Select(frame => frame.ToString()));
        }
    }

    [Fact]
    public Task NoAutoPong_SplitPing_ComesWhole() => BlockingClient.UpgradedAsync(
        async connection =>
        {
            await connection.WriteChoppedAsync(Wire.Ping("abcdef"), 5, lockStep: true);
            Assert.Equal("Pong fin [6] 616263646566", (await connection.ReadFrameAsync()).ToString());
        },
        server =>
        {
            using Session session = Session.ConnectQuiet(server);
            FrameAssembler frames = new();
            Assert.Equal(CURLE_OK, session.RecvAll(frames, last: frame => frame.Flags == CURLWS_PING));
            session.SendAll(CURLWS_PONG, frames.Frames[0].Payload);
        });

    private static IEnumerable<byte[]> Pings(int count) => Enumerable.Range(0, count).Select(i => Wire.Ping("p" + i));

    /// <summary>Receives until all that the server has sent is read, and some more times.</summary>
    private static void DrainWithoutFrames(Session session)
    {
        for (int idle = 0; idle < 3; idle++)
        {
            session.Wait(idle == 0 ? CURL_WAIT_POLLIN : CURL_WAIT_POLLOUT);
            Assert.Equal(CURLE_AGAIN, session.Recv().Code);
        }
    }

    /// <summary>All that the client has sent when it goes away: whatever it had not sent by then, it never sends.</summary>
    private static async Task<IReadOnlyList<WireFrame>> TalkAsync(
        Func<ScriptedConnection, Task> talk, Action<Session> client, bool parse = true)
    {
        IReadOnlyList<WireFrame> frames = [];
        Gate connected = new();
        Gate sent = new();
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();

                // Not in the segment of the 101, which libcurl would read at once: the client waits for the socket to be readable.
                await connected.WaitAsync();
                Task talking = talk(connection);
                sent.Open();
                await talking;
                if (parse)
                {
                    frames = await SendTests.ReadToEndAsync(connection);
                }
                else
                {
                    await connection.WaitForEofAsync();
                }
            },
            server =>
            {
                using Session session = Session.Connect(server);
                connected.Open();
                sent.WaitAsync().GetAwaiter().GetResult();
                client(session);
            });
        return frames;
    }
}
