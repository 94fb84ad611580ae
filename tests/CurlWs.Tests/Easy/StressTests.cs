#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

[Collection(nameof(StressAlone))]
public sealed class StressTests(ITestOutputHelper output)
{
    private const int Threads = 8;

    // 10,000 cycles in all; the environment variable is for machines that are emulated.
    private static readonly int s_cycles =
        int.TryParse(Environment.GetEnvironmentVariable("CURLWS_STRESS_CYCLES"), CultureInfo.InvariantCulture, out int cycles)
            ? cycles
            : 10_000;

    [Fact]
    public async Task CreateConnectDispose_ManyThreads_MemoryAndDescriptorsStayFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        using StressServer server = new();
        await RunAsync(server, s_cycles / 10);
        (int descriptors, long resident) before = await CountAsync(server);
        Stopwatch clock = Stopwatch.StartNew();
        await RunAsync(server, s_cycles - (s_cycles / 10));
        TimeSpan took = clock.Elapsed;
        (int descriptors, long resident) after = await CountAsync(server);
        output.WriteLine(
            $"{s_cycles} cycles on {Threads} threads, libcurl {CurlLibrary.Version}: {s_cycles * 0.9 / took.TotalSeconds:0} a second; "
            + $"after a tenth {before.descriptors} descriptors and {before.resident >> 10} KiB, at the end {after.descriptors} and "
            + $"{after.resident >> 10} KiB");
        Assert.Equal(s_cycles / Threads * Threads, server.Accepted);
        Assert.InRange(after.descriptors, 1, before.descriptors + 4);

        // Nine tenths of the cycles lie between the two: a leak of one connection's smallest buffer each would be more than this.
        Assert.InRange(after.resident, 1, before.resident + (24L << 20));
    }

    private static Task RunAsync(StressServer server, int cycles) =>
        Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < cycles / Threads; i++)
                {
                    using CurlEasy easy = WebSocketCallsClient.New(server.Uri);
                    easy.Connect(Deadline.Token());
                    if (i % 4 == 0)
                    {
                        Assert.True(easy.TrySend("x"u8, WebSocketFrameKind.Text, out int _));
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

    private static async Task<(int Descriptors, long Resident)> CountAsync(StressServer server)
    {
        await Deadline.Within(server.AllClosedAsync());
        Garbage.Collect();

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return (ProcessCounts.Descriptors(), Process.GetCurrentProcess().WorkingSet64);
    }
}
