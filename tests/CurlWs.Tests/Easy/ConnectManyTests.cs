#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

[Collection(nameof(StressAlone))]
public sealed class ConnectManyTests(ITestOutputHelper output)
{
    private const int Connects = 200;

    [Fact]
    public async Task TwoHundredConnects_ServerNeverAnswers_AllCanceledWithNoThreadBlocked()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CancellationTokenSource source = new();
        await ConnectTests.AssertPollerLivesAsync();
        int before = ProcessCounts.Threads();
        CurlEasy[] all = [.. Enumerable.Range(0, Connects).Select(_ => WebSocketCallsClient.New(nobody.WsUri))];
        try
        {
            Task[] connects = [.. all.Select(easy => easy.ConnectAsync(source.Token))];
            await nobody.Clients.ItemAsync(Connects - 1);
            Assert.DoesNotContain(connects, connect => connect.IsCompleted);
            int during = ProcessCounts.Threads();

            // Blocked pool threads would keep these waiting until the pool had made as many new ones.
            using CountdownEvent ran = new(Environment.ProcessorCount * 4);
            for (int i = 0; i < ran.InitialCount; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static done => done.Signal(), ran, preferLocal: false);
            }

            Assert.True(ran.Wait(Deadline.Default), "The thread pool does not get to its work.");
            Stopwatch clock = Stopwatch.StartNew();
            await source.CancelAsync();
            await Deadline.Within(Task.WhenAll(connects.Select(c => c.ContinueWith(_ => { }, TaskScheduler.Default))));
            output.WriteLine(
                $"{Connects} connects canceled in {clock.Elapsed.TotalMilliseconds:0} ms; {before} threads before, "
                    + $"{during} while they hung");
            Assert.All(connects, connect => Assert.True(connect.IsCanceled));
            Assert.InRange(during, 1, before + 16);
        }
        finally
        {
            foreach (CurlEasy easy in all)
            {
                easy.Dispose();
            }
        }
    }
}
