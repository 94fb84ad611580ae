#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

[Collection(nameof(StressAlone))]
public sealed class WaitingThreadsTests(ITestOutputHelper output)
{
    private const int Waits = 1000;

    [Theory]
    [InlineData("poller")]
    [InlineData("read")]
    public async Task ThousandWaits_NoThreadEach(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are counted in /proc.");
        WaitingPair[] pairs = [.. Enumerable.Range(0, Waits).Select(_ => new WaitingPair())];
        using CancellationTokenSource source = new();
        try
        {
            using (WaitingPair warm = new())
            {
                await Deadline.Within(SocketWait.Start(warm.Near.Handle, write: true, CancellationToken.None).Task);
                using ReadWait read = new(warm.Near.Handle);
                warm.Signal();
                await Deadline.Within(read.WaitAsync(CancellationToken.None).AsTask());
            }

            int before = ProcessCounts.Threads();
            ReadWait[] reads = kind == "read" ? [.. pairs.Select(pair => new ReadWait(pair.Near.Handle))] : [];
            Task[] waits = kind == "read"
                ? [.. reads.Select(read => read.WaitAsync(source.Token).AsTask())]
                : [.. pairs.Select(pair => SocketWait.Start(pair.Near.Handle, write: false, source.Token).Task)];
            Assert.True(await WebSocketCallsClient.StaysPendingAsync(Task.WhenAny(waits)));
            int during = ProcessCounts.Threads();
            pairs[Waits / 2].Signal();
            await Deadline.Within(waits[Waits / 2]);
            Assert.Equal(1, waits.Count(wait => wait.IsCompleted));
            await source.CancelAsync();
            await Deadline.Within(Task.WhenAll(waits.Select(wait => wait.ContinueWith(_ => { }, TaskScheduler.Default))));
            output.WriteLine($"{kind}: {before} threads before, {during} with {Waits} waits pending");

            // The pool may add a few for reasons of its own.
            Assert.InRange(during, 1, before + 16);
            foreach (ReadWait read in reads)
            {
                read.Dispose();
            }
        }
        finally
        {
            foreach (WaitingPair pair in pairs)
            {
                pair.Dispose();
            }
        }
    }
}
