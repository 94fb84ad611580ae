using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CurlWs.Benchmarks;

/// <summary>Where the managed engine has to be, in one run, and where it is. Nothing is asserted: the table shows every miss.</summary>
internal static class Floors
{
    private const string Ours = "managed";
    private const string Framework = "clientwebsocket";
    private const string C = "c";
    private const string Node = "ws";

    // AtLeast: how many times better (their time, or memory, over ours). AtMost: our amount over theirs.
    private static readonly Floor[] s_floors =
    [
        .. Faster("send 1 MiB, ws", 1.4, 10),
        new("send 1 MiB, ws", "ns", Ours, "frames", AtLeast: 0.95),
        .. Faster("send 16 KiB, ws", 1.2, 8),
        .. Faster("send 125 B, ws", 1.3, 1.5),
        new("send 125 B batched, ws", "ns", Ours, Framework, AtLeast: 5),
        new("send 125 B batched, ws", "ns", Ours, C, AtLeast: 5),
        .. Faster("receive 125 B, ws", 4, 1),
        new("send 64 KiB, ws", "ns", Ours, Framework, AtLeast: 1.1),
        new("send 16 KiB, wss", "ns", Ours, Framework, AtLeast: 1.15),
        new("send 16 KiB, wss", "ns", Ours, Node, AtLeast: 1),
        new("send 125 B, 64 under way, wss", "ns", Ours, Node, AtLeast: 1),
        .. Faster("receive 16 KiB, ws", 3, 1),
        .. Faster("receive 1 MiB, ws", 1.2, 1),
        new("echo 64 B, ws", "p50", Ours, Framework, AtMost: 0.9),
        new("echo 64 B, ws", "p50", Ours, C, AtMost: 1),
        new("echo 64 B, ws", "p99", Ours, Framework, AtMost: 0.9),
        new("echo 64 B, ws", "p99", Ours, C, AtMost: 1),
        new("echo 64 B, ws", "p50", Ours, "beast", AtLeast: 1),
        new("echo 64 B, wss", "p50", Ours, C, AtLeast: 1),
        new("echo 64 B, wss", "p50", Ours, "beast", AtLeast: 1),
        new("echo 64 B after 200 us, ws", "p50", Ours, Framework, AtLeast: 1.1),
        new("echo 64 B after 200 us, ws", "p50", Ours, C, AtLeast: 0.97),
        new("paced 64 B each 10 ms, ws", "p50", Ours, Framework, AtLeast: 1.5),
        new("paced 64 B each 10 ms, ws", "p50", Ours, C, AtLeast: 0.9),
        new("paced 64 B each 10 ms, ws", "cpu", Ours, Framework, AtLeast: 1.5),
        new("paced 64 B each 10 ms, ws", "cpu", Ours, C, AtLeast: 0.9),
        new("paced 64 B each 100 ms, 100 connections, ws", "p50", Ours, Framework, AtLeast: 1.5),
        new("paced 64 B each 100 ms, 100 connections, ws", "p50", Ours, C, AtLeast: 0.9),
        new("paced 64 B each 100 ms, 100 connections, ws", "cpu", Ours, Framework, AtLeast: 1.6),
        new("paced 64 B each 100 ms, 100 connections, ws", "cpu", Ours, C, AtLeast: 0.9),
        new("connect system's roots, wss", "ns", Ours, Framework, AtLeast: 1.2),
        .. Faster("connect, ws", 1.1, 0.95),
        new("connect, ws", "ns", Ours, "beast", AtLeast: 0.95),
        new("connect 50 at once, ws", "ns", Ours, Framework, AtLeast: 1.1),
        new("connect, wss", "ns", Ours, C, AtLeast: 1),
        new("receive non-ASCII text 16 KiB, ws", "ns", Ours, Framework, AtLeast: 4),
        new("receive non-ASCII text 16 KiB, ws", "ns", Ours, Node, AtLeast: 1.1),
        .. Compression("receive", 1.15),
        .. Compression("send", 1.05),
        .. Faster("send 1 MiB, wss", 1.2, 3),
        .. Faster("receive 1 MiB, wss", 1.2, 1),
        new("idle 500 connections, ws", "bytes", Ours, Framework, AtMost: 1),
        new("idle 500 connections, ws", "bytes", Ours, C, AtMost: 0.35),
        new("idle 500 connections, receive pending, ws", "bytes", Ours, Framework, AtLeast: 2),
        new("idle 500 connections, receive pending, ws", "bytes", Ours, Node, AtLeast: 1),
        new("idle 500 connections, receive pending, wss", "bytes", Ours, Framework, AtLeast: 1),
        new("send 125 B, ws", "allocated", Ours, null, AtMost: 0),
        new("receive 125 B, ws", "allocated", Ours, null, AtMost: 0),
        new("receive 125 B, ws", "ns", "interop", C, AtMost: 1.05),
    ];

    public static string ToMarkdown(RunResult run)
    {
        StringBuilder text = new();
        text.AppendLine("| case | number | of | against | target | reached (least to most) | |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (Floor floor in s_floors)
        {
            string target = floor.AtLeast is { } least
                ? $"at least {Text(least)}x"
                : $"at most {Text(floor.AtMost!.Value)}{(floor.Other is null ? " B" : "x")}";
            string against = floor.Other ?? "-";
            string row = $"| {floor.Case} | {Tables.NameOf(floor.Metric)} | {floor.Client} | {against} | {target} ";
            Series? reached = floor.Reached(run);
            text.AppendLine(reached is null
                ? row + "| not measured | |"
                : $"{row}| {Text(reached.Median)} ({Text(reached.Least)} to {Text(reached.Most)}) "
                    + $"| {(floor.IsMet(reached) ? "" : "**missed**")} |");
        }

        return text.ToString();
    }

    private static IEnumerable<Floor> Faster(string name, double framework, double c) =>
        [new(name, "ns", Ours, Framework, AtLeast: framework), new(name, "ns", Ours, C, AtLeast: c)];

    private static IEnumerable<Floor> Compression(string direction, double times) =>
    [
        new($"{direction} JSON 1 KiB, deflate, ws", "ns", Ours, Framework, AtLeast: times),
        new($"{direction} JSON 64 KiB, deflate, ws", "ns", Ours, Framework, AtLeast: times),
        new($"{direction} JSON 1 KiB, deflate without takeover, ws", "ns", Ours, Framework, AtLeast: times),
        new($"{direction} JSON 64 KiB, deflate without takeover, ws", "ns", Ours, Framework, AtLeast: times),
    ];

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private sealed record Floor(string Case, string Metric, string Client, string? Other, double? AtLeast = null, double? AtMost = null)
    {
        // What a run allocates once, for its connection's waits, over hundreds of thousands of messages.
        private const double OncePerRun = 0.5;

        public Series? Reached(RunResult run)
        {
            if (run.ByName.GetValueOrDefault(Case) is not { } result || result.Find(Client, Metric) is not { } ours)
            {
                return null;
            }

            if (Other is null)
            {
                return ours;
            }

            return result.Find(Other, Metric) is not { } theirs ? null : AtLeast is null ? ours.Over(theirs) : theirs.Over(ours);
        }

        public bool IsMet(Series reached) => AtLeast is { } least
            ? reached.Median >= least
            : reached.Median <= AtMost!.Value + (Other is null ? OncePerRun : 0);
    }
}
