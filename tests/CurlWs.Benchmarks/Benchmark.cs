using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>The driver: starts server and clients, runs the cases, writes the results.</summary>
internal static class Benchmark
{
    private static readonly string[] s_systemRoots =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (options.Help)
        {
            Console.WriteLine(BenchmarkOptions.Usage);
            return 0;
        }

        if (options.Check || options.Publish)
        {
            RunResult last = ResultFile.Read(options.Output);
            ResultFile.Write(options.Output, last);
            Console.WriteLine(Floors.ToMarkdown(last));
            if (options.Publish)
            {
                ResultFile.Publish(Environment.CurrentDirectory, last);
            }

            return 0;
        }

        RunResult? earlier = options.Again ? ResultFile.Read(options.Output) : null;
        options = earlier is null ? options : options with { Rounds = earlier.Rounds, Milliseconds = earlier.Milliseconds };
        bool few = options.Quick && options.Case is null;
        BenchmarkCase[] cases = [.. (few ? BenchmarkCases.Quick() : BenchmarkCases.All(Machine.Describe().OpenFiles))
            .Where(c => options.Case?.IsMatch(c.Name) ?? true)
            .Where(c => earlier is null || !earlier.ByName.TryGetValue(c.Name, out CaseResult? last) || Quiet.WasBusy(last))];
        if (options.List)
        {
            Console.WriteLine(string.Join(Environment.NewLine, cases.Select(static c => c.Name)));
            return 0;
        }

        if (cases.Length == 0)
        {
            throw new BenchmarkException(
                earlier is null ? "no case has such a name; --list prints them" : "no case is missing, and none was disturbed");
        }

        Directory.CreateDirectory(options.Output);
        string caFile = Path.GetFullPath(Path.Combine(options.Output, "ca.pem"));
        using Peer server = await Peer.StartAsync("server", Path.Combine(options.Tools, "server"), caFile).ConfigureAwait(false);
        int[] ports = [.. server.Greeting.Split(' ').Select(static p => int.Parse(p, CultureInfo.InvariantCulture))];
        string roots = await WriteRootsAsync(options.Output, caFile).ConfigureAwait(false);
        List<Peer> clients = await ClientList.StartAsync(options).ConfigureAwait(false);
        try
        {
            if (!options.Quick && options.Case is null)
            {
                await Quiet.WaitAsync().ConfigureAwait(false);
            }

            Machine machine = Machine.Describe();
            OtherLoad others = new(() => [server.ProcessId, .. clients.Select(static c => c.ProcessId)]);
            Runner runner = new(clients, server, ports, caFile, roots, options.Rounds, options.Milliseconds, machine.OpenFiles);
            Dictionary<string, string> versions = clients.ToDictionary(static c => c.Name, static c => c.Greeting);
            RunResult run = RunResult.Begin(machine, versions, options.Rounds, options.Milliseconds, earlier);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < cases.Length; i++)
            {
                others.Start();
                CaseResult result = await runner.RunAsync(cases[i]).ConfigureAwait(false);
                run = run.With(result with { Others = others.Stop() });

                // After each case, so that a run that ended before its time can be taken up by --again.
                ResultFile.WriteJson(options.Output, run);
                Console.WriteLine($"[{i + 1}/{cases.Length}, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s] {Tables.OneLine(result)}");
            }

            ResultFile.Write(options.Output, run);
            Console.WriteLine();
            Console.WriteLine(Tables.ToMarkdown(run));
            string folder = Path.GetRelativePath(Environment.CurrentDirectory, options.Output);
            Console.WriteLine($"results.json, results.md and the plots are in {folder}");
            return 0;
        }
        finally
        {
            clients.ForEach(static c => c.Dispose());
        }
    }

    // The system's roots and the server's. Clients that look for the system's by themselves find them by the variable.
    private static async Task<string> WriteRootsAsync(string folder, string caFile)
    {
        string roots = Path.GetFullPath(Path.Combine(folder, "roots.pem"));
        string? system = s_systemRoots.FirstOrDefault(File.Exists);
        if (system is null)
        {
            Console.WriteLine($"No {string.Join(" or ", s_systemRoots)} here: the cases with the system's roots have one root.");
        }

        string text = system is null ? "" : await File.ReadAllTextAsync(system).ConfigureAwait(false);
        await File.WriteAllTextAsync(roots, text + await File.ReadAllTextAsync(caFile).ConfigureAwait(false)).ConfigureAwait(false);
        Environment.SetEnvironmentVariable("SSL_CERT_FILE", roots);
        return roots;
    }
}
