using System;
using System.Globalization;
using System.Linq;

namespace CurlWs.Benchmarks;

/// <summary>The figures of the README, which <c>build/bench.sh --publish</c> writes between two marks there.</summary>
internal static class ReadmeFigures
{
    private const string Begin = "<!-- figures: build/bench.sh --publish -->\n";
    private const string End = "<!-- end of figures -->\n";

    private static readonly (string Heading, string Case, string Metric)[] s_columns =
    [
        ("send 125 B", "send 125 B, ws", "ns"),
        ("125 B in batches", "send 125 B batched, ws", "ns"),
        ("send 16 KiB", "send 16 KiB, ws", "ns"),
        ("send 1 MiB", "send 1 MiB, ws", "ns"),
        ("receive 125 B", "receive 125 B, ws", "ns"),
        ("receive 1 MiB", "receive 1 MiB, ws", "ns"),
        ("send 1 MiB, TLS", "send 1 MiB, wss", "ns"),
        ("echo 64 B", "echo 64 B, ws", "p50"),
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
        | times as fast as | {string.Join(" | ", s_columns.Select(static c => c.Heading))} |
        | --- |{string.Concat(s_columns.Select(static _ => " --- |"))}
        {Row(run, "ClientWebSocket", "clientwebsocket")}
        {Row(run, "C, `curl_ws_send` and `curl_ws_recv`", "c")}

        Medians of {run.Rounds} rounds, {run.Date:yyyy-MM-dd}, on {run.Machine.Cores} cores that the server shares ({run.Machine.Cpu}):
        {run.Versions}.

        """);

    private static string Row(RunResult run, string name, string client) =>
        $"| {name} | {string.Join(" | ", s_columns.Select(c => Cell(run, c.Case, c.Metric, client)))} |";

    // How many times as long the other takes.
    private static string Cell(RunResult run, string name, string metric, string client) =>
        run.ByName.TryGetValue(name, out CaseResult? result)
        && result.Find("managed", metric) is { } ours && result.Find(client, metric)?.Over(ours).Median is { } times
            ? times.ToString(times < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)
            : "-";

    private static (string Before, string After) Around(string readme)
    {
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal), end = readme.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (readme[..(begin + Begin.Length)], readme[end..])
            : throw new BenchmarkException($"README.md has no place for the figures: {Begin.TrimEnd()} and {End.TrimEnd()}");
    }
}
