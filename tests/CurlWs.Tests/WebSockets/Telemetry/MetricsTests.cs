using System;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>What the meter counts and times, with which tags.</summary>
public sealed class MetricsTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Traffic_MessagesFramesAndBytes_AreCountedEachWay(CurlFraming framing)
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        int port = 0;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < 9; i++)
                {
                    await c.ReadFrameAsync();
                }

                await c.WriteAsync(Wire.Concat(
                    Wire.Text("hello"), Wire.Frame(WireOpcode.Binary, new byte[3], fin: false),
                    Wire.Frame(WireOpcode.Continuation, new byte[4]), Wire.Frame(WireOpcode.Ping)));
                await c.CloseAsync();
            },
            async socket =>
            {
                port = socket.Info.PrimaryEndPoint!.Port;
                (double Value, string Tags) open = Assert.Single(values.Observe("curlws.client.open_connections"));
                Assert.Equal((1, $"server.address=127.0.0.1 server.port={port} network.protocol.name=websocket"), open);
                await socket.SendAsync("a"u8.ToArray(), WebSocketMessageType.Text, false, Deadline.Token());
                await socket.SendAsync("b"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
                await socket.SendAsync("cde", Deadline.Token());
                await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, true, Deadline.Token());
                await socket.SendMessagesAsync(
                    new ReadOnlyMemory<byte>[] { new byte[10], new byte[20] }, WebSocketMessageType.Binary, Deadline.Token());
                await using (CurlMessageWriteStream known = socket.OpenMessageWriter(WebSocketMessageType.Binary, 30))
                {
                    await known.WriteAsync(new byte[10], Deadline.Token());
                    await known.WriteAsync(new byte[20], Deadline.Token());
                    await known.CompleteAsync(Deadline.Token());
                }

                await using (CurlMessageWriteStream empty = socket.OpenMessageWriter(WebSocketMessageType.Binary, 0))
                {
                    await empty.CompleteAsync(Deadline.Token());
                }

                await socket.SendPongAsync("x"u8.ToArray(), Deadline.Token());
                await socket.ReceiveWholeAsync(2);
                await socket.ReceiveWholeAsync();
                await socket.ReceiveAsync(new byte[1], Deadline.Token());
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            },
            o => o.MeterFactory = values);
        Assert.Equal(
            [2, 5, 5, 100_060, 1, 1, 5, 7],
            [
                values.Sum("curlws.client.messages", "network.io.direction=transmit curlws.message.type=text"),
                values.Sum("curlws.client.messages", "network.io.direction=transmit curlws.message.type=binary"),
                values.Sum("curlws.client.io", "network.io.direction=transmit curlws.message.type=text"),
                values.Sum("curlws.client.io", "network.io.direction=transmit curlws.message.type=binary"),
                values.Sum("curlws.client.messages", "network.io.direction=receive curlws.message.type=text"),
                values.Sum("curlws.client.messages", "network.io.direction=receive curlws.message.type=binary"),
                values.Sum("curlws.client.io", "network.io.direction=receive curlws.message.type=text"),
                values.Sum("curlws.client.io", "network.io.direction=receive curlws.message.type=binary"),
            ]);
        Assert.Equal(
            "receive binary 1, receive close 1, receive continuation 1, receive ping 1, receive text 1, "
            + "transmit binary 5, transmit close 1, transmit continuation 1, transmit pong 2, transmit text 2",
            string.Join(
                ", ",
                values.All.Where(v => v.Name == "curlws.client.frames")
                    .GroupBy(v => v.Tags.Split("direction=")[1].Replace("curlws.frame.opcode=", "", StringComparison.Ordinal))
                .Select(g => $"{g.Key} {g.Sum(v => v.Value)}").Order(StringComparer.Ordinal)));
        Assert.Equal(
            (0, $"server.address=127.0.0.1 server.port={port} network.protocol.name=websocket"),
            Assert.Single(values.Observe("curlws.client.open_connections")));
        Assert.Empty(values.Observe("curlws.client.open_connections"));
    }

    [Fact]
    public async Task Traffic_Compressed_CountsWireFramesAndRatios()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        using MeasuredValues values = new MeasuredValues().Listen();
        byte[] large = new byte[200_000];
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                Assert.Equal(large.Length, (await server.ReceiveWholeAsync()).Payload.Length);
                await server.SendAsync(large.AsMemory(0, 1000), WebSocketMessageType.Binary, true, Deadline.Token());
                await c.WaitForEofAsync();
            },
            async s =>
            {
                using CurlWebSocket socket =
                    await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => (o.MeterFactory, o.Deflate) = (values, new()));
                await socket.SendAsync(large, WebSocketMessageType.Binary, true, Deadline.Token());
                Assert.Equal(1000, (await socket.ReceiveWholeAsync(30)).Payload.Length);
            });
        Assert.Equal(200_000, values.Sum("curlws.client.io", "transmit"));
        Assert.Equal(1000, values.Sum("curlws.client.io", "receive"));
        Assert.Equal(1, values.Sum("curlws.client.messages", "transmit"));
        Assert.Equal(4, values.Sum("curlws.client.frames", "transmit"));
        Assert.Equal(1, values.Sum("curlws.client.frames", "receive"));
        Assert.Equal(2, values.Of("curlws.client.compression.ratio").Length);
        Assert.All(values.Of("curlws.client.compression.ratio"), ratio => Assert.InRange(ratio, 5, 1100));
    }

    [Theory]
    [InlineData(401, "error.type=401")]
    [InlineData(101, "error.type=HeaderError")]
    [InlineData(0, "error.type=" + nameof(CurlErrorCode.GotNothing))]
    [InlineData(200, "")]
    public async Task ConnectDuration_EachOutcome_HasItsErrorType(int status, string errorType)
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            if (status is 200 or 101)
            {
                await c.AcceptUpgradeAsync(r => r.Accept = status == 200 ? r.Accept : "x");
                await c.WaitForEofAsync();
                return;
            }

            await c.ReadRequestAsync();
            if (status != 0)
            {
                await c.RespondAsync(status, [("Content-Length", "0")]);
            }
        });
        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.MeterFactory = values);
        });
        Assert.Equal(status == 200, failure is null);
        Assert.InRange(Assert.Single(values.Of("curlws.client.connect.duration")), 1e-6, Deadline.Default.TotalSeconds);
        string tags = values.TagsOf("curlws.client.connect.duration")[0];
        Assert.StartsWith(
            $"server.address=127.0.0.1 server.port={server.Port} network.protocol.name=websocket", tags, StringComparison.Ordinal);
        Assert.Contains(errorType, tags, StringComparison.Ordinal);
        Assert.Equal(status != 200, tags.Contains("error.type", StringComparison.Ordinal));
        Assert.Equal(status == 200 ? 1 : 0, values.Of("curlws.client.connection.duration").Length);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task PingsClosesAndSilence_AreMeasured(CurlFraming framing)
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteFrameAsync(WireOpcode.Pong, (await c.ReadFrameAsync()).Payload);
                await c.ReadFrameAsync();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await socket.PingAsync(cancellationToken: Deadline.Token());
                await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveWholeAsync());
            },
            o => (o.MeterFactory, o.KeepAliveInterval, o.KeepAliveTimeout) =
                (values, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)));
        await values.WaitForAsync("curlws.client.closes");
        Assert.InRange(values.Of("curlws.client.ping.duration").Length, 1, 2);
        Assert.Equal("no pong", Assert.Single(values.TagsOf("curlws.client.keep_alive.failures")).Split("reason=")[1]);
        Assert.Contains("curlws.close.code=1006", Assert.Single(values.TagsOf("curlws.client.closes")), StringComparison.Ordinal);
    }

    /// <summary>Of a keep-alive, and then of the application's ping: the value is the last measurement, to the microsecond.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task LastPingRoundTrip_KeepAliveAndPing_IsWhatWasMeasured(CurlFraming framing)
    {
        const string Duration = "curlws.client.ping.duration";
        using MeasuredValues values = new MeasuredValues(Duration).Listen();
        Gate looked = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                byte[] keepAlive = (await c.ReadFrameAsync()).Payload;
                await looked.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Pong, keepAlive);
                WireFrame ping;
                do
                {
                    ping = await c.ReadFrameAsync();
                }
                while (ping.Text != "own");

                await c.WriteFrameAsync(WireOpcode.Pong, ping.Payload);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                Assert.Null(socket.LastPingRoundTrip);
                looked.Open();
                await values.WaitForAsync(Duration);
                Assert.Equal(values.Of(Duration)[^1], socket.LastPingRoundTrip!.Value.TotalSeconds, 1e-6);
                TimeSpan own = await socket.PingAsync("own"u8.ToArray(), Deadline.Token());
                Assert.Equal(own.TotalSeconds, socket.LastPingRoundTrip!.Value.TotalSeconds, 1e-6);
                socket.Abort();
                Assert.Equal(own.TotalSeconds, socket.LastPingRoundTrip!.Value.TotalSeconds, 1e-6);
            },
            o => (o.MeterFactory, o.KeepAliveInterval, o.KeepAliveTimeout) = (values, TimeSpan.FromMilliseconds(50), Deadline.Default));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task SendWait_ServerDoesNotRead_IsTimed(CurlFraming framing)
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        Gate read = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await read.WaitAsync();
                await c.ReadFrameAsync();
            },
            async socket =>
            {
                Task send = socket.SendAsync(new byte[8 * 1024 * 1024], WebSocketMessageType.Binary, true, Deadline.Token());
                Assert.False(send.IsCompleted);
                read.Open();
                await send;
            },
            o => (o.MeterFactory, o.Configure) = (values, Connections.LimitSendBuffer));
        Assert.NotEmpty(values.Of("curlws.client.send.wait.duration"));
        Assert.Equal(8 * 1024 * 1024, values.Sum("curlws.client.io", "transmit"));
        Assert.Equal(1, values.Sum("curlws.client.messages", "transmit"));
    }

    [Fact]
    public async Task Closes_WhoClosesFirst_IsTold()
    {
        using MeasuredValues values = new MeasuredValues().Listen();
        foreach (bool server in new[] { true, false })
        {
            await Connections.RunAsync(
                CurlFraming.Auto,
                async c =>
                {
                    if (server)
                    {
                        await c.CloseAsync(4000);
                        return;
                    }

                    await c.ReadFrameAsync();
                    await c.AnswerCloseAsync(4002);
                },
                async socket =>
                {
                    if (server)
                    {
                        await socket.ReceiveAsync(new byte[1], Deadline.Token());
                    }

                    await socket.CloseAsync((WebSocketCloseStatus)4002, null, Deadline.Token());
                },
                o => o.MeterFactory = values);
        }

        Assert.Equal(
            ["curlws.close.code=4000 curlws.close.initiator=server", "curlws.close.code=4002 curlws.close.initiator=client"],
            values.TagsOf("curlws.client.closes").Select(t => t[t.IndexOf("curlws.close", StringComparison.Ordinal)..]));
    }

    /// <summary>One meter for each factory, and none of its instruments twice.</summary>
    [Fact]
    public void Metrics_OfOneFactory_AreMadeOnce()
    {
        using MeasuredValues values = new();
        Assert.Same(CurlMetrics.Of(values), CurlMetrics.Of(values));
        Assert.Same(CurlMetrics.Default, CurlMetrics.Of(null));
        Assert.Equal(values.Instruments.Count, values.Instruments.Select(i => i.Name).Distinct().Count());
        Assert.All(values.Instruments, i => Assert.Equal(CurlTelemetry.MeterName, i.Meter.Name));
    }

    /// <summary>The guide's table has each instrument, with its kind and its unit, and no other.</summary>
    [Fact]
    public void Guide_TableOfMetrics_IsWhatIsMade()
    {
        using MeasuredValues values = new();
        _ = CurlMetrics.Of(values);
        string guide = File.ReadAllText(Path.Combine(Repository.Root, "build", "docs", "guides", "production.md"));
        Assert.Equal(
            values.Instruments.Select(i => $"| `{i.Name}` | {KindOf(i)} | `{i.Unit}` |").Order(StringComparer.Ordinal),
            guide.Split('\n').Where(line => line.StartsWith("| `curlws.", StringComparison.Ordinal))
                .Select(line => string.Join('|', line.Split('|')[..4]) + "|").Order(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> => "counter",
        _ => "observable up-down counter",
    };

    /// <summary>Servers that nobody is connected to are forgotten, whether somebody looks on or nobody does.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Servers_WithoutConnections_AreForgotten(bool listens)
    {
        using MeasuredValues values = new();
        CurlMetrics metrics = CurlMetrics.Of(values);
        if (listens)
        {
            values.Listen();
        }

        WeakReference server = Use(metrics);
        values.Observe("curlws.client.open_connections");
        GC.Collect();
        Assert.False(server.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(CurlMetrics metrics)
    {
        CurlMetrics.Server server = metrics.Enter("example.org", 443);
        Assert.Same(server, metrics.Enter("example.org", 443));
        server.Leave();
        server.Leave();
        return new WeakReference(server);
    }
}
