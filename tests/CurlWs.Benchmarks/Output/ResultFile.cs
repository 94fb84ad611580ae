using System;
using System.IO;
using System.Text.Json;

namespace CurlWs.Benchmarks;

/// <summary>results.json, results.md and the plots in one folder.</summary>
internal static class ResultFile
{
    public static void Write(string folder, RunResult run)
    {
        WriteJson(folder, run);
        File.WriteAllText(Path.Combine(folder, "results.md"), Tables.ToMarkdown(run));
        Plots.Write(folder, run);
    }

    public static void WriteJson(string folder, RunResult run)
    {
        Directory.CreateDirectory(folder);
        run.Write(Path.Combine(folder, "results.json"));
    }

    public static RunResult Read(string folder)
    {
        string file = Path.Combine(folder, "results.json");
        try
        {
            return RunResult.Read(file);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new BenchmarkException($"{file} cannot be read ({e.Message}); run build/bench.sh first", e);
        }
    }

    /// <summary>Shows a result in the repository: all of it in the results folder here, and its figures in the README.</summary>
    public static void Publish(string repository, RunResult run)
    {
        Quiet.Demand(run);
        Write(Path.Combine(repository, "tests", "CurlWs.Benchmarks", "results"), run);
        string readme = Path.Combine(repository, "README.md");
        File.WriteAllText(readme, ReadmeFigures.PutInto(File.ReadAllText(readme), run));
    }
}
