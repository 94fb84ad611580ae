using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>
/// What waits to be sent and what is dropped, as metrics: the connection's own numbers, and zero in the end, however it ends.
/// </summary>
public sealed class BufferedMetricsTests
{
    private const string Buffered = "curlws.client.send.buffered";

    [Theory]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    public async Task Queue_PeerThatDoesNotRead_IsMeasured(CurlFraming framing, bool aborts)
    {
        const int Limit = SlowPeer.MoreThanFits + 50_000;
        using MeasuredValues values = new MeasuredValues().Listen();
        SlowPeer peer = new();
        long dropped = 0;
        Exception? failure = await Record.ExceptionAsync(() => peer.RunAsync(
            framing,
            async socket =>
            {
                await SlowPeer.FillAsync(socket);
                for (int i = 0; i < 200; i++)
                {
                    await socket.SendAsync(SlowPeer.Numbered(i, 4096), WebSocketMessageType.Binary, true, Deadline.Token());
                }

                Assert.InRange(values.Observe(Buffered).Sum(v => v.Value), SlowPeer.MoreThanFits, Limit);
                dropped = socket.DroppedMessages;
                if (aborts)
                {
                    socket.Abort();
                    return;
                }

                peer.Read();
                await socket.FlushAsync(Deadline.Token());
            },
            o => (o.MeterFactory, o.SendQueueLimit, o.SendQueueFullMode) = (values, Limit, CurlSendQueueFullMode.DropNewest)));

        // An aborted connection is no end for the peer's script.
        Assert.Equal(aborts, failure is IOException);
        Assert.True(aborts || failure is null, failure?.ToString());
        Assert.InRange(dropped, 1, 200);
        Assert.Equal(dropped, values.Sum("curlws.client.send.dropped", "curlws.drop.reason=newest"));
        Assert.Equal(0, values.Observe(Buffered).Sum(v => v.Value));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SendsThatWait_WithoutAQueue_AreMeasured(CurlFraming framing)
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        SlowPeer peer = new();
        await peer.RunAsync(
            framing,
            async socket =>
            {
                Task first = socket.SendAsync(new byte[4_000_000], WebSocketMessageType.Binary, true, Deadline.Token());
                Task second = socket.SendAsync(new byte[1_000_000], WebSocketMessageType.Binary, true, Deadline.Token());
                Assert.False(first.IsCompleted);
                Assert.InRange(values.Observe(Buffered).Sum(v => v.Value), 1_000_000, 5_000_000);
                peer.Read();
                await Task.WhenAll(first, second);
                Assert.Equal(0, values.Observe(Buffered).Sum(v => v.Value));
            },
            o => o.MeterFactory = values);
    }
}
