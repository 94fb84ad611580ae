using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CurlWs.Benchmarks;

/// <summary>results.json, results.md and the plots in one folder.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
    };

    public static void Write(string folder, RunResult run)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(run, s_json) + "\n");
        File.WriteAllText(Path.Combine(folder, "results.md"), Tables.ToMarkdown(run));
        Plots.Write(folder, run);
    }

    public static RunResult Read(string folder)
    {
        string file = Path.Combine(folder, "results.json");
        try
        {
            return JsonSerializer.Deserialize<RunResult>(File.ReadAllText(file), s_json)!;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new BenchmarkException($"{file} cannot be read ({e.Message}); run build/bench.sh first", e);
        }
    }
}
