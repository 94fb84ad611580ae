using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>Runs one case: every client finds its count and warms up, then the clients take turns, round by round.</summary>
internal sealed class Runner(
    IReadOnlyList<Peer> clients, Peer server, int[] ports, string caFile, string roots, int rounds, int milliseconds, int mostFiles)
{
    // The runtime compiles hot methods a second time a tenth of a second after the last new one.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(400);

    // One run of any client may move this much at most, so that a calibration that was off cannot take minutes.
    private const long MostBytes = 4L << 30;

    public async Task<CaseResult> RunAsync(BenchmarkCase benchmark)
    {
        List<(Peer Client, int Count, List<Dictionary<string, double>> Rounds)> running = [];
        foreach (Peer client in clients)
        {
            if (benchmark is { Kind: "idle", Connections: > 500 } && !await FitsAsync(client, benchmark).ConfigureAwait(false))
            {
                continue;
            }

            int? count = await CalibrateAsync(client, benchmark).ConfigureAwait(false);
            if (count is not null)
            {
                running.Add((client, count.Value, []));
            }
        }

        int times = benchmark.RoundsOf(rounds);
        for (int round = 0; round < times; round++)
        {
            // Each begins once, so that no client always comes after the same other.
            for (int i = 0; i < running.Count; i++)
            {
                (Peer client, int count, List<Dictionary<string, double>> results) = running[(i + round) % running.Count];
                Dictionary<string, double>? values = await AskAsync(client, benchmark, count).ConfigureAwait(false);
                if (values is not null)
                {
                    results.Add(PerOperation(benchmark, count, values));
                }
            }
        }

        return new CaseResult(
            benchmark,
            running.Where(static r => r.Rounds.Count > 0).ToDictionary(static r => r.Client.Name, static r => Metrics(r.Rounds)));
    }

    /// <summary>Whether the client may have open as many files as it needs for the case.</summary>
    private async Task<bool> FitsAsync(Peer client, BenchmarkCase benchmark)
    {
        Dictionary<string, double>? few = await AskAsync(client, benchmark with { Connections = 50 }, 1).ConfigureAwait(false);
        return few is null || (few["files"] * benchmark.Connections) + BenchmarkCase.SpareFiles <= mostFiles;
    }

    private async Task<int?> CalibrateAsync(Peer client, BenchmarkCase benchmark)
    {
        if (!benchmark.IsTimed)
        {
            // Idle connections are measured against those that are there already: nothing has to be warm.
            return 1;
        }

        if (benchmark.FixedCount is { } asked)
        {
            return await AskAsync(client, benchmark, Math.Max(1, asked / 10)).ConfigureAwait(false) is null ? null : asked;
        }

        int most = (int)Math.Min(2_000_000, MostBytes / Math.Max(benchmark.Size, 1)), count = Math.Min(most, FirstCount(benchmark));
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Dictionary<string, double>? values = await AskAsync(client, benchmark, count).ConfigureAwait(false);
            if (values is null)
            {
                return null;
            }

            double wanted = benchmark.MillisecondsOf(milliseconds) * 1e6 / Math.Max(values["ns"], 1);
            int next = (int)Math.Clamp(count * Math.Min(wanted, 10), 1, most);
            if (Stopwatch.GetElapsedTime(start) >= s_warmUp && (wanted < 1.5 || next == count))
            {
                return next;
            }

            count = next;
        }
    }

    private static int FirstCount(BenchmarkCase benchmark) => benchmark.Kind switch
    {
        "connect" => 10,
        "connectmany" => 1,
        "textsend" or "textreceive" => 10,
        "echo" => 100,
        _ => Math.Clamp((2 << 20) / Math.Max(benchmark.Size, 1), 1, 2000),
    };

    // Numbers more than the client gives: how much of one core the server had meanwhile, connecting included, and how many of its TLS
    // handshakes were resumptions, where many are made.
    private async Task<Dictionary<string, double>?> AskAsync(Peer client, BenchmarkCase benchmark, int count)
    {
        bool whole = benchmark is { Kind: "connect" or "connectmany", Resumed: false };

        // The framework resumes sessions with names only, not with addresses.
        string host = benchmark.Resumed ? "localhost" : "127.0.0.1";
        string authority = !benchmark.Tls ? $"ws://{host}:{ports[0]}" : $"wss://{host}:{(whole ? ports[2] : ports[1])}";
        Command command = new(
            benchmark.Kind, authority + benchmark.Path(count), benchmark.SystemRoots ? roots : caFile, benchmark.Size, count,
            benchmark.Connections, benchmark.Batch, benchmark.Payload ?? "none", benchmark.Deflate ?? "none", benchmark.SystemRoots);
        Dictionary<string, double> before = await AskServerAsync().ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        Dictionary<string, double>? values;
        if (benchmark.IsTimed)
        {
            values = await client.AskAsync(command.ToString()).ConfigureAwait(false);
        }
        else
        {
            // Memory that earlier cases have had and given back would be taken for what the connections do not need.
            using Peer fresh = await client.StartAnotherAsync().ConfigureAwait(false);
            values = await fresh.AskAsync(command.ToString()).ConfigureAwait(false);
        }

        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        if (values is not null)
        {
            Dictionary<string, double> after = await AskServerAsync().ConfigureAwait(false);
            values["server"] = (after["cpu"] - before["cpu"]) / elapsed;
            double handshakes = after["handshakes"] - before["handshakes"];
            if (benchmark.IsAboutConnections && handshakes > 0)
            {
                values["resumed"] = (after["resumed"] - before["resumed"]) / handshakes;
            }
        }

        return values;
    }

    private async Task<Dictionary<string, double>> AskServerAsync() => (await server.AskAsync("count").ConfigureAwait(false))!;

    private static Dictionary<string, double> PerOperation(BenchmarkCase benchmark, int count, Dictionary<string, double> values)
    {
        double operations = (double)count * benchmark.Connections;
        foreach (string name in new[] { "ns", "cpu", "allocated" })
        {
            if (values.TryGetValue(name, out double value))
            {
                values[name] = value / operations;
            }
        }

        if (benchmark.FixedCount is not null)
        {
            values.Remove("ns");
        }

        return values;
    }

    private static Dictionary<string, Series> Metrics(List<Dictionary<string, double>> rounds) =>
        rounds[0].Keys.ToDictionary(static name => name, name => new Series([.. rounds.Select(r => r[name])]));
}
