using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>The edges of curl_ws_recv: peeking, nothing there, the end, errors and what comes after them.</summary>
public sealed class ReadingTests
{
    [Fact]
    public Task Recv_NothingThere_IsAgainAndDoesNotBlock() => BlockingClient.UpgradedAsync(_ => Task.CompletedTask, server =>
    {
        using Session session = Session.ConnectQuiet(server);
        for (int i = 0; i < 3; i++)
        {
            (CURLcode code, byte[] data, curl_ws_frame meta) = session.Recv();
            Assert.Equal((CURLE_AGAIN, 0, 0), (code, data.Length, meta.flags));
        }
    });

    [Fact]
    public Task Recv_EmptyBuffer_ShowsTheNextFrameAndKeepsIt() => BlockingClient.UpgradedAsync(
        connection => connection.WriteAsync(Wire.Concat(Wire.Text("hello"), Wire.Text(""), Wire.Text("x"))),
        server =>
        {
            using Session session = Session.ConnectQuiet(server);
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal((CURLE_OK, CURLWS_TEXT, 0L, 5L), Peek(session));
            }

            Assert.Equal("he"u8.ToArray(), session.RecvNext(2).Data);
            Assert.Equal((CURLE_OK, CURLWS_TEXT, 2L, 3L), Peek(session));
            Assert.Equal("llo"u8.ToArray(), session.RecvNext().Data);

            // A frame without payload is taken by looking at it.
            Assert.Equal((CURLE_OK, CURLWS_TEXT, 0L, 0L), Peek(session));
            Assert.Equal((CURLE_OK, CURLWS_TEXT, 0L, 1L), Peek(session));
        });

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(64)]
    public Task Recv_SmallBuffer_TellsOffsetLengthAndRest(int size) => BlockingClient.UpgradedAsync(
        connection => connection.WriteAsync(Wire.Binary(Wire.Noise(10))),
        server =>
        {
            using Session session = Session.ConnectQuiet(server);
            for (int offset = 0; offset < 10; offset += size)
            {
                int count = Math.Min(size, 10 - offset);
                (CURLcode code, byte[] data, curl_ws_frame meta) = session.RecvNext(size);
                Assert.Equal(
                    (CURLE_OK, 0, CURLWS_BINARY, (long)offset, 10L - offset - count, (nuint)count),
                    (code, meta.age, meta.flags, meta.offset, meta.bytesleft, meta.len));
                Assert.Equal(Wire.Noise(10)[offset..(offset + count)], data);
            }
        });

    [Fact]
    public Task Recv_TwoFramesInOneSegment_AreTwoCalls() => BlockingClient.UpgradedAsync(
        connection => connection.WriteAsync(Wire.Concat(Wire.Text("a"), Wire.Text("b"))),
        server =>
        {
            using Session session = Session.ConnectQuiet(server);
            Assert.Equal("a"u8.ToArray(), session.RecvNext().Data);
            Assert.Equal("b"u8.ToArray(), session.Recv().Data);
            Assert.Equal(CURLE_AGAIN, session.Recv().Code);
        });

    [Fact]
    public Task Recv_AfterTheEnd_SaysSoAgain() => BlockingClient.RunAsync(connection => connection.AcceptUpgradeAsync(), server =>
    {
        using Session session = Session.ConnectQuiet(server);
        Assert.Equal(CURLE_GOT_NOTHING, session.RecvNext().Code);
        Assert.Equal(CURLE_GOT_NOTHING, session.Recv().Code);
        Assert.NotEqual(-1, session.Socket);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Recv_AfterAReset_IsReceiveErrorOnceAndThenTheEnd(bool midFrame)
    {
        Gate connected = new();
        return BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                await connected.WaitAsync();
                if (midFrame)
                {
                    await connection.WriteAsync(Wire.Frame(WireOpcode.Text, "ab"u8, declaredLength: 5));
                    await connection.WaitUntilReadAsync();
                }

                connection.Reset();
            },
            server =>
            {
                using Session session = Session.ConnectQuiet(server);
                connected.Open();

                // Windows drops what was not read when the reset came, and may say it every time; Wine once, to whoever asks first.
                List<string> lines = [.. session.RecvLines()];
                if (midFrame && (lines.Count > 1 || !OperatingSystem.IsWindows()))
                {
                    Assert.Equal("TEXT [2] cut ab", lines[0]);
                    lines.RemoveAt(0);
                }

                string line = Assert.Single(lines);
                if (!WindowsFacts.IsWine || line != nameof(CURLE_GOT_NOTHING))
                {
                    Assert.Equal(nameof(CURLE_RECV_ERROR), line);
                }

                CURLcode[] later = OperatingSystem.IsWindows() ? [CURLE_RECV_ERROR, CURLE_GOT_NOTHING] : [CURLE_GOT_NOTHING];
                Assert.Contains(session.Recv().Code, later);
            });
    }

    /// <remarks>The error is not latched: what follows is parsed as if a frame began there.</remarks>
    [Fact]
    public Task Recv_AfterAViolation_GoesOnWithWhateverFollows() => BlockingClient.RunAsync(
        connection => Delivery.SendAsync(connection, Delivery.Whole, Wire.Concat(Wire.Frame((WireOpcode)3, "abc"u8), Wire.Text("later"))),
        server =>
        {
            using Session session = Session.ConnectQuiet(server);

            // One byte goes with each error: five of the bad frame, and then comes a good frame.
            List<CURLcode> codes = [.. Enumerable.Range(0, 5).Select(_ => session.RecvNext().Code)];
            Assert.Equal(Enumerable.Repeat(CURLE_RECV_ERROR, 5), codes);
            Assert.Equal(["TEXT [5] later", nameof(CURLE_GOT_NOTHING)], session.RecvLines());
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Close_IsPassedOnAndNotAnswered(bool callback)
    {
        IReadOnlyList<WireFrame> answers = [];
        return BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                await connection.AnswerCloseAsync(1001, "bye");
                answers = await SendTests.ReadToEndAsync(connection);
                Assert.Empty(answers);
            },
            server =>
            {
                string close = new Received(CURLWS_CLOSE, ReceiveCases.Close(1001, "bye")).ToString();
                if (callback)
                {
                    using FrameTransfer transfer = new(server);
                    Assert.Equal([close, nameof(CURLE_OK)], transfer.PerformLines());
                }
                else
                {
                    using Session session = Session.Connect(server);
                    Assert.Equal([close, nameof(CURLE_GOT_NOTHING)], session.RecvLines());
                }
            });
    }

    [Fact]
    public async Task Cleanup_SendsNoClose()
    {
        IReadOnlyList<WireFrame>? frames = null;
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                frames = await SendTests.ReadToEndAsync(connection);
            },
            server => Session.Connect(server).Dispose());
        Assert.Empty(frames!);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(4 << 20)]
    [InlineData(9 << 20)]
    public Task Recv_FrameOf8Mebibytes_ComesInChunks(int bufferSize) => BlockingClient.UpgradedAsync(
        async connection =>
        {
            await connection.WriteAsync(Wire.Binary(Wire.Noise(8 << 20)));
            await connection.WriteAsync(Wire.Close());
        },
        server =>
        {
            using Session session = Session.ConnectQuiet(server);
            FrameAssembler frames = new();
            session.RecvAll(frames, bufferSize, frame => frame.Flags == CURLWS_CLOSE);
            Assert.Equal(2, frames.Frames.Count);
            Assert.True(frames.Frames[0].Payload.AsSpan().SequenceEqual(Wire.Noise(8 << 20)));
            Assert.InRange(frames.ChunkSizes.Max(), 1, bufferSize);
        });

    private static (CURLcode Code, int Flags, long Offset, long Left) Peek(Session session)
    {
        (CURLcode code, byte[] data, curl_ws_frame meta) = session.RecvNext(0);
        Assert.Empty(data);
        return (code, meta.flags, meta.offset, meta.bytesleft);
    }
}
