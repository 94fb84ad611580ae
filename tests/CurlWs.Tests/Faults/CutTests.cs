using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// FIN or RST at every byte of a small session, in each direction: no hang, no torn or lost message, the right end, nothing left behind.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class CutTests(ITestOutputHelper output)
{
    private const int AtOnce = 8;

    // TLS has thousands of bytes: enough offsets to meet every record, at a step that shares no factor with their sizes.
    private const int TlsStep = 29;

    public static TheoryData<CurlFraming, bool, bool, bool> Cuts
    {
        get
        {
            TheoryData<CurlFraming, bool, bool, bool> cuts = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (int bits in Enumerable.Range(0, 8))
                {
                    cuts.Add(framing, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
                }
            }

            return cuts;
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Session_CutAtEveryByte_LosesNothingThatArrivedAndEndsAsItShould(
        CurlFraming framing, bool tls, bool toClient, bool reset)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(), "Elsewhere RST may drop what has arrived before it, and descriptors are not in /proc.");
        using TestCertificates certificates = new();
        ScriptedServerOptions options = new() { Certificate = tls ? certificates.Server : null };
        await using ScriptedServer server = ScriptedServer.Start(FaultSession.ServeAsync, options);
        Uri uri = server.WsUri;

        // Twice whole: the first opens what a process keeps, the second tells the lengths.
        await RunAsync(uri, framing, new ChaosPlan(), new ChaosPlan(), certificates);
        Cut whole = await RunAsync(uri, framing, new ChaosPlan(), new ChaosPlan(), certificates);
        Assert.True(whole.Session.Closed);
        Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (whole.Session.State, whole.Session.CloseStatus));
        int descriptors = await DescriptorsAsync(int.MaxValue);

        long length = toClient ? whole.ToClient : whole.ToServer;
        int step = tls ? TlsStep : 1;
        long[] offsets = [.. Enumerable.Range(0, (int)(length / step) + 1).Select(i => (long)i * step)];
        await Parallel.ForEachAsync(offsets, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (offset, _) =>
        {
            ChaosPlan cut = reset ? new ChaosPlan { ResetAt = offset } : new ChaosPlan { FinAt = offset };
            Cut result = await RunAsync(uri, framing, toClient ? new ChaosPlan() : cut, toClient ? cut : new ChaosPlan(), certificates);
            try
            {
                Check(result, whole, tls, cutsClient: toClient, offset);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"At offset {offset} of {length}: {result}", e);
            }
        });

        int after = await DescriptorsAsync(descriptors + AtOnce);
        output.WriteLine(
            $"{offsets.Length} sessions of {length} bytes, libcurl {CurlLibrary.Version}; descriptors {descriptors} and {after}");

        // The process itself may open some of its own; a leak would be one for each session.
        Assert.True(after <= descriptors + AtOnce, $"{descriptors} descriptors before, {after} after");
    }

    private static async Task<Cut> RunAsync(
        Uri server, CurlFraming framing, ChaosPlan toServer, ChaosPlan toClient, TestCertificates certificates)
    {
        FaultSession session = new();
        ChaosRelay relay = ChaosRelay.Start(server, toServer, toClient);
        await using (relay)
        {
            await session.RunAsync(relay.Uri, framing, o => o.CaFile = certificates.CaFile);
        }

        return new Cut(session, relay.BytesToServer, relay.BytesToClient);
    }

    private static void Check(Cut cut, Cut whole, bool tls, bool cutsClient, long offset)
    {
        FaultSession session = cut.Session;
        Assert.Equal(FaultSession.Messages.Take(session.Received.Count), session.Received);
        if (!tls)
        {
            // What the relay has passed on has arrived: a message of which the last byte is there must have been received.
            int head = (int)(whole.ToClient - FaultSession.Ends[^1]);
            int arrived = (int)(cutsClient ? Math.Min(offset, cut.ToClient) : cut.ToClient) - head;
            Assert.True(session.Connected || arrived < 0, "the whole 101 came, and was no connection");
            // libcurl takes a 101 for whole that lacks only its last line ends; the first receive then finds the connection ended.
            Assert.True(!cutsClient || !session.Connected || arrived >= -"\r\n\r\n".Length, "part of a 101 was taken for a connection");
            Assert.True(
                session.Received.Count >= FaultSession.Ends.Take(2).Count(end => end <= arrived),
                $"only {session.Received.Count} messages");
            Assert.True(
                !cutsClient || session.Closed == (arrived >= FaultSession.Ends[^1]),
                "closed and cut before the close frame, or not closed and not cut");
        }

        if (!session.Connected)
        {
            WebSocketException e = Assert.IsType<WebSocketException>(session.Failure);
            Assert.Contains(e.WebSocketErrorCode, new[] { WebSocketError.Faulted, WebSocketError.NotAWebSocket });
        }
        else if (session.Closed)
        {
            Assert.Null(session.Failure);
            Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (session.State, session.CloseStatus));
        }
        else
        {
            Assert.Equal(WebSocketError.ConnectionClosedPrematurely, Assert.IsType<WebSocketException>(session.Failure).WebSocketErrorCode);
            Assert.Equal(WebSocketState.Aborted, session.State);
        }
    }

    /// <summary>
    /// Counts until there are no more than expected: the last sockets of the servers close when they see the end of the clients'.
    /// </summary>
    private static async Task<int> DescriptorsAsync(int atMost)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50));
        int count = int.MaxValue;
        CancellationToken late = Deadline.Token();
        do
        {
            Garbage.Collect();
            await pause.WaitForNextTickAsync();
            count = ProcessCounts.Descriptors();
        }
        while (count > atMost && !late.IsCancellationRequested);

        return count;
    }

    private sealed record Cut(FaultSession Session, long ToServer, long ToClient)
    {
        public override string ToString() =>
            $"{ToServer} and {ToClient} bytes passed, received [{string.Join(", ", Session.Received)}], "
                + $"state {Session.State}, closed {Session.Closed}, {Session.Failure}";
    }
}
