using System.Collections.Generic;
using System.Linq;

namespace CurlWs.Benchmarks;

/// <summary>One number of one client in one case, as it was in each round.</summary>
internal sealed record Series(IReadOnlyList<double> Rounds)
{
    public double Median => MedianOf(Rounds);

    public double Least => Rounds.Min();

    public double Most => Rounds.Max();

    /// <summary>How many times as much the other is, round by round: the median of these, not the quotient of medians.</summary>
    public Series Over(Series other) =>
        new([.. Rounds.Zip(other.Rounds, static (a, b) => b == 0 ? (a == 0 ? 1 : double.PositiveInfinity) : a / b)]);

    private static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

/// <summary>All clients of one case: client, then number, then rounds; and how many cores' time went to other programs meanwhile.</summary>
internal sealed record CaseResult(
    BenchmarkCase Case, IReadOnlyDictionary<string, Dictionary<string, Series>> Clients, double? Others = null)
{
    public string Name => Case.Name;

    public Series? Find(string client, string metric) =>
        Clients.TryGetValue(client, out Dictionary<string, Series>? metrics) ? metrics.GetValueOrDefault(metric) : null;
}
