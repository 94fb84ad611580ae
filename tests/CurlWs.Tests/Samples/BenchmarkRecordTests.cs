using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Benchmarks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>What of a run of the benchmarks is shown to others, and how.</summary>
public sealed class BenchmarkRecordTests
{
    [Theory]
    [InlineData("0.50", new[] { 0, 0, 0, 0, 0.5 }, null)]
    [InlineData("0.51", new[] { 0.02, 0.02 }, "load 0.51 before")]
    [InlineData("0.10", new[] { 0.02, 0.51 }, "0.51 in one case")]
    [InlineData("0.10", new[] { 0.11, 0.12 }, "others had 0.12 of a core")]
    [InlineData("unknown", new[] { 0.02, 0.02 }, "load unknown before")]
    public void Demand_LoadOfTheMachine_DecidesWhetherARunIsPublished(string load, double[] others, string? refusal)
    {
        RunResult run = Run(load, [.. others.Select((o, i) => Case(i, 1, 2, o))]);
        if (refusal is null)
        {
            Quiet.Demand(run);
        }
        else
        {
            Assert.Contains(refusal, Assert.Throws<BenchmarkException>(() => Quiet.Demand(run)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Demand_NothingIsKnownOfOthers_IsRefused()
    {
        Assert.Throws<BenchmarkException>(() => Quiet.Demand(Run("0.10", [Case(0, 1, 2, null)])));
        Assert.Throws<BenchmarkException>(() => Quiet.Demand(Run("0.10", [])));
    }

    [Fact]
    public void Figures_ManyCases_EndWithTheFiveWorst()
    {
        RunResult run = Run("0.10", [.. Enumerable.Range(1, 9).Select(i => Case(i, 10, 20 - i, 0))]);

        string row = ReadmeFigures.Of(run).Split('\n').Single(static l => l.StartsWith("| ClientWebSocket |", StringComparison.Ordinal));

        Assert.EndsWith(
            "| send 9 B, ws 1.1 (1.1 to 1.1)<br>send 8 B, ws 1.2 (1.2 to 1.2)<br>send 7 B, ws 1.3 (1.3 to 1.3)"
            + "<br>send 6 B, ws 1.4 (1.4 to 1.4)<br>send 5 B, ws 1.5 (1.5 to 1.5) |",
            row,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_SlowerThanAPeer_ShowItInTwoPlaces() =>
        Assert.Contains(
            "send 1 B, ws 0.59 (0.59 to 0.59) |", ReadmeFigures.Of(Run("0.10", [Case(1, 100, 59, 0)])), StringComparison.Ordinal);

    [Fact]
    public void Begin_AfterAnEarlierRun_KeepsItsCasesAndTheHigherLoad()
    {
        RunResult earlier = Run("9.50", [Case(1, 1, 2, 0.9), Case(2, 1, 2, 0)]);

        RunResult run =
            RunResult.Begin(MachineWith("10.10"), earlier.Clients, 9, 120, earlier).With(Case(1, 1, 4, 0)).With(Case(3, 1, 2, 0));

        Assert.Equal(["send 1 B, ws", "send 2 B, ws", "send 3 B, ws"], run.Cases.Select(static c => c.Name));
        Assert.Equal(4, run.Cases[0].Find("clientwebsocket", "ns")!.Median);
        Assert.Equal("10.10", run.Machine.LoadBefore);
        Assert.Throws<BenchmarkException>(
            () => RunResult.Begin(MachineWith("0.10"), new Dictionary<string, string> { ["managed"] = "another" }, 9, 120, earlier));
    }

    private static CaseResult Case(int size, double ours, double theirs, double? others) => new(
        new BenchmarkCase("send", Tls: false, size),
        new Dictionary<string, Dictionary<string, Series>>
        {
            ["managed"] = new() { ["ns"] = new Series([ours, ours]) },
            ["clientwebsocket"] = new() { ["ns"] = new Series([theirs, theirs]) },
        },
        others);

    private static RunResult Run(string load, CaseResult[] cases) => new(
        DateTimeOffset.UnixEpoch,
        MachineWith(load),
        new Dictionary<string, string> { ["managed"] = "libcurl/8.22.0", ["clientwebsocket"] = ".NET 10.0.12" },
        9,
        120,
        cases);

    private static Machine MachineWith(string load) => new("a processor", 2, "8", "a kernel", "a system", 1024, load, "");
}
