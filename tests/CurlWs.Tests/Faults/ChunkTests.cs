using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>The small session through a relay that chops and stalls: however the bytes travel, it is the same session.</summary>
public sealed class ChunkTests
{
    public static TheoryData<CurlFraming, bool, int> Chops
    {
        get
        {
            TheoryData<CurlFraming, bool, int> chops = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (int size in new[] { 1, 2, 3, 7, 13 })
                {
                    chops.Add(framing, false, size);
                    chops.Add(framing, true, size);
                }
            }

            return chops;
        }
    }

    [Theory]
    [MemberData(nameof(Chops))]
    public async Task Session_Chopped_IsTheSame(CurlFraming framing, bool tls, int size)
    {
        // In lock step, so that no two chunks meet in a kernel; over TLS that would take seconds for a single byte each.
        ChaosPlan plan = new() { ChunkSize = size, LockStep = !tls };
        FaultSession session = await RunAsync(framing, tls, plan, plan);
        AssertWhole(session);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Session_RandomChunks_IsTheSame(CurlFraming framing)
    {
        ChaosPlan plan = new() { ChunkSize = 11, RandomChunks = true, LockStep = true };
        for (int seed = 1; seed <= 10; seed++)
        {
            AssertWhole(await RunAsync(framing, tls: false, plan, plan, seed));
        }
    }

    /// <summary>A stall anywhere, in the middle of the 101, of a header, of a payload: nothing is lost when it ends.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Session_StalledAtEveryByteToTheClient_GoesOn(CurlFraming framing)
    {
        await using ScriptedServer server = ScriptedServer.Start(FaultSession.ServeAsync);
        for (int offset = 0; ; offset++)
        {
            FaultSession session = new();
            await using ChaosRelay relay = ChaosRelay.Start(server.WsUri, toClient: new ChaosPlan { StallAt = offset });
            Task run = session.RunAsync(relay.Uri, framing);
            Task first = await Task.WhenAny(run, relay.Stalled.Opened);
            bool whole = first == run;
            relay.Release();
            await Deadline.Within(run);
            AssertWhole(session);
            if (whole)
            {
                Assert.True(offset > FaultSession.Ends[^1], $"It did not stall at {offset}.");
                return;
            }
        }
    }

    /// <summary>The server ends its side with FIN and goes on reading: what it sent is received, and what is sent to it arrives.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task HalfClose_ByTheServer_DataBothWaysSurvives(CurlFraming framing) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync();
            await c.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Binary(2)));
            await c.CloseSendAsync();
            Assert.Equal("still read", (await c.ReadFrameAsync()).Text);
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
            Assert.Equal("one"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            await socket.SendAsync("still read"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            Assert.Equal([2], (await socket.ReceiveWholeAsync()).Payload);
            await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
            Assert.Equal(WebSocketState.Aborted, socket.State);
            await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.InvalidState);
        });

    private static async Task<FaultSession> RunAsync(CurlFraming framing, bool tls, ChaosPlan toServer, ChaosPlan toClient, int seed = 1)
    {
        using TestCertificates certificates = new();
        FaultSession session = new();
        await using ScriptedServer server = ScriptedServer.Start(
            FaultSession.ServeAsync, new ScriptedServerOptions { Certificate = tls ? certificates.Server : null });
        await using ChaosRelay relay = ChaosRelay.Start(server.WsUri, toServer, toClient, seed);
        await session.RunAsync(relay.Uri, framing, o => o.CaFile = certificates.CaFile);
        return session;
    }

    private static void AssertWhole(FaultSession session)
    {
        Assert.Null(session.Failure);
        Assert.Equal(FaultSession.Messages, session.Received);
        Assert.True(session.Closed);
        Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (session.State, session.CloseStatus));
    }
}
