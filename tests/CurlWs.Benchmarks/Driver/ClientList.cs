using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>The clients, in the order of the tables, and how each is started.</summary>
internal static class ClientList
{
    private const string Inline = "clientwebsocket-inline";

    private static readonly string[] s_clients =
    [
        "c", "clientwebsocket", Inline, "websocket.client", "interop", "libcurl", "managed", "ws", "beast", "frames", "socket", "raw",
    ];

    // Ways of the same library, which are no peers: run only where they are named.
    private static readonly string[] s_ways = ["owned", "borrowed", "text", "unresumed"];

    // With these the framework goes on in the thread that waited in epoll, and the pool does not spin.
    private static readonly Dictionary<string, string> s_inline = new()
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    public static async Task<List<Peer>> StartAsync(BenchmarkOptions options)
    {
        string? unknown = options.Clients.FirstOrDefault(static c => !s_clients.Contains(c) && !s_ways.Contains(c));
        if (unknown is not null)
        {
            throw new BenchmarkException($"no client '{unknown}'; there are {string.Join(", ", s_clients.Concat(s_ways))}");
        }

        List<Peer> started = [];
        foreach (string name in options.Clients.Count > 0 ? options.Clients : s_clients)
        {
            if (await StartAsync(name, options.Tools).ConfigureAwait(false) is { } client)
            {
                started.Add(client);
                Console.WriteLine($"{name}: {client.Greeting}");
            }
        }

        if (options.Before is { } before)
        {
            started.Add(await Peer.StartAsync("before", "dotnet", Path.GetFullPath(before), "client", "managed").ConfigureAwait(false));
            Console.WriteLine($"before: {started[^1].Greeting}");
        }

        return started;
    }

    private static async Task<Peer?> StartAsync(string name, string tools)
    {
        string native = Path.Combine(tools, "client"), beast = Path.Combine(tools, "beast");
        string ws = Path.GetFullPath(Path.Combine(tools, "node_modules", "ws"));
        switch (name)
        {
            case "c":
                return await Peer.StartAsync(name, native).ConfigureAwait(false);
            case "raw" or "frames" or "socket":
                return await Peer.StartAsync(name, native, name).ConfigureAwait(false);
            case "ws" when !Directory.Exists(ws):
                Console.WriteLine("ws: left out, because Node or the package is not there");
                return null;
            case "ws":
                string script = Path.Combine(AppContext.BaseDirectory, "node", "client.mjs");
                return await Peer.StartAsync(name, "node", "--expose-gc", script, ws).ConfigureAwait(false);
            case "beast" when !File.Exists(beast):
                Console.WriteLine("beast: left out, because Boost's headers (libboost-dev) or a C++ compiler are not there");
                return null;
            case "beast":
                return await Peer.StartAsync(name, beast).ConfigureAwait(false);
            default:
                Dictionary<string, string> switches = name == Inline ? s_inline : [];
                return await Peer.StartAsync(name, Environment.ProcessPath!, ManagedArguments(name), switches).ConfigureAwait(false);
        }
    }

    private static string[] ManagedArguments(string name) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(ClientList).Assembly.Location, "client", name]
            : ["client", name];
}
