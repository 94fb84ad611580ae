using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>The child: takes commands from its standard input, one a line, and answers each with one line.</summary>
internal static class ClientProcess
{
    private const int SmallBuffer = 64 << 10;
    private const int BigBuffer = 1 << 20;
    private const int HeldBefore = 50;

    private static readonly TimeSpan s_blocked = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, Func<IBenchmarkClient>> s_clients = new()
    {
        ["clientwebsocket"] = static () => new ClientWebSocketClient(),
        ["clientwebsocket-inline"] = static () => new ClientWebSocketClient(onlyWaits: true),
        ["websocket.client"] = static () => new WebsocketClientClient(),
        ["interop"] = static () => new InteropClient(),
        ["libcurl"] = static () => new CurlWebSocketClient(CurlFraming.Libcurl),
        ["managed"] = static () => new CurlWebSocketClient(CurlFraming.Managed),
        ["unresumed"] = static () => new CurlWebSocketClient(CurlFraming.Managed, resumes: false),
        ["owned"] = static () => new MessageClient(owned: true, text: false),
        ["borrowed"] = static () => new MessageClient(owned: false, text: false),
        ["text"] = static () => new MessageClient(owned: false, text: true),
    };

    public static async Task<int> RunAsync(string kind)
    {
        if (!s_clients.TryGetValue(kind, out Func<IBenchmarkClient>? create))
        {
            throw new BenchmarkException($"no client '{kind}'");
        }

        IBenchmarkClient client = create();
        Console.WriteLine($"ready {client.Version}");
        while (Console.ReadLine() is { Length: > 0 } line)
        {
            string answer;
            try
            {
                Command command = Command.Parse(line);
                answer = client.Supports(command)
                    ? "ok " + await RunAsync(client, command).ConfigureAwait(false)
                    : $"unsupported {kind} has no such case";
            }
            catch (Exception e)
            {
                answer = "error " + e.ToString().ReplaceLineEndings(" ");
            }

            Console.WriteLine(answer);
        }

        return 0;
    }

    private static Task<string> RunAsync(IBenchmarkClient client, Command command) => command.Kind switch
    {
        "send" => SendAsync(client, command),
        "receive" => ReceiveAsync(client, command),
        "echo" => EchoAsync(client, command),
        "connect" => ConnectAsync(client, command),
        "connectmany" => ConnectManyAsync(client, command),
        "idle" or "pending" => IdleAsync(client, command),
        "textsend" or "flight" => SendAsync(client, command),
        "textreceive" => ReceiveAsync(client, command),
        "tick" or "block" => TickAsync(client, command),
        _ => throw new BenchmarkException($"no case '{command.Kind}'"),
    };

    private static async Task<string> SendAsync(IBenchmarkClient client, Command command)
    {
        byte[] message = TextPayload.Random(command.Size), answer = new byte[16];
        ReadOnlyMemory<byte>[] texts = command.Kind == "textsend" ? TextPayload.Messages(command) : [];
        using IBenchmarkConnection connection = await OpenAsync(client, command).ConfigureAwait(false);
        Meter.Start();
        await (command.Kind switch
        {
            "textsend" => connection.SendTextsAsync(texts, command.Count),
            "flight" => connection.SendUnderWayAsync(message, command.Count, command.Batch),
            _ => connection.SendAsync(message, command.Count, command.Batch),
        }).ConfigureAwait(false);
        await connection.ReceiveAsync(answer, 1).ConfigureAwait(false);
        return Meter.Stop();
    }

    private static async Task<string> ReceiveAsync(IBenchmarkClient client, Command command)
    {
        byte[] buffer = Message(command.Size > SmallBuffer ? BigBuffer : SmallBuffer), go = new byte[1];
        using IBenchmarkConnection connection = await OpenAsync(client, command).ConfigureAwait(false);
        Meter.Start();
        await connection.SendAsync(go, 1, 1).ConfigureAwait(false);
        await connection.ReceiveAsync(buffer, command.Count).ConfigureAwait(false);
        return Meter.Stop();
    }

    private static async Task<string> EchoAsync(IBenchmarkClient client, Command command)
    {
        byte[] message = TextPayload.Random(command.Size);
        IBenchmarkConnection[] connections = new IBenchmarkConnection[command.Connections];
        long[]? times = command.Connections == 1 ? new long[command.Count] : null;
        byte[][] buffers = new byte[command.Connections][];
        for (int i = 0; i < connections.Length; i++)
        {
            connections[i] = await OpenAsync(client, command).ConfigureAwait(false);
            buffers[i] = Message(Math.Max(4096, command.Size));
        }

        Meter.Start();
        await (times is null
            ? client.EchoAsync(connections, message, buffers, command.Count)
            : connections[0].EchoAsync(message, buffers[0], command.Count, times)).ConfigureAwait(false);
        string result = Meter.Stop();
        foreach (IBenchmarkConnection connection in connections)
        {
            connection.Dispose();
        }

        return times is null ? result : result + Percentiles(times);
    }

    private static async Task<string> ConnectAsync(IBenchmarkClient client, Command command)
    {
        Meter.Start();
        for (int i = 0; i < command.Count; i++)
        {
            using IBenchmarkConnection connection = await OpenAsync(client, command).ConfigureAwait(false);
        }

        return Meter.Stop();
    }

    private static async Task<string> ConnectManyAsync(IBenchmarkClient client, Command command)
    {
        Meter.Start();
        for (int i = 0; i < command.Count; i++)
        {
            Task<IBenchmarkConnection>[] connects = [.. Enumerable.Range(0, command.Connections).Select(_ => OpenAsync(client, command))];
            foreach (IBenchmarkConnection connection in await Task.WhenAll(connects).ConfigureAwait(false))
            {
                connection.Dispose();
            }
        }

        return Meter.Stop();
    }

    private static async Task<string> TickAsync(IBenchmarkClient client, Command command)
    {
        IBenchmarkConnection[] connections = new IBenchmarkConnection[command.Connections];
        long[] ages = new long[command.Connections * command.Count];
        byte[] answer = [1];
        for (int i = 0; i < connections.Length; i++)
        {
            connections[i] = await OpenAsync(client, command).ConfigureAwait(false);
        }

        // One more, whose user blocks the thread that brings him his message.
        using IBenchmarkConnection? blocker = command.Kind == "block" ? await OpenAsync(client, command).ConfigureAwait(false) : null;
        Task blocked = blocker is null ? Task.CompletedTask : Task.Run(() => blocker.BlockAsync(answer, new byte[4096], s_blocked));
        Meter.Start();
        await Task.WhenAll(connections.Select((connection, i) =>
            connection.TickAsync(answer, new byte[4096], ages.AsMemory(i * command.Count, command.Count)))).ConfigureAwait(false);
        string result = Meter.Stop();
        foreach (IBenchmarkConnection connection in connections)
        {
            connection.Dispose();
        }

        await blocked.ConfigureAwait(false);
        return result + Percentiles(ages);
    }

    // Beyond what the first few connections and the process itself hold.
    private static async Task<string> IdleAsync(IBenchmarkClient client, Command command)
    {
        byte[] message = Message(command.Size), buffer = Message(SmallBuffer);
        IBenchmarkConnection[] connections = new IBenchmarkConnection[command.Connections + HeldBefore];
        Task[] receives = command.Kind == "pending" ? new Task[connections.Length] : [];
        long bytes = 0, files = 0;
        for (int i = 0; i < connections.Length; i++)
        {
            if (i == HeldBefore)
            {
                bytes = Meter.PrivateBytes();
                files = Meter.Descriptors();
                Meter.Start();
            }

            connections[i] = await OpenAsync(client, command).ConfigureAwait(false);
            await connections[i].EchoAsync(message, buffer, 1, null).ConfigureAwait(false);
            if (receives.Length > 0)
            {
                receives[i] = connections[i].PendAsync(buffer);
            }
        }

        string result = Meter.Stop();
        double held = Meter.PrivateBytes() - bytes, opened = Meter.Descriptors() - files;
        foreach (IBenchmarkConnection connection in connections)
        {
            connection.Dispose();
        }

        await Task.WhenAll(receives).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return string.Create(
            CultureInfo.InvariantCulture, $"{result} bytes={held / command.Connections:0} files={opened / command.Connections:0.###}");
    }

    private static Task<IBenchmarkConnection> OpenAsync(IBenchmarkClient client, Command command) =>
        client.ConnectAsync(command);

    private static byte[] Message(int size)
    {
        byte[] message = GC.AllocateUninitializedArray<byte>(size);
        message.AsSpan().Fill(1);
        return message;
    }

    private static string Percentiles(long[] times)
    {
        Array.Sort(times);
        return string.Create(CultureInfo.InvariantCulture, $" p50={At(0.5):0} p99={At(0.99):0} p999={At(0.999):0}");

        double At(double share) => times[(int)(times.Length * share)] * (1e9 / Stopwatch.Frequency);
    }
}
