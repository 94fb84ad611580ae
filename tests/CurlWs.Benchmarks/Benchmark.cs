using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>The driver: starts server and clients, runs the cases, writes the results.</summary>
internal static class Benchmark
{
    private static readonly string[] s_clients = ["c", "clientwebsocket", "websocket.client", "interop", "libcurl", "managed", "ws", "raw"];

    // Ways of the same library, which are no peers: run only where they are named.
    private static readonly string[] s_ways = ["owned", "borrowed", "text", "unresumed"];

    private static readonly string[] s_systemRoots = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

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

        BenchmarkCase[] cases = [.. (options.Quick && options.Case is null ? BenchmarkCases.Quick() : BenchmarkCases.All(Machine.Describe().OpenFiles))
            .Where(c => options.Case?.IsMatch(c.Name) ?? true)];
        if (options.List)
        {
            Console.WriteLine(string.Join(Environment.NewLine, cases.Select(static c => c.Name)));
            return 0;
        }

        if (cases.Length == 0)
        {
            throw new BenchmarkException("no case has such a name; --list prints them");
        }

        Directory.CreateDirectory(options.Output);
        string caFile = Path.GetFullPath(Path.Combine(options.Output, "ca.pem"));
        using Peer server = await Peer.StartAsync("server", Path.Combine(options.Tools, "server"), caFile).ConfigureAwait(false);
        int[] ports = [.. server.Greeting.Split(' ').Select(static p => int.Parse(p, CultureInfo.InvariantCulture))];
        string roots = await WriteRootsAsync(options.Output, caFile).ConfigureAwait(false);
        List<Peer> clients = await StartClientsAsync(options).ConfigureAwait(false);
        try
        {
            Machine machine = Machine.Describe();
            Runner runner = new(clients, server, ports, caFile, roots, options.Rounds, options.Milliseconds, machine.OpenFiles);
            List<CaseResult> results = [];
            foreach (BenchmarkCase benchmark in cases)
            {
                CaseResult result = await runner.RunAsync(benchmark).ConfigureAwait(false);
                results.Add(result);
                Console.WriteLine($"[{results.Count}/{cases.Length}] {Tables.OneLine(result)}");
            }

            RunResult run = new(
                DateTimeOffset.Now,
                machine with { LoadAfter = Machine.Load() },
                clients.ToDictionary(static c => c.Name, static c => c.Greeting),
                options.Rounds,
                options.Milliseconds,
                results);
            ResultFile.Write(options.Output, run);
            Console.WriteLine();
            Console.WriteLine(Tables.ToMarkdown(run));
            Console.WriteLine($"results.json, results.md and the plots are in {Path.GetRelativePath(Environment.CurrentDirectory, options.Output)}");
            return 0;
        }
        finally
        {
            clients.ForEach(static c => c.Dispose());
        }
    }

    private static async Task<List<Peer>> StartClientsAsync(BenchmarkOptions options)
    {
        string? unknown = options.Clients.FirstOrDefault(static c => !s_clients.Contains(c) && !s_ways.Contains(c));
        if (unknown is not null)
        {
            throw new BenchmarkException($"no client '{unknown}'; there are {string.Join(", ", s_clients.Concat(s_ways))}");
        }

        List<Peer> started = [];
        foreach (string name in options.Clients.Count > 0 ? options.Clients : s_clients)
        {
            string native = Path.Combine(options.Tools, "client"), ws = Path.GetFullPath(Path.Combine(options.Tools, "node_modules", "ws"));
            if (name == "ws" && !Directory.Exists(ws))
            {
                Console.WriteLine("ws: left out, because Node or the package is not there");
                continue;
            }

            started.Add(name switch
            {
                "c" => await Peer.StartAsync(name, native).ConfigureAwait(false),
                "raw" => await Peer.StartAsync(name, native, "raw").ConfigureAwait(false),
                "ws" => await Peer.StartAsync(
                    name, "node", "--expose-gc", Path.Combine(AppContext.BaseDirectory, "node", "client.mjs"), ws).ConfigureAwait(false),
                _ => await Peer.StartAsync(name, Environment.ProcessPath!, ManagedArguments(name)).ConfigureAwait(false),
            });
            Console.WriteLine($"{name}: {started[^1].Greeting}");
        }

        if (options.Before is { } before)
        {
            started.Add(await Peer.StartAsync("before", "dotnet", Path.GetFullPath(before), "client", "managed").ConfigureAwait(false));
            Console.WriteLine($"before: {started[^1].Greeting}");
        }

        return started;
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

    private static string[] ManagedArguments(string name) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(Benchmark).Assembly.Location, "client", name]
            : ["client", name];
}
