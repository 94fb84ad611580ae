using System;
using System.Collections.Generic;

namespace CurlWs.Benchmarks;

/// <summary>The cases, in the order of the tables.</summary>
internal static class BenchmarkCases
{
    private static readonly int[] s_sizes = [16, 125, 1 << 10, 16 << 10, 64 << 10, 1 << 20, 16 << 20];

    public static IEnumerable<BenchmarkCase> All(int mostFiles)
    {
        foreach (bool tls in new[] { false, true })
        {
            foreach (int size in s_sizes)
            {
                yield return new("send", tls, size);
            }

            yield return new("send", tls, 125, Batch: 64);
            yield return new("flight", tls, 125, Batch: 64);
            foreach (int size in s_sizes)
            {
                yield return new("receive", tls, size);
            }

            yield return new("echo", tls, 64);
            yield return new("echo", tls, 64 << 10);
            yield return new("echo", tls, 64, Connections: 10);
            yield return new("echo", tls, 64, Connections: 100);
            yield return new("connect", tls, 0);
            yield return new("connectmany", tls, 0, Connections: 50);
            yield return new("idle", tls, 64, Connections: 500);
            yield return new("pending", tls, 64, Connections: 500);
        }

        foreach (BenchmarkCase benchmark in (BenchmarkCase[])[.. Slow(), .. Connects(), .. Texts()])
        {
            yield return benchmark;
        }

        // libcurl has three descriptors for a connection with a multi handle of its own: as many as all clients can hold, and those that
        // need fewer (Runner.FitsAsync) as many as were asked for.
        int all = Math.Min(BenchmarkCase.MostHeld, (mostFiles - BenchmarkCase.SpareFiles) / 3);
        yield return new("idle", Tls: false, 64, Connections: all);
        if (all < BenchmarkCase.MostHeld)
        {
            yield return new("idle", Tls: false, 64, Connections: Math.Min(BenchmarkCase.MostHeld, mostFiles - BenchmarkCase.SpareFiles));
        }
    }

    /// <summary>Those that a floor of a tight loop is set for.</summary>
    public static IEnumerable<BenchmarkCase> Quick() =>
    [
        new("send", false, 125),
        new("send", false, 125, Batch: 64),
        new("send", false, 16 << 10),
        new("send", false, 1 << 20),
        new("receive", false, 125),
        new("receive", false, 16 << 10),
        new("receive", false, 1 << 20),
        new("echo", false, 64),
        new("idle", false, 64, Connections: 500),
        new("send", true, 1 << 20),
        new("receive", true, 1 << 20),
    ];

    // Where the time goes into waking up.
    private static IEnumerable<BenchmarkCase> Slow() =>
    [
        new("tick", false, 64, Delay: 10_000),
        new("tick", false, 64, Connections: 100, Delay: 100_000),
        new("block", false, 64, Connections: 100, Delay: 100_000),
        new("echo", false, 64, Delay: 200),
        new("echo", false, 64, Delay: 3000),
    ];

    private static IEnumerable<BenchmarkCase> Connects() =>
    [
        new("connect", true, 0, SystemRoots: true),
        new("connect", true, 0, Resumed: true),
        new("connect", true, 0, SystemRoots: true, Resumed: true),
    ];

    private static IEnumerable<BenchmarkCase> Texts()
    {
        foreach (string kind in new[] { "textsend", "textreceive" })
        {
            yield return new(kind, false, 0, Payload: "json");
            yield return new(kind, false, 16 << 10, Payload: "json");
            yield return new(kind, false, 16 << 10, Payload: "unicode");
            foreach (string deflate in new[] { "takeover", "alone" })
            {
                yield return new(kind, false, 1 << 10, Payload: "json", Deflate: deflate);
                yield return new(kind, false, 64 << 10, Payload: "json", Deflate: deflate);
            }
        }
    }
}
