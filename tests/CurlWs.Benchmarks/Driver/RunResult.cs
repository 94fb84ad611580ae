using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CurlWs.Benchmarks;

/// <summary>What is written to results.json.</summary>
internal sealed record RunResult(
    DateTimeOffset Date, Machine Machine, IReadOnlyDictionary<string, string> Clients, int Rounds, int Milliseconds, IReadOnlyList<CaseResult> Cases)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
    };

    [JsonIgnore]
    public IReadOnlyDictionary<string, CaseResult> ByName { get; } = Cases.ToDictionary(static c => c.Name);

    /// <summary>The versions that all clients told, each once: "libcurl 8.22.0, .NET 10.0.12".</summary>
    [JsonIgnore]
    public string Versions => string.Join(", ", Clients.Values
        .SelectMany(static c => c.StartsWith("libcurl/", StringComparison.Ordinal) ? [c.Split(' ')[0].Replace('/', ' ')] : c.Split(", "))
        .Distinct());

    public static RunResult Read(string file) => JsonSerializer.Deserialize<RunResult>(File.ReadAllText(file), s_json)!;

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, s_json) + "\n");
}
