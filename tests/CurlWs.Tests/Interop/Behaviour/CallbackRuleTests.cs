using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>
/// What is particular to a transfer with callbacks: chunk sizes, sending from inside, refusing, pausing, raw mode, upload.
/// </summary>
public sealed class CallbackRuleTests
{
    [Theory]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(16385)]
    [InlineData(100000)]
    public Task Callback_ChunksOfAFrame_AreAtMost4096Before822And16384Since(int size) => BlockingClient.RunAsync(
        connection => Delivery.SendAsync(connection, Delivery.Whole, Wire.Binary(Wire.Noise(size))),
        server =>
        {
            using FrameTransfer transfer = new(server);
            Assert.Equal(CURLE_OK, transfer.Perform());
            Assert.Equal(Wire.Noise(size), Assert.Single(transfer.Into.Frames).Payload);
            Assert.InRange(transfer.Into.ChunkSizes.Max(), 1, LibcurlVersions.Since(LibcurlVersions.V8_22) ? 16384 : 4096);
            if (size > 16384 && !LibcurlVersions.Since(LibcurlVersions.V8_22))
            {
                Assert.Equal(4096, transfer.Into.ChunkSizes.Max());
            }
            else if (size > 16384)
            {
                Assert.InRange(transfer.Into.ChunkSizes.Max(), 4097, 16384);
            }
        });

    [Fact]
    public Task Callback_SendFromInside_ReachesTheServer() => BlockingClient.RunAsync(
        async connection =>
        {
            await connection.AcceptUpgradeAsync(glued: Wire.Text("ask"));
            Assert.Equal("Text fin [3] 61736B", (await connection.ReadFrameAsync()).ToString());
            await connection.CloseSendAsync();
        },
        server =>
        {
            using FrameTransfer transfer = new(server);
            transfer.Before = (_, chunk) =>
            {
                Assert.Equal(CURLE_OK, curl_ws_send(transfer.Curl, chunk, out nuint sent, 0, CURLWS_TEXT));
                Assert.Equal((nuint)chunk.Length, sent);
                Assert.Equal(LibcurlVersions.Since(LibcurlVersions.V8_16) ? CURLE_UNSUPPORTED_PROTOCOL : CURLE_RECURSIVE_API_CALL,
                    ReceiveInside(transfer.Curl));
                return null;
            };
            Assert.Equal(["TEXT [3] ask", nameof(CURLE_OK)], transfer.PerformLines());
            Assert.False(curl_ws_meta(transfer.Curl, out _));
        });

    [Fact]
    public Task HeaderCallback_SendFromInside_IsRefused() => BlockingClient.RunAsync(
        connection => connection.AcceptUpgradeAsync(), server =>
    {
        List<CURLcode> codes = [];
        using FrameTransfer transfer = new(server, curl =>
        {
            curl_write_callback header = DataCallbacks.Writer(_ => codes.Add(curl_ws_send(curl, "x"u8, out nuint _, 0, CURLWS_TEXT)));
            Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header));
        });
        transfer.Perform();
        Assert.Equal(CURLE_SEND_ERROR, Assert.Single(codes.Distinct()));
        Assert.Equal(5, codes.Count);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public Task Callback_TakesLess_EndsWithWriteError(int taken) => BlockingClient.RunAsync(
        connection =>
            Delivery.SendAsync(connection, Delivery.Glued, Wire.Concat(Wire.Text("one"), Wire.Text("two"), Wire.Text("three"))),
        server =>
        {
            using FrameTransfer transfer = new(server);
            transfer.Before = (_, _) => transfer.Calls == 2 ? (nuint)taken : null;
            Assert.Equal(["TEXT [3] one", nameof(CURLE_WRITE_ERROR)], transfer.PerformLines());

            // 20_14. Before 8.22 it may be called once more.
            Assert.InRange(transfer.Calls, 2, LibcurlVersions.Since(LibcurlVersions.V8_22) ? 2 : 3);
        });

    [Theory]
    [InlineData(5)]
    [InlineData(65536)]
    public Task Callback_Pause_KeepsFramesApart(int size)
    {
        LibcurlVersions.Needs(LibcurlVersions.V8_22, "pausing glues frames together");
        byte[][] frames = [.. Enumerable.Range(0, 5).Select(seed => Wire.Noise(size, seed))];
        return BlockingClient.RunAsync(
            connection => Delivery.SendAsync(connection, Delivery.Glued, Wire.Concat(frames.Select(frame => Wire.Binary(frame)))),
            server =>
            {
                // 20_12 and 20_13: a pause at the first and at the third call.
                using CURLM multi = curl_multi_init()!;
                using FrameTransfer transfer = new(server);
                int paused = 0;
                transfer.Before = (_, _) =>
                {
                    if (transfer.Calls is not 1 and not 3)
                    {
                        return null;
                    }

                    paused++;
                    return CURL_WRITEFUNC_PAUSE;
                };
                CURLcode code = MultiPerform.Run(multi, transfer.Curl, () =>
                {
                    if (paused > 0)
                    {
                        paused = 0;
                        Assert.Equal(CURLE_OK, curl_easy_pause(transfer.Curl, CURLPAUSE_CONT));
                    }
                });
                Assert.Equal(CURLE_OK, code);
                Assert.Equal(Received.Lines(frames.Select(frame => new Received(CURLWS_BINARY, frame))),
                    Received.Lines(transfer.Into.Frames));
            });
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100)]
    public Task Callback_MaxFileSize_CountsAllFrames(int limit) => BlockingClient.RunAsync(
        connection => Delivery.SendAsync(connection, Delivery.Whole, Wire.Concat(Enumerable.Repeat(Wire.Binary(Wire.Noise(60)), 5))),
        server =>
        {
            using FrameTransfer transfer = new(server, curl => Session.Set(curl, CURLOPT_MAXFILESIZE, limit));
            Assert.Equal(limit < 300 ? CURLE_FILESIZE_EXCEEDED : CURLE_OK, transfer.Perform());
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Callback_TimeoutOfAnIdleSession_EndsIt(bool lowSpeed) => BlockingClient.UpgradedAsync(_ => Task.CompletedTask, server =>
    {
        using FrameTransfer transfer = new(server, curl =>
        {
            Session.Set(curl, lowSpeed ? CURLOPT_LOW_SPEED_TIME : CURLOPT_TIMEOUT_MS, lowSpeed ? 1 : 200);
            Session.Set(curl, CURLOPT_LOW_SPEED_LIMIT, lowSpeed ? 1 : 0);
        });
        Assert.Equal(CURLE_OPERATION_TIMEDOUT, transfer.Perform());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadCallback_Upload_SendsAFrameForEachPieceOrForEachStart(bool startFrame)
    {
        LibcurlVersions.Needs(LibcurlVersions.V8_16, "a read callback is not called for ws");
        IReadOnlyList<WireFrame> frames = [];
        await BlockingClient.RunAsync(
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                frames = [await connection.ReadFrameAsync(), await connection.ReadFrameAsync()];
                await connection.WriteTextAsync("got both");
                await connection.CloseSendAsync();
            },
            server =>
            {
                Queue<string> pieces = new(["first", "second"]);
                using FrameTransfer transfer = new(server, curl =>
                {
                    curl_read_callback read = DataCallbacks.Reader(() =>
                    {
                        byte[]? piece = pieces.TryDequeue(out string? text) ? Encoding.ASCII.GetBytes(text) : null;
                        if (startFrame && piece is not null)
                        {
                            Assert.Equal(CURLE_OK, curl_ws_start_frame(curl, CURLWS_TEXT, piece.Length));
                        }

                        return piece;
                    });
                    Session.Set(curl, CURLOPT_UPLOAD, 1);
                    Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_READFUNCTION, read));
                });
                Assert.Equal(["TEXT [8] got both", nameof(CURLE_OK)], transfer.PerformLines());
            });
        string kind = startFrame ? "Text" : "Binary";
        Assert.Equal([kind + " fin [5] 6669727374", kind + " fin [6] 7365636F6E64"], frames.Select(frame => frame.ToString()));
    }

    private static CURLcode ReceiveInside(CURL curl) => curl_ws_recv(curl, new byte[10], out nuint _, out curl_ws_frame _);
}
