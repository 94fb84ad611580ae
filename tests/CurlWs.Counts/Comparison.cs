using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace CurlWs.Counts;

/// <summary>Instructions and system calls of one message, and how many were counted at once.</summary>
internal readonly record struct Count(double Instructions, double Calls, double Messages);

/// <summary>What has been counted, beside what is recorded.</summary>
internal static partial class Comparison
{
    // A look at the socket more or less in a round is the kernel's.
    private const double Calls = 3;

    internal static int Run(string recordFile, string folder, bool update)
    {
        Dictionary<string, Count> recorded = ReadRecord(recordFile);
        Dictionary<string, Count> counted = ReadCounts(folder);
        int passed = 0;
        int failed = 0;
        Console.WriteLine($"{"case",-40} {"instructions",14} {"recorded",10} {"calls",10} {"recorded",10}");
        foreach ((string name, Count now) in counted)
        {
            bool known = recorded.TryGetValue(name, out Count then);
            string[] wrong = update ? [] : known ? [.. Differences(name, then, now)] : ["it has no record"];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-40} {now.Instructions,14:N0} {then.Instructions,10:N0} {now.Calls,10:N2} {then.Calls,10:N2}"));
            _ = wrong.Length > 0 ? failed++ : passed++;
            foreach (string reason in wrong)
            {
                Console.WriteLine($"  FAILED: {name}: {reason}");
            }
        }

        if (update)
        {
            Write(recordFile, recorded, counted);
        }
        else if (failed > 0)
        {
            Console.WriteLine("""
                More than recorded: find what a message does now that it did not do. build/count.sh --profile 'CASE' counts one function by
                function; compare it with that of the commit before. Where it is wanted, or it has become less: build/count.sh --update.
                """);
        }

        Console.WriteLine($"{passed} passed, {failed} failed, 0 skipped");
        return failed == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Differences(string name, Count then, Count now)
    {
        (double instructions, double calls) = Tolerance(name);
        if (Math.Abs(now.Instructions - then.Instructions) > then.Instructions * instructions)
        {
            yield return Difference("instructions", then.Instructions, now.Instructions, instructions);
        }

        if (Math.Abs(now.Calls - then.Calls) > Math.Max(then.Calls * calls, Calls / now.Messages))
        {
            yield return Difference("system calls", then.Calls, now.Calls, calls);
        }
    }

    // Where threads hand over to each other, the machine and its load decide who is in time. Of a connect that changes the calls by a
    // look or two at the socket, of an echo the instructions as well (3,700 where the answer is there at once, 5,100 where it is waited
    // for), and of one message each 10 ms. What may be off by all of its record is at most twice of it, or anything less, which says
    // nothing then.
    private static (double Instructions, double Calls) Tolerance(string name) =>
        name.Contains("each 10 ms", StringComparison.Ordinal) ? (1, 1)
        : name.StartsWith("echo", StringComparison.Ordinal) ? (0.5, 1)
        : name.StartsWith("connect", StringComparison.Ordinal) ? (0.2, 0.3)
        : (0.03, 0.03);

    private static string Difference(string what, double then, double now, double tolerance) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now:#,0.##} {what} a message, {then:#,0.##} are recorded: {(now / then) - 1:+0.0%;-0.0%}, allowed are {tolerance:0%} of it");

    private static Dictionary<string, Count> ReadRecord(string file) => !File.Exists(file)
        ? []
        : File.ReadLines(file)
            .Where(static line => !line.StartsWith('#'))
            .Select(static line => line.Split('\t'))
            .ToDictionary(static fields => fields[0], static fields => new Count(Number(fields[1]), Number(fields[2]), 0));

    private static void Write(string file, Dictionary<string, Count> recorded, Dictionary<string, Count> counted)
    {
        StringBuilder text = new("# Written by build/count.sh --update: case, instructions and system calls of one message.\n");
        foreach (string name in recorded.Keys.Union(counted.Keys))
        {
            Count count = counted.TryGetValue(name, out Count now) ? now : recorded[name];
            text.Append(CultureInfo.InvariantCulture, $"{name}\t{count.Instructions:0}\t{count.Calls:0.##}\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    private static Dictionary<string, Count> ReadCounts(string folder)
    {
        ILookup<string, long> instructions = Profile.ReadAll(folder).ToLookup(static p => p.Mark, static p => p.Total);
        Dictionary<string, Count> counts = [];
        foreach (IGrouping<string, long> mark in Directory.EnumerateFiles(folder, "calls.*").SelectMany(ReadCalls)
            .GroupBy(static c => c.Mark, static c => c.Calls))
        {
            int slash = mark.Key.LastIndexOf('/');
            double messages = Number(mark.Key[(slash + 1)..]);
            counts[mark.Key[..slash]] = new Count(instructions[mark.Key].Min() / messages, mark.Min() / messages, messages);
        }

        return counts;
    }

    /// <summary>The calls of all threads between the marks.</summary>
    /// <remarks>
    /// Of a connect without sched_yield: the threads of the runtime's pool, where it goes on, spin for as long as the machine lets them (1
    /// to 59 such calls were counted of a connect, and 25 to 31 of all others).
    /// </remarks>
    private static IEnumerable<(string Mark, long Calls)> ReadCalls(string file)
    {
        bool counts = false;
        bool connects = false;
        long calls = 0;
        foreach (string line in File.ReadLines(file))
        {
            if (MarkPattern().Match(line) is { Success: true } match)
            {
                counts = match.Groups[1].ValueSpan is "begin";
                connects = match.Groups[2].ValueSpan.StartsWith("connect");
                if (!counts)
                {
                    yield return (match.Groups[2].Value, calls);
                }

                calls = 0;
            }
            else if (counts && CallPattern().IsMatch(line) && !(connects && line.Contains(" sched_yield(", StringComparison.Ordinal)))
            {
                calls++;
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("access\\(\"/count-(begin|end)/([^\"]*)\"")]
    private static partial Regex MarkPattern();

    // And not the second half of one that another thread's has interrupted.
    [GeneratedRegex(@"^\d+ +\w+\(")]
    private static partial Regex CallPattern();
}
