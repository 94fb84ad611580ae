using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>
/// How long each side takes to know that the network has gone away, for each setting: connections over one cable, which is cut once. What
/// this prints is the table of the guide In production (build/partition.sh).
/// </summary>
public sealed class PartitionTimesTests(ITestOutputHelper output)
{
    // Far enough apart that a busy machine does not change their order.
    private static readonly TimeSpan[] s_limits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];
    private static readonly CurlFraming[] s_framings = [CurlFraming.Auto, CurlFraming.Libcurl];

    private static readonly Client[] s_clients =
    [
        new("`KeepAliveInterval` L/2, `KeepAliveTimeout` L; a receive waits", KeepAlive, ReceiveAsync, "(KeepAliveTimeout)"),
        new("`KeepAliveInterval` L/2, `KeepAliveTimeout` L; a send waits", KeepAlive, SendAsync, "(KeepAliveTimeout)"),
        new("`IdleTimeout` L; a receive waits", (o, l) => o.IdleTimeout = l, ReceiveAsync, "(IdleTimeout)"),
        new("`SendTimeout` L; a send waits", (o, l) => o.SendTimeout = l, SendAsync, "SendTimeout"),
        new("`CloseTimeout` L; `CloseAsync`", (o, l) => o.CloseTimeout = l, CloseAsync, "CloseTimeout"),
        new("`TcpKeepAlive`, `TcpKeepIdle` L, `TcpKeepInterval` 1 s, 3 probes; a receive waits", ProbeTcp, ReceiveAsync, "timed out"),
        new("`TcpKeepAlive`, the same; a send waits", ProbeTcp, SendAsync, null),
        new("`KeepAliveInterval` L alone; a receive waits", (o, l) => o.KeepAliveInterval = l, ReceiveAsync, null),
        new("none; a receive waits", (_, _) => { }, ReceiveAsync, null),
        new("none; a send waits", (_, _) => { }, SendAsync, null),
    ];

    // The first is the server of all the clients above.
    private static readonly Server[] s_servers =
    [
        new("none; a receive waits", (_, _) => new WebSocketCreationOptions(), null),
        new(".NET's `KeepAliveInterval` L alone; a receive waits", (_, l) => new WebSocketCreationOptions { KeepAliveInterval = l }, null),
        new("TCP keep-alive, idle L, interval 1 s, 3 probes; a receive waits", ProbeTcp, "remote party closed"),
#if NET9_0_OR_GREATER
        new(
            ".NET's `KeepAliveInterval` L/2, `KeepAliveTimeout` L; a receive waits",
            (_, l) => new WebSocketCreationOptions { KeepAliveInterval = l / 2, KeepAliveTimeout = l },
            "Aborted"),
#endif
    ];

    private readonly List<CurlWebSocket> _sockets = [];
    private readonly List<Wait> _waits = [];
    private readonly ConcurrentQueue<Wait> _told = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Task>> _serving = new();

    [Fact]
    public async Task Partition_EachSetting_IsToldInTheOrderOfItsLimits()
    {
        using NetworkNamespace network = NetworkNamespace.Create();
        await using ScriptedServer server = ScriptedServer.Start(ServeAsync, new ScriptedServerOptions { Network = network });
        try
        {
            foreach (TimeSpan limit in s_limits)
            {
                await ConnectAsync(server.WsUri, limit);
            }

            network.Cut();
            long cut = Stopwatch.GetTimestamp();
            Task[] told = [.. _waits.Select(w => TimeAsync(w, cut))];
            await Deadline.Within(Task.WhenAll(told.Where((_, i) => _waits[i].Error is not null)), Deadline.Default * 3);
            Print();
            Assert.All(_waits, w => Assert.Equal(w.Error is not null, _told.Contains(w)));
            Assert.All(_told, w => Assert.Contains(w.Error!, w.Said, StringComparison.Ordinal));
            Assert.All(_waits.Where(w => w.Error is not null).GroupBy(w => (w.Side, w.Setting)), InOrder);
        }
        finally
        {
            _sockets.ForEach(s => s.Abort());
            server.Abort();
        }
    }

    private static void KeepAlive(CurlWebSocketOptions options, TimeSpan limit) =>
        (options.KeepAliveInterval, options.KeepAliveTimeout) = (limit / 2, limit);

    private static void ProbeTcp(CurlWebSocketOptions options, TimeSpan limit)
    {
        (options.TcpKeepAlive, options.TcpKeepIdle, options.TcpKeepInterval) = (true, limit, TimeSpan.FromSeconds(1));
        options.Configure = easy => easy.Options.TcpKeepCount = 3;
    }

    private static WebSocketCreationOptions ProbeTcp(Socket socket, TimeSpan limit)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)limit.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        return new WebSocketCreationOptions();
    }

    private static async Task ReceiveAsync(WebSocket socket)
    {
        while (true)
        {
            await socket.ReceiveAsync(new byte[1000].AsMemory(), CancellationToken.None);
        }
    }

    private static async Task SendAsync(WebSocket socket)
    {
        byte[] much = new byte[100_000];
        while (true)
        {
            await socket.SendAsync(much, WebSocketMessageType.Binary, true, CancellationToken.None);
        }
    }

    private static Task CloseAsync(WebSocket socket) => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    private async Task ConnectAsync(Uri uri, TimeSpan limit)
    {
        foreach (CurlFraming framing in s_framings)
        {
            foreach (Client client in s_clients)
            {
                CurlWebSocket socket = await Connections.ConnectAsync(new Uri(uri, "0/0"), framing, o => client.Configure(o, limit));
                _sockets.Add(socket);

                // A receive waits from before the cut; what sends begins at the cut, as nobody would be left to wait for room.
                Task? receive = client.Use == ReceiveAsync ? ReceiveAsync(socket) : null;
                _waits.Add(new Wait($"client, {framing}", client.Setting, limit, client.Error, () => receive ?? client.Use(socket)));
            }
        }

        for (int i = 0; i < s_servers.Length; i++)
        {
            string target = string.Create(CultureInfo.InvariantCulture, $"/{i}/{limit.TotalSeconds}");
            _sockets.Add(await Connections.ConnectAsync(new Uri(uri, target), CurlFraming.Auto));
            Task receive = await Deadline.Within(Serving(target).Task);
            _waits.Add(new Wait("server", s_servers[i].Setting, limit, s_servers[i].Error, () => receive));
        }
    }

    private async Task ServeAsync(ScriptedConnection connection)
    {
        string target = (await connection.AcceptUpgradeAsync()).Target;
        int[] numbers = [.. target[1..].Split('/').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

        // It owns the socket, as a server's does: an abort ends what waits for it.
        using NetworkStream stream = new(connection.Socket, ownsSocket: true);
        WebSocketCreationOptions options = s_servers[numbers[0]].Configure(connection.Socket, TimeSpan.FromSeconds(numbers[1]));
        options.IsServer = true;
        using WebSocket socket = WebSocket.CreateFromStream(stream, options);
        Task receive = ReceiveAsync(socket);
        Serving(target).TrySetResult(receive);
        await Record.ExceptionAsync(() => receive);
    }

    private TaskCompletionSource<Task> Serving(string target) =>
        _serving.GetOrAdd(target, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task TimeAsync(Wait wait, long since)
    {
        // On another thread: many sends fill the kernel's buffers before they wait.
        Exception? e = await Record.ExceptionAsync(() => Task.Run(wait.Run));
        wait.Said = $"{e?.Message} {e?.InnerException?.Message}";
        wait.Took = Stopwatch.GetElapsedTime(since);
        _told.Enqueue(wait);
    }

    private void InOrder(IEnumerable<Wait> sameSetting)
    {
        Wait[] told = [.. _told];
        int[] places = [.. sameSetting.OrderBy(w => w.Limit).Select(w => Array.IndexOf(told, w))];
        Assert.Equal(places.Order(), places);
    }

    private void Print()
    {
        string limits = string.Join(" | ", s_limits.Select(l => string.Create(CultureInfo.InvariantCulture, $"L = {l.TotalSeconds} s")));
        output.WriteLine($"| side | setting | {limits} |");
        foreach (IGrouping<(string Side, string Setting), Wait> row in _waits.GroupBy(w => (w.Side, w.Setting)))
        {
            IEnumerable<string> times = row.Select(w =>
                w.Error is null ? "still waits" : string.Create(CultureInfo.InvariantCulture, $"{w.Took.TotalSeconds:F1} s"));
            output.WriteLine($"| {row.Key.Side} | {row.Key.Setting} | {string.Join(" | ", times)} |");
        }
    }

    /// <param name="Setting">What is set; L is the limit.</param>
    /// <param name="Configure">Sets it.</param>
    /// <param name="Use">What waits.</param>
    /// <param name="Error">What the exception says; null where nothing ends the wait.</param>
    private sealed record Client(
        string Setting, Action<CurlWebSocketOptions, TimeSpan> Configure, Func<CurlWebSocket, Task> Use, string? Error);

    private sealed record Server(string Setting, Func<Socket, TimeSpan, WebSocketCreationOptions> Configure, string? Error);

    private sealed class Wait(string side, string setting, TimeSpan limit, string? error, Func<Task> run)
    {
        public string Side { get; } = side;

        public string Setting { get; } = setting;

        public TimeSpan Limit { get; } = limit;

        public string? Error { get; } = error;

        public Func<Task> Run { get; } = run;

        public TimeSpan Took { get; set; }

        public string Said { get; set; } = "";
    }
}
