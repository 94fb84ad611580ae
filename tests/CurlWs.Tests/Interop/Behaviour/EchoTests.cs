using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>There and back again: what curl's own lib2700 does, and its pytest's echo clients.</summary>
public sealed class EchoTests
{
    public static IEnumerable<TheoryDataRow<string>> GoodCases() =>
        ReceiveCase.All.Where(each => each.End == CURLE_GOT_NOTHING && each.Frames.All(frame => frame.Whole) && each.Frames.Length > 0)
            .Select(each => new TheoryDataRow<string>(each.Name));

    /// <remarks>As lib2700: a peek for the header, the header alone with OFFSET, then 256 bytes at a time in both directions.</remarks>
    [Theory]
    [MemberData(nameof(GoodCases))]
    public async Task Echo_FrameByFrameThroughASmallBuffer_IsTheSameOnTheWire(string name)
    {
        ReceiveCase given = ReceiveCase.Named(name);
        IReadOnlyList<WireFrame> echoed = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                await connection.WriteAsync(given.Bytes);
                await connection.CloseSendAsync();
                echoed = await SendTests.ReadToEndAsync(connection);
            },
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                (CURLcode code, _, curl_ws_frame frame) = session.RecvNext(0);
                for (; code == CURLE_OK; (code, _, frame) = session.RecvNext(0))
                {
                    Assert.Equal((0L, frame.bytesleft == 0 ? 0 : frame.bytesleft), (frame.offset, frame.bytesleft + (long)frame.len));
                    session.SendAll(frame.flags | CURLWS_OFFSET, [], frame.bytesleft);
                    for (long left = frame.bytesleft; left > 0;)
                    {
                        (code, byte[] data, curl_ws_frame chunk) = session.RecvNext(256);
                        Assert.Equal((CURLE_OK, frame.flags, left - data.Length), (code, chunk.flags, chunk.bytesleft));
                        session.SendAll(frame.flags | CURLWS_OFFSET, data);
                        left -= data.Length;
                    }
                }

                Assert.Equal(CURLE_GOT_NOTHING, code);
            });
        Assert.Equal(Wire.Parse(given.Bytes).Select(frame => frame.ToString()), echoed.Select(frame => frame.ToString()));
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(120, 130, 10)]
    [InlineData(65530, 65540, 1)]
    [InlineData(20000, 20000, 10)]
    public Task Echo_EachSize_ComesBackTheSame(int smallest, int largest, int count) => BlockingClient.RunAsync(Scripts.EchoAsync, server =>
    {
        // 20_04 to 20_08: a reader that is not in step with the writer.
        using Session session = Session.ConnectQuiet(server);
        FrameAssembler frames = new();
        List<byte[]> sent = [];
        for (int size = smallest; size <= largest; size++)
        {
            sent.AddRange(Enumerable.Range(0, count).Select(seed => Wire.Noise(size, seed)));
        }

        foreach (byte[] message in sent)
        {
            session.SendAll(CURLWS_BINARY, message);
        }

        session.SendAll(CURLWS_CLOSE, []);
        Assert.Equal(CURLE_GOT_NOTHING, session.RecvAll(frames, 4096));
        Assert.Equal(
            Received.Lines([.. sent.Select(message => new Received(CURLWS_BINARY, message)), new(CURLWS_CLOSE, "")]),
            Received.Lines(frames.Frames));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    public Task PingPong_Payload_ComesBack(int size) => BlockingClient.RunAsync(Scripts.EchoAsync, server =>
    {
        using Session session = Session.ConnectQuiet(server);
        session.SendAll(CURLWS_PING, Wire.Noise(size));
        (CURLcode code, byte[] data, curl_ws_frame meta) = session.RecvNext();
        Assert.Equal((CURLE_OK, CURLWS_PONG), (code, meta.flags));
        Assert.Equal(Wire.Noise(size), data);
    });
}
