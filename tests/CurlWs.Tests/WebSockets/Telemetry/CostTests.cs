using System;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>What being seen costs: a connection the bytes that the guide says, a measurement none.</summary>
[Collection(nameof(StressAlone))]
public sealed class CostTests(ITestOutputHelper output)
{
    // With the reference to it that a connection has; see the essay at ConnectionTelemetry.
    private const int BytesOfAConnection = 64;

    // The registration with the epoll and both of its directions, and the receive that waits.
    private const int BytesOfAWait = 1200;

    [Fact]
    public void Connection_WithoutListeners_TakesAtMost64Bytes()
    {
        using MeasuredValues factory = new();
        CurlWebSocketOptions options = new() { MeterFactory = factory };
        ConnectionTelemetry[] kept = new ConnectionTelemetry[200];
        Uri uri = new("ws://one.example/");
        long each = long.MaxValue;
        for (int i = 0; i < kept.Length; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            kept[i] = ConnectionTelemetry.OfHandle(uri, options);
            each = Math.Min(each, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{each} bytes, and {IntPtr.Size} for the reference");
        Assert.InRange(each + IntPtr.Size, 1, BytesOfAConnection);
        Assert.All(kept, telemetry => Assert.Null(telemetry.Activity));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connection_Idle_HoldsNoMoreThanItsShare(CurlFraming framing)
    {
        Assert.SkipUnless(Environment.Version.Major == 10 && IntPtr.Size == 8, "The numbers are those of .NET 10's collections, 64 bits.");
        Gate counted = new();
        await Connections.RunAsync(
            framing,
            _ => counted.Opened,
            socket =>
            {
                HeldObjects held = new(socket, IsShared);
                output.WriteLine($"{held.Bytes} bytes\n{held}");
                counted.Open();
                Assert.InRange(held.Bytes, 5000, BytesWithoutTelemetry(framing) + BytesOfAConnection);
                return Task.CompletedTask;
            });
    }

    /// <summary>What an application waits with: the receive of its own is in it, its buffer is not.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connection_ReceivePending_HoldsNoMoreThanItsWait(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are those of the wait by epoll.");
        Assert.SkipUnless(Environment.Version.Major == 10 && IntPtr.Size == 8, "The numbers are those of .NET 10's collections, 64 bits.");
        Gate counted = new();
        await Connections.RunAsync(
            framing,
            _ => counted.Opened,
            async socket =>
            {
                byte[] buffer = new byte[1000];
                long before = new HeldObjects(socket, IsShared).Bytes;
                using CancellationTokenSource end = new();
                Task pending = socket.ReceiveAsync(buffer.AsMemory(), end.Token).AsTask();
                HeldObjects held = new(
                    socket,
                    value => IsShared(value) || ReferenceEquals(value, buffer)
                        || value is Delegate or ExecutionContext or SynchronizationContext or TaskScheduler or CancellationTokenSource);
                output.WriteLine($"{held.Bytes - before} bytes\n{held}");
                end.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
                counted.Open();
                Assert.InRange(held.Bytes - before, 1, BytesOfAWait);
            });
    }

    /// <summary>What a connection held, as <see cref="HeldObjects"/> counts, before it could be seen and its sends be bounded.</summary>
    private static int BytesWithoutTelemetry(CurlFraming framing) => (framing, CurlLibrary.SharedMulti.IsThere) switch
    {
        (CurlFraming.Libcurl, true) => 5296,
        (CurlFraming.Libcurl, false) => 5576,
        (_, true) => 5376,
        (_, false) => 5600,
    };

    /// <summary>What many connections have together: also the gate of the multi handle that they share, and what waits at it.</summary>
    private static bool IsShared(object value) =>
        value is CurlWebSocketOptions or CurlMetrics.Server or CurlPoller or ConnectionMulti or CURLM or CallGate { LetsThreadsWait: true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Measuring_EachMessage_AllocatesNothing(bool listens)
    {
        using MeasuredValues factory = new();
        using MeterListener listener = new();
        long measured = 0;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured += value);
        ConnectionTelemetry telemetry =
            ConnectionTelemetry.OfHandle(new Uri("ws://one.example:8080/"), new CurlWebSocketOptions { MeterFactory = factory });
        if (listens)
        {
            listener.Start();
        }

        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 3 && allocated > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Work(telemetry);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.Equal(listens, measured > 0);
    }

    private static void Work(ConnectionTelemetry telemetry)
    {
        FrameHead head = new(WebSocketOpcode.Text, isFinal: true);
        for (int i = 0; i < 1000; i++)
        {
            if (telemetry.CountsTraffic)
            {
                telemetry.Sent(head, 100, endsFrame: true);
                telemetry.Received(new FrameChunk(head, 0, 0, 100));
            }

            telemetry.SentControl(WebSocketOpcode.Ping, 8);
            telemetry.PingAnswered(TimeSpan.FromMilliseconds(1));
            telemetry.SendWaited(0);
            telemetry.Buffered(10);
            telemetry.Dropped(CurlDropReason.Oldest);
        }
    }
}
