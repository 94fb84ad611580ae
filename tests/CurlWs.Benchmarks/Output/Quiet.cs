using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>A run is shown to others only if the machine had little else to do.</summary>
internal static class Quiet
{
    private const double MostBefore = 0.5;
    private const double MostDuring = 0.1;
    private const double MostDuringOne = 0.5;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(5);

    /// <summary>The build before the run is load too: waits until that has gone, for six minutes at most.</summary>
    public static async Task WaitAsync()
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < s_patience && Number(Machine.Load()) > MostBefore; waited += s_step)
        {
            if (waited == TimeSpan.Zero)
            {
                Console.WriteLine($"The load is {Machine.Load()}: waiting until it is {Text(MostBefore)}, six minutes at most.");
            }

            await Task.Delay(s_step).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether so much else was done while a case ran that it alone keeps the run from being published, or that is not known.
    /// </summary>
    public static bool WasBusy(CaseResult result) => !(result.Others <= MostDuringOne);

    /// <summary>What is said beside the figures.</summary>
    public static string Describe(RunResult run)
    {
        double?[] others = [.. run.Cases.Select(static c => c.Others)];
        string during = others.All(static o => o is null)
            ? "others were not measured"
            : $"others had {Text(others.Average()!.Value)} of a core meanwhile, {Text(others.Max()!.Value)} in one case";
        return $"load {run.Machine.LoadBefore} before, {during}";
    }

    /// <summary>Throws what to do about it where the machine was busy.</summary>
    public static void Demand(RunResult run)
    {
        double?[] others = [.. run.Cases.Select(static c => c.Others)];
        if (others.Length == 0 || others.Any(static o => o is null))
        {
            throw new BenchmarkException(
                "this run does not say what else the machine did, so it is not published; run build/bench.sh again");
        }

        if (!(Number(run.Machine.LoadBefore) <= MostBefore) || others.Average() > MostDuring || others.Max() > MostDuringOne)
        {
            throw new BenchmarkException(
                $"the machine was busy, so the run is not published: {Describe(run)}; at most are {Text(MostBefore)}, "
                + $"{Text(MostDuring)} and {Text(MostDuringOne)}. End other programs (dotnet build-server shutdown ends compilers that "
                + "wait), and run build/bench.sh again, or with --again only what was disturbed");
        }
    }

    public static double Number(string load) =>
        double.TryParse(load, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
