using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CurlWs.Benchmarks;

/// <summary>What is written to results.json.</summary>
internal sealed record RunResult(
    DateTimeOffset Date, Machine Machine, IReadOnlyDictionary<string, string> Clients, int Rounds, int Milliseconds,
    IReadOnlyList<CaseResult> Cases)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
    };

    [JsonIgnore]
    public IReadOnlyDictionary<string, CaseResult> ByName => Cases.ToDictionary(static c => c.Name);

    /// <summary>The versions that all clients told, each once: "libcurl 8.22.0, .NET 10.0.12".</summary>
    [JsonIgnore]
    public string Versions => string.Join(", ", Clients.Values
        .SelectMany(static c => c.StartsWith("libcurl/", StringComparison.Ordinal) ? [c.Split(' ')[0].Replace('/', ' ')] : c.Split(", "))
        .Where(static v => v.Any(char.IsAsciiDigit))
        .Distinct());

    public static RunResult Read(string file) => JsonSerializer.Deserialize<RunResult>(File.ReadAllText(file), s_json)!;

    /// <summary>A run without cases; or one that goes on from an earlier one, with the higher of their loads.</summary>
    public static RunResult Begin(
        Machine machine, IReadOnlyDictionary<string, string> clients, int rounds, int milliseconds, RunResult? earlier)
    {
        if (earlier is null)
        {
            return new(DateTimeOffset.Now, machine, clients, rounds, milliseconds, []);
        }

        string[] loads = [machine.LoadBefore, earlier.Machine.LoadBefore];
        return earlier.Clients.OrderBy(static c => c.Key).SequenceEqual(clients.OrderBy(static c => c.Key))
            ? earlier with { Machine = machine with { LoadBefore = loads.MaxBy(Quiet.Number)! } }
            : throw new BenchmarkException(
                "--again needs the clients of the run before, in the same versions; run build/bench.sh without it");
    }

    /// <summary>With one case more, or in the place of the same one.</summary>
    public RunResult With(CaseResult result) => this with
    {
        Cases = ByName.ContainsKey(result.Name) ? [.. Cases.Select(c => c.Name == result.Name ? result : c)] : [.. Cases, result],
        Machine = Machine with { LoadAfter = Machine.Load() },
    };

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, s_json) + "\n");
}
