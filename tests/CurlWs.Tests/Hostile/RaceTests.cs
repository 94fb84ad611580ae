using System;
using System.Globalization;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>
/// Everything that a connection can do, by eight threads at once, in any order: each call ends, with an exception that is documented or
/// without one. For two seconds; <c>CURLWS_RACE_SECONDS</c> sets another time, as build/race.sh does.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int Threads = 8;

    private static TimeSpan Duration => TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("CURLWS_RACE_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Everything_ByEightThreads_EndsAsDocumented(CurlFraming framing)
    {
        int open = 0;
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            // A connection may lie still as long as the race goes on.
            c.Patience = Duration + (Deadline.Default * 2);
            Interlocked.Increment(ref open);
            await Scripts.EchoAsync(c);
            Interlocked.Decrement(ref open);
        });
        Uri uri = server.WsUri;
        CurlWebSocket?[] sockets = new CurlWebSocket?[4];
        long calls = 0;
        using CancellationTokenSource end = new(Duration);
        try
        {
            await Deadline.Within(
                Task.WhenAll(Array.ConvertAll(new int[Threads], _ => Task.Run(RunAsync))), Duration + (Deadline.Default * 3));
        }
        finally
        {
            Array.ForEach(sockets, socket => socket?.Dispose());
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref open) == 0, Deadline.Default), $"{open} connections were left open");
        output.WriteLine(
            $"{framing}: {calls} calls in {Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s by {Threads} threads");
        Assert.True(calls > 100, $"{calls} calls only");

        async Task RunAsync()
        {
            Random random = new(Environment.CurrentManagedThreadId);
            while (!end.IsCancellationRequested)
            {
                int place = random.Next(sockets.Length);

                // Eight sends may fill a connection from which nobody receives: each gives up in time for the others.
                using CancellationTokenSource cancel = new(TimeSpan.FromSeconds(1));
                try
                {
                    CurlWebSocket? socket = Volatile.Read(ref sockets[place]);
                    if (socket is not { State: WebSocketState.Open })
                    {
                        Interlocked.Exchange(
                            ref sockets[place], await Connections.ConnectAsync(uri, framing, o => o.CloseTimeout = TimeSpan.FromSeconds(1)))
                            ?.Dispose();
                        continue;
                    }

                    Task call = Start(socket, random.Next(12), random.Next(100_000), cancel.Token);
                    if (random.Next(4) == 0)
                    {
                        await cancel.CancelAsync();
                    }

                    await Deadline.Within(call);
                }
                catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException
                    || (e is InvalidOperationException && e.Message.Contains("message", StringComparison.OrdinalIgnoreCase)))
                {
                    // The connection was ended by another thread, or another one has a message under way: each is documented.
                }

                Interlocked.Increment(ref calls);
            }
        }
    }

    private static Task Start(CurlWebSocket socket, int what, int size, CancellationToken token) => what switch
    {
        0 or 1 => socket.SendAsync(new byte[size], WebSocketMessageType.Binary, true, token),
        2 => socket.SendMessagesAsync(new ReadOnlyMemory<byte>[] { new byte[10], new byte[size] }, WebSocketMessageType.Binary, token)
            .AsTask(),
        3 or 4 => ReceiveAsync(socket, token),
        5 => socket.PingAsync(cancellationToken: token).AsTask(),
        6 => socket.SendPongAsync(new byte[5], token).AsTask(),
        7 => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, token),
        8 => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, token),
        9 => Task.Run(socket.Abort, CancellationToken.None),
        10 => Task.Run(socket.Dispose, CancellationToken.None),
        _ => socket.DisposeAsync().AsTask(),
    };

    /// <summary>What is received may be nothing for ever: somebody asks, and nobody waits longer than for that.</summary>
    private static async Task ReceiveAsync(CurlWebSocket socket, CancellationToken token)
    {
        await socket.SendAsync("ask"u8.ToArray(), WebSocketMessageType.Text, true, token);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(100);
        await socket.ReceiveFrameAsync(new byte[4096], limit.Token);
    }
}
