using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>curl_ws_send: codes, and the frames on the wire.</summary>
public sealed class SendTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() => SendCase.All.Select(each => new TheoryDataRow<string>(each.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Send_Calls_GiveCodesAndFrames(string name)
    {
        SendCase given = SendCase.Named(name);
        List<WireFrame> frames = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                frames = [.. await ReadToEndAsync(connection)];
            },
            server =>
            {
                using Session session = Session.Connect(server);
                foreach (SendStep step in given.Steps)
                {
                    int wanted = step.Code == CURLE_OK ? step.Payload.Length : 0;
                    Assert.Equal((step.Code, wanted), session.Send(step.Flags, step.Payload, step.Fragsize));
                }
            });
        Assert.Equal(given.Frames, frames.Select(frame => frame.ToString()));
        Assert.All(frames, frame => Assert.True(frame.Masked));
        Assert.All(frames, frame => Assert.Equal(Shortest(frame.Payload.Length), frame.LengthEncoding));
        if (LibcurlVersions.Since(LibcurlVersions.V8_16))
        {
            Assert.Equal(frames.Count, frames.Select(frame => frame.MaskKey).Distinct().Count());
        }
        else
        {
            Assert.InRange(frames.Select(frame => frame.MaskKey).Distinct().Count(), 0, 1);
        }
    }

    [Fact]
    public async Task Mask_OfEachFrame_IsFreshSince816AndOneForTheConnectionBefore()
    {
        uint[] masks = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                masks = [.. (await ReadToEndAsync(connection)).Select(frame => frame.MaskKey)];
            },
            server =>
            {
                using Session session = Session.Connect(server);
                for (int i = 0; i < 100; i++)
                {
                    session.SendAll(CURLWS_TEXT, "x"u8);
                }
            });
        Assert.Equal(100, masks.Length);
        Assert.DoesNotContain(0u, masks);
        Assert.Equal(LibcurlVersions.Since(LibcurlVersions.V8_16) ? 100 : 1, masks.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public Task SendShort_RetryWithAnythingButTheRest_IsRefused(int megabytes)
    {
        byte[] payload = Wire.Noise(megabytes << 20);
        Gate refused = new();
        return BlockingClient.UpgradedAsync(
            async connection =>
            {
                await refused.WaitAsync();
                WireFrame frame = await connection.ReadFrameAsync();
                Assert.True(payload.AsSpan().SequenceEqual(frame.Payload));
                Assert.Equal("Ping fin [2] 6869", (await connection.ReadFrameAsync()).ToString());
            },
            server =>
            {
                using Session session = Session.Connect(server, Session.LimitSendBuffer);
                (CURLcode code, int sent) = session.Send(CURLWS_BINARY, payload);
                Assert.Equal(CURLE_OK, code);
                Assert.InRange(sent, 1, payload.Length - 1);
                byte[] rest = payload[sent..];

                // The rest is encoded inside libcurl already: fewer bytes and more bytes are refused, other bytes are not looked at.
                Assert.Equal((CURLE_BAD_FUNCTION_ARGUMENT, 0), session.Send(CURLWS_BINARY, rest.AsSpan(0, rest.Length - 1)));
                Assert.Equal((CURLE_BAD_FUNCTION_ARGUMENT, 0), session.Send(CURLWS_BINARY, new byte[rest.Length + 1]));

                // Nobody reads, so the kernel's buffers are full before long.
                while (((code, sent) = session.Send(CURLWS_BINARY, rest)).code == CURLE_OK)
                {
                    rest = rest[sent..];
                }

                Assert.Equal((CURLE_AGAIN, 0), (code, sent));
                refused.Open();
                session.SendAll(CURLWS_PING, new byte[rest.Length]);
                session.SendAll(CURLWS_PING, "hi"u8);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>The frames up to the end of the stream, which has to come between two of them.</summary>
    internal static async Task<IReadOnlyList<WireFrame>> ReadToEndAsync(ScriptedConnection connection)
    {
        List<byte[]> pieces = [];
        byte[] piece;
        while ((piece = await connection.ReadSomeAsync()).Length > 0)
        {
            pieces.Add(piece);
        }

        return Wire.Parse(Wire.Concat(pieces));
    }

    private static LengthEncoding Shortest(int length) =>
        length <= 125 ? LengthEncoding.SevenBit : length <= 65535 ? LengthEncoding.SixteenBit : LengthEncoding.SixtyFourBit;
}
