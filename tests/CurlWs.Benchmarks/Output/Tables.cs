using System.Globalization;
using System.Linq;
using System.Text;

namespace CurlWs.Benchmarks;

/// <summary>The results as text.</summary>
internal static class Tables
{
    private static readonly string[] s_metrics = ["ns", "p50", "p99", "p999", "cpu", "allocated", "bytes", "files", "resumed", "server"];

    public static string NameOf(string metric) => metric switch
    {
        "ns" => "time per operation",
        "cpu" => "CPU time per operation",
        "allocated" => "allocated per operation",
        "bytes" => "private memory per connection",
        "files" => "descriptors per connection",
        "p999" => "p99.9",
        "resumed" => "share of TLS handshakes that were resumed",
        "server" => "share of one core that the server had",
        _ => metric,
    };

    /// <summary>For the console while it runs: the main number of each client.</summary>
    public static string OneLine(CaseResult result) => $"{result.Name}: " + string.Join(
        ", ", result.Clients.Select(c => $"{c.Key} {Text(MainMetric(result), result.Find(c.Key, MainMetric(result))!.Median)}"));

    public static string ToMarkdown(RunResult run)
    {
        StringBuilder text = new();
        Machine machine = run.Machine;
        text.Append(CultureInfo.InvariantCulture, $"{run.Date:yyyy-MM-dd HH:mm}, {machine.Cpu}, {machine.Cores} cores, ");
        text.Append(CultureInfo.InvariantCulture, $"{machine.MemoryGiB} GiB, {machine.System}, {machine.Kernel}; {Quiet.Describe(run)}; ");
        text.AppendLine(CultureInfo.InvariantCulture, $"{run.Rounds} rounds of {run.Milliseconds} ms.").AppendLine();
        if (run.Cases.FirstOrDefault(static c => c.Case is { Kind: "idle", Connections: > 500 and < BenchmarkCase.MostHeld }) is { } held)
        {
            text.Append(CultureInfo.InvariantCulture, $"A process may have {machine.OpenFiles} open files here: ");
            text.Append(CultureInfo.InvariantCulture, $"{held.Case.Connections} connections are as many as all clients can hold; ");
            text.AppendLine(CultureInfo.InvariantCulture, $"those with one descriptor each hold {BenchmarkCase.MostHeld}.").AppendLine();
        }

        foreach ((string name, string version) in run.Clients)
        {
            text.AppendLine($"- {name}: {version}");
        }

        text.AppendLine().AppendLine("## Floors").AppendLine().AppendLine(Floors.ToMarkdown(run));
        WaitingTable.Append(text, run);
        foreach (string metric in s_metrics)
        {
            AppendTable(text, run, metric);
        }

        return text.ToString();
    }

    public static string MainMetric(CaseResult result) => result.Case.Kind switch
    {
        "idle" or "pending" => "bytes",
        "tick" or "block" => "p50",
        "echo" when result.Case.Connections == 1 => "p50",
        _ => "ns",
    };

    // A cell: median (least to most), and how many times as much as the managed engine.
    private static void AppendTable(StringBuilder text, RunResult run, string metric)
    {
        CaseResult[] cases = [.. run.Cases.Where(c => c.Clients.Keys.Any(k => c.Find(k, metric) is not null))];
        string[] clients = [.. run.Clients.Keys.Where(k => cases.Any(c => c.Find(k, metric) is not null))];
        if (cases.Length == 0)
        {
            return;
        }

        text.AppendLine($"## {char.ToUpperInvariant(NameOf(metric)[0])}{NameOf(metric)[1..]}").AppendLine();
        text.AppendLine($"| case | {string.Join(" | ", clients)} |");
        text.AppendLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", clients.Length))}");
        foreach (CaseResult result in cases)
        {
            text.AppendLine($"| {result.Name} | {string.Join(" | ", clients.Select(c => Cell(result, c, metric)))} |");
        }

        text.AppendLine();
    }

    private static string Cell(CaseResult result, string client, string metric)
    {
        if (result.Find(client, metric) is not { } series)
        {
            return "-";
        }

        string text = $"{Text(metric, series.Median)} ({Text(metric, series.Least)} to {Text(metric, series.Most)})";
        return client != "managed" && result.Find("managed", metric) is { Median: > 0 } ours
            ? string.Create(CultureInfo.InvariantCulture, $"{text} {series.Over(ours).Median:0.00}x")
            : text;
    }

    private static string Text(string metric, double value) => metric switch
    {
        "bytes" => string.Create(CultureInfo.InvariantCulture, $"{value / 1024:0.0} KiB"),
        "allocated" => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} B"),
        "server" or "resumed" => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0} %"),
        "files" => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}"),
        _ => Time(value),
    };

    internal static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.00} ms"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.00} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
    };
}
