using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// The connection becomes full between a send that has left its bytes to the next one's write, and that write; then comes Dispose.
/// </summary>
public sealed class LastTurnTests
{
    [Fact]
    public async Task Dispose_ConnectionFullBehindACompleteSend_TheCompleteOneArrives()
    {
        Assert.SkipUnless(
            CurlLibrary.Version >= new Version(8, 21, 0), "Before libcurl 8.21 a send writes its own bytes, and leaves none.");
        WireFrame? arrived = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                arrived = await c.ReadFrameAsync();
            },
            async server =>
            {
                CurlEasy easy = new();
                easy.Options.Uri = server.WsUri;
                easy.Options.FrameHandling |= CurlFrameHandling.RawMode;
                await easy.ConnectAsync(Deadline.Token());
                FillingEncoder encoder = new(new ManagedEncoder(easy));
                using CurlWebSocket socket = new(
                    easy,
                    new ManagedDecoder(easy, new FrameLimits(), allowCompressed: false),
                    encoder,
                    Connections.Options(CurlFraming.Auto),
                    subProtocol: null,
                    ConnectionTelemetry.OfHandle(server.WsUri, new CurlWebSocketOptions()));

                Task complete = Task.Factory.StartNew(
                    () => socket.Send("complete"u8.ToArray(), WebSocketMessageType.Text, Deadline.Token()),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
                await encoder.Entered.WaitAsync();
                Task next = socket.SendAsync("next"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
                encoder.Queued.Set();
                await Deadline.Within(complete);
                await encoder.Full.WaitAsync();
                encoder.EmptiesSoon = true;
                socket.Dispose();
                await Deadline.Within(next.ContinueWith(_ => { }, TaskScheduler.Default));
            });
        Assert.Equal("complete"u8.ToArray(), arrived?.Payload);
    }

    /// <summary>The real one, which finds the connection full for some calls.</summary>
    private sealed class FillingEncoder(FrameEncoder encoder) : FrameEncoder
    {
        private int _refusals;
        private volatile bool _emptiesSoon;

        internal Gate Entered { get; } = new();

        internal Gate Full { get; } = new();

        internal ManualResetEventSlim Queued { get; } = new();

        internal bool EmptiesSoon { get => _emptiesSoon; set => _emptiesSoon = value; }

        internal override bool HasPending => encoder.HasPending;

        internal override bool HasRoom => encoder.HasRoom;

        internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
        {
            Entered.Open();
            Queued.Wait(Deadline.Default);
            return encoder.TrySend(payload, head, out taken);
        }

        internal override bool TryBegin(long length, FrameHead head) => encoder.TryBegin(length, head);

        internal override bool TryFlush()
        {
            Full.Open();
            return EmptiesSoon && ++_refusals > 20 && encoder.TryFlush();
        }

        internal override void Release() => encoder.Release();
    }
}
