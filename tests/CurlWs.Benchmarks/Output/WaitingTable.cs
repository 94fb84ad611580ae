using System.Globalization;
using System.Linq;
using System.Text;

namespace CurlWs.Benchmarks;

/// <summary>The cases in which a client waits most of the time: its latencies and its processor time side by side.</summary>
internal static class WaitingTable
{
    public static void Append(StringBuilder text, RunResult run)
    {
        CaseResult[] cases = [.. run.Cases.Where(static c => c.Case.IsWaiting)];
        if (cases.Length == 0)
        {
            return;
        }

        text.AppendLine("## Waiting").AppendLine();
        text.AppendLine("Medians of the rounds. Behind p50 and processor time: how many times as much as the managed engine, by rounds.");
        text.AppendLine();
        text.AppendLine("| case | client | p50 | p99 | p99.9 | CPU time a message |").AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (CaseResult result in cases)
        {
            foreach (string client in run.Clients.Keys.Where(result.Clients.ContainsKey))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {client} | {Cell(result, client, "p50", true)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(result, client, "p99", false)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(result, client, "p999", false)} ");
                text.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(result, client, "cpu", true)} |");
            }
        }

        text.AppendLine();
    }

    private static string Cell(CaseResult result, string client, string metric, bool compared)
    {
        if (result.Find(client, metric) is not { } series)
        {
            return "-";
        }

        return compared && client != "managed" && result.Find("managed", metric) is { Median: > 0 } ours
            ? string.Create(CultureInfo.InvariantCulture, $"{Tables.Time(series.Median)} {series.Over(ours).Median:0.00}x")
            : Tables.Time(series.Median);
    }
}
