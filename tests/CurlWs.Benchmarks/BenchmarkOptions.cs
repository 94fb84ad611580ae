using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace CurlWs.Benchmarks;

/// <summary>The command line. build/bench.sh gives <c>--tools</c> and <c>--output</c>; the rest is the user's.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Usage: build/bench.sh [--quick] [--check] [--publish] [--case REGEX] [--clients NAME,NAME...] [--before DLL]
               [--rounds N] [--milliseconds N] [--again] [--list]

          --quick           five rounds of a tenth of a second, and only cases of a tight loop that have a floor; two minutes at most
          --case REGEX      only the cases whose name matches, such as '^send 125 B'
          --clients A,B     only these clients: c, clientwebsocket, clientwebsocket-inline, websocket.client, interop, libcurl,
                            managed, ws, beast, frames, socket, raw
          --before DLL      one client more, 'before': the managed engine of another build of this program, in the same rounds
          --rounds N        how often each client runs each case, default 9
          --milliseconds N  how long one client runs in one round, default 120
          --again           goes on with the last result: runs the cases that it lacks, and those that other programs disturbed
          --list            prints the cases and ends
          --check           writes tables and plots of the last result again and prints the floors, without measuring
          --publish         puts the last result into tests/CurlWs.Benchmarks/results and its figures into README.md, without measuring;
                            not where the machine had other things to do before or meanwhile
        """;

    public string Tools { get; init; } = "artifacts/bench";

    public string Output { get; init; } = "artifacts/bench";

    public bool Quick { get; init; }

    public bool Again { get; init; }

    public bool List { get; init; }

    public bool Check { get; init; }

    public bool Publish { get; init; }

    public bool Help { get; init; }

    public Regex? Case { get; init; }

    public IReadOnlyList<string> Clients { get; init; } = [];

    public string? Before { get; init; }

    public int Rounds { get; init; } = 9;

    public int Milliseconds { get; init; } = 120;

    public static BenchmarkOptions Parse(string[] args)
    {
        BenchmarkOptions options = args.Contains("--quick") ? new() { Quick = true, Rounds = 5, Milliseconds = 100 } : new();
        Queue<string> rest = new(args);
        while (rest.TryDequeue(out string? name))
        {
            options = name switch
            {
                "--quick" => options,
                "--help" or "-h" => options with { Help = true },
                "--again" => options with { Again = true },
                "--list" => options with { List = true },
                "--check" => options with { Check = true },
                "--publish" => options with { Publish = true },
                "--tools" => options with { Tools = Value() },
                "--output" => options with { Output = Value() },
                "--case" => options with { Case = new Regex(Value(), RegexOptions.IgnoreCase) },
                "--clients" => options with
                {
                    Clients = Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                },
                "--before" => options with { Before = Value() },
                "--rounds" => options with { Rounds = Number() },
                "--milliseconds" => options with { Milliseconds = Number() },
                _ => throw new BenchmarkException($"'{name}' is no option.\n{Usage}"),
            };

            string Value() => rest.TryDequeue(out string? value) ? value : throw new BenchmarkException($"{name} needs a value.\n{Usage}");

            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                ? number
                : throw new BenchmarkException($"{name} needs a positive number.");
        }

        return options;
    }
}
