using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CurlWs.Benchmarks;

/// <summary>The figures of the README, which <c>build/bench.sh --publish</c> writes between two marks there.</summary>
internal static class ReadmeFigures
{
    private const string Begin = "<!-- figures: build/bench.sh --publish -->\n";
    private const string End = "<!-- end of figures -->\n";
    private const int WorstShown = 5;

    private static readonly (string Heading, string Case, string Metric)[] s_columns =
    [
        ("send 125 B", "send 125 B, ws", "ns"),
        ("125 B in batches, against single sends", "send 125 B batched, ws", "ns"),
        ("send 1 MiB", "send 1 MiB, ws", "ns"),
        ("receive 125 B", "receive 125 B, ws", "ns"),
        ("receive 1 MiB", "receive 1 MiB, ws", "ns"),
        ("send 1 MiB, TLS", "send 1 MiB, wss", "ns"),
        ("echo 64 B", "echo 64 B, ws", "p50"),
    ];

    private static readonly (string Name, string Client)[] s_rows =
    [
        ("ClientWebSocket", "clientwebsocket"),
        ("C, `curl_ws_send` and `curl_ws_recv`", "c"),
        ("C, frames of its own over libcurl", "frames"),
        ("Boost.Beast", "beast"),
        ("Node with `ws`", "ws"),
    ];

    public static string PutInto(string readme, RunResult run)
    {
        (string before, string after) = Around(readme);
        return before + Of(run) + after;
    }

    /// <summary>What stands there now.</summary>
    public static string In(string readme)
    {
        (string before, string after) = Around(readme);
        return readme[before.Length..^after.Length];
    }

    public static string Of(RunResult run) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | times as fast as (least to most) | {Headings} | the worst of {run.Cases.Count} cases |
        | --- |{string.Concat(s_columns.Select(static _ => " --- |"))} --- |
        {string.Join('\n', s_rows.Where(r => run.Clients.ContainsKey(r.Client)).Select(r => Row(run, r.Name, r.Client)))}

        Above 1 ours is better; of idle connections it is memory. Medians of {run.Rounds} rounds, {run.Date:yyyy-MM-dd},
        on {run.Machine.Cores} cores that the server shares ({run.Machine.Cpu}; {Quiet.Describe(run)}): {run.Versions}.

        """);

    private static string Headings => string.Join(" | ", s_columns.Select(static c => c.Heading));

    private static string Row(RunResult run, string name, string client) =>
        $"| {name} | {string.Join(" | ", s_columns.Select(c => Cell(Times(run, c.Case, c.Metric, client))))} | {Worst(run, client)} |";

    // How many times as long the other takes, or as much memory.
    private static Series? Times(RunResult run, string name, string metric, string client) =>
        run.ByName.TryGetValue(name, out CaseResult? result) && result.Find("managed", metric) is { } ours
            ? result.Find(client, metric)?.Over(ours)
            : null;

    private static string Cell(Series? times) =>
        times is null ? "-" : $"{Text(times.Median)} ({Text(times.Least)} to {Text(times.Most)})";

    private static string Worst(RunResult run, string client)
    {
        List<(string Name, Series Times)> all = [];
        foreach (CaseResult result in run.Cases)
        {
            Add(result.Name, result, Tables.MainMetric(result));
            if (result.Case.IsWaiting)
            {
                Add($"{result.Name}, CPU", result, "cpu");
            }
        }

        return string.Join(
            "<br>", all.OrderBy(static c => c.Times.Median).Take(WorstShown).Select(static c => $"{c.Name} {Cell(c.Times)}"));

        void Add(string name, CaseResult result, string metric)
        {
            if (Times(run, result.Name, metric, client) is { } times)
            {
                all.Add((name, times));
            }
        }
    }

    private static string Text(double value) =>
        value.ToString(value switch { < 1 => "0.00", < 10 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);

    private static (string Before, string After) Around(string readme)
    {
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal), end = readme.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (readme[..(begin + Begin.Length)], readme[end..])
            : throw new BenchmarkException($"README.md has no place for the figures: {Begin.TrimEnd()} and {End.TrimEnd()}");
    }
}
