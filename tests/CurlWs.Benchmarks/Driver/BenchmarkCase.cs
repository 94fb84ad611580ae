using System;
using System.Collections.Generic;
using System.Globalization;

namespace CurlWs.Benchmarks;

/// <summary>What all clients are asked to do in turn.</summary>
internal sealed record BenchmarkCase(string Kind, bool Tls, int Size, int Connections = 1, int Batch = 1)
{
    private static readonly int[] s_sizes = [16, 125, 1 << 10, 16 << 10, 64 << 10, 1 << 20, 16 << 20];

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{What}, {(Tls ? "wss" : "ws")}");

    /// <summary>Whether the count is how long it goes on; idle connections are counted by themselves.</summary>
    public bool IsTimed => Kind != "idle";

    private string What => Kind switch
    {
        "send" when Batch > 1 => $"send {SizeText(Size)} batched",
        "echo" when Connections > 1 => $"echo {SizeText(Size)}, {Connections} connections",
        "connect" => "connect",
        "idle" => $"idle {Connections} connections",
        _ => $"{Kind} {SizeText(Size)}",
    };

    /// <summary>The most connections that are held at once, if the limit of open files allows them.</summary>
    public const int MostHeld = 10_000;

    /// <summary>Descriptors of the process itself and of the connections that it holds before.</summary>
    public const int SpareFiles = 400;

    public static IEnumerable<BenchmarkCase> All(int mostFiles)
    {
        foreach (bool tls in new[] { false, true })
        {
            foreach (int size in s_sizes)
            {
                yield return new("send", tls, size);
            }

            yield return new("send", tls, 125, Batch: 64);
            foreach (int size in s_sizes)
            {
                yield return new("receive", tls, size);
            }

            yield return new("echo", tls, 64);
            yield return new("echo", tls, 64 << 10);
            yield return new("echo", tls, 64, Connections: 10);
            yield return new("echo", tls, 64, Connections: 100);
            yield return new("connect", tls, 0);
            yield return new("idle", tls, 64, Connections: 500);
        }

        // libcurl has three descriptors for a connection with a multi handle of its own: as many as all clients can hold, and those that need
        // fewer (Runner.FitsAsync) as many as were asked for.
        int all = Math.Min(MostHeld, (mostFiles - SpareFiles) / 3);
        yield return new("idle", Tls: false, 64, Connections: all);
        if (all < MostHeld)
        {
            yield return new("idle", Tls: false, 64, Connections: Math.Min(MostHeld, mostFiles - SpareFiles));
        }
    }

    /// <summary>Those that a floor is set for.</summary>
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

    public string Path(int count) => Kind switch
    {
        "send" => string.Create(CultureInfo.InvariantCulture, $"/sink?count={count}"),
        "receive" => string.Create(CultureInfo.InvariantCulture, $"/blast?size={Size}&count={count}"),
        _ => "/echo",
    };

    public static string SizeText(int size) => size switch
    {
        >= 1 << 20 => $"{size >> 20} MiB",
        >= 1 << 10 => $"{size >> 10} KiB",
        _ => $"{size} B",
    };
}
