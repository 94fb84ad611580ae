using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>
/// Sends of all kinds from several threads while the connection ends: every one completes, and nothing of a budget is left.
/// </summary>
public sealed class SendQueueRaceTests
{
    [Theory]
    [InlineData(CurlFraming.Auto, "abort")]
    [InlineData(CurlFraming.Auto, "dispose")]
    [InlineData(CurlFraming.Auto, "close")]
    [InlineData(CurlFraming.Auto, "server")]
    [InlineData(CurlFraming.Libcurl, "abort")]
    [InlineData(CurlFraming.Libcurl, "dispose")]
    [InlineData(CurlFraming.Libcurl, "close")]
    [InlineData(CurlFraming.Libcurl, "server")]
    public async Task Senders_ConnectionEnds_AllCompleteAndTheBudgetIsGivenBack(CurlFraming framing, string end)
    {
        const int Rounds = 15;
        CurlSendBudget budget = new(200_000);
        for (int round = 0; round < Rounds; round++)
        {
            int seed = round;
            await using ScriptedServer server = ScriptedServer.Start(
                async c =>
                {
                    await c.AcceptUpgradeAsync();

                    // One at least: on Windows a reset destroys an upgrade's answer that was not read yet.
                    for (int i = 0; i < Math.Max(1, seed * 20); i++)
                    {
                        if ((await c.ReadFrameAsync()).Opcode == WireOpcode.Close)
                        {
                            return;
                        }
                    }

                    if (end == "server")
                    {
                        c.Reset();
                        return;
                    }

                    while ((await c.ReadSomeAsync()).Length > 0)
                    {
                    }
                },
                new ScriptedServerOptions { ReceiveBufferSize = 4096 });
            CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
            {
                (o.Configure, o.SendBudget, o.SendQueueLimit, o.SendFragmentSize) = (Connections.LimitSendBuffer, budget, 100_000, 2000);
                (o.CloseTimeout, o.SendQueueFullMode) = (TimeSpan.FromSeconds(5), (CurlSendQueueFullMode)(seed % 4));
            });
            using CancellationTokenSource stop = new();
            Task[] senders = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() => SendAsync(socket, seed + i, stop.Token)))];
            await Task.WhenAny(Task.WhenAll(senders), Task.Run(() => SpinWait.SpinUntil(() => socket.BufferedAmount > 20_000, 200)));
            switch (end)
            {
                case "abort":
                    socket.Abort();
                    break;
                case "dispose":
                    socket.Dispose();
                    break;
                case "close":
                    await Record.ExceptionAsync(() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()));
                    break;
            }

            await stop.CancelAsync();
            await Deadline.Within(Task.WhenAll(senders));
            socket.Dispose();
            await Deadline.Within(Task.Run(() => SpinWait.SpinUntil(() => budget.Used == 0)));
            try
            {
                await server.DisposeAsync();
            }
            catch (Exception e) when (e is not TimeoutException)
            {
                // What the server's script makes of a client that goes away is not this test's.
            }
        }
    }

    /// <summary>Sends until that fails: it must not hang, and fail as sends do.</summary>
    private static async Task SendAsync(CurlWebSocket socket, int seed, CancellationToken stop)
    {
        Random random = new(seed);
        while (!stop.IsCancellationRequested)
        {
            byte[] message = new byte[random.Next(9000)];
            try
            {
                await (random.Next(5) switch
                {
                    0 => socket.SendLatestAsync(random.Next(4), message, WebSocketMessageType.Binary, stop).AsTask(),
                    1 => socket.SendAsync(new string('x', message.Length), stop).AsTask(),
                    2 => socket.SendMessagesAsync(
                        new ReadOnlyMemory<byte>[] { message, message }, WebSocketMessageType.Binary, stop).AsTask(),
                    3 => socket.SendPongAsync(message.AsMemory(0, Math.Min(message.Length, 100)), stop).AsTask(),
                    _ => socket.SendAsync(message, WebSocketMessageType.Binary, true, stop),
                });
            }
            catch (CurlSendQueueFullException)
            {
                await Task.Yield();
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
