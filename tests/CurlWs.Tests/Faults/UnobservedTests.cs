using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>No task of the library's fails where nobody looks: whatever a caller has awaited, that is all there is.</summary>
[Collection(nameof(StressAlone))]
public sealed class UnobservedTests
{
    private const int Rounds = 500;

    private static readonly string[] s_ends = ["CloseAsync", "CloseOutputAsync", "DisposeAsync", "Dispose", "Abort", "reset", "cancel"];

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task RandomEnds_PingsAndSendsUnderWay_LeaveNoUnobservedException(CurlFraming framing)
    {
        // What other tests have left behind is not the library's.
        Garbage.Collect();
        ConcurrentQueue<Exception> unobserved = new();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await using ScriptedServer server = ScriptedServer.Start(ServeAsync, new ScriptedServerOptions { ReceiveBufferSize = 4096 });
            Random random = new(framing == CurlFraming.Auto ? 12 : 13);
            for (int round = 0; round < Rounds; round++)
            {
                await RoundAsync(server.WsUri, framing, s_ends[random.Next(s_ends.Length)], random.Next());
            }

            Garbage.Collect();
            Assert.True(unobserved.IsEmpty, $"{unobserved.Count}, the first: {unobserved.FirstOrDefault()}");
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    private static async Task RoundAsync(Uri uri, CurlFraming framing, string end, int seed)
    {
        Random random = new(seed);
        using CancellationTokenSource cancel = new();
        using CurlWebSocket socket = await Connections.ConnectAsync(uri, framing, o =>
        {
            o.CloseTimeout = TimeSpan.FromMilliseconds(20);
            if (random.Next(2) == 0)
            {
                (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(1 + random.Next(10)));
            }

            if (random.Next(4) == 0)
            {
                o.IdleTimeout = TimeSpan.FromMilliseconds(1 + random.Next(10));
            }
        });

        Task[] tasks =
        [
            socket.SendAsync(new byte[random.Next(2) == 0 ? 100 : 2 << 20], WebSocketMessageType.Binary, true, cancel.Token),
            socket.PingAsync(cancellationToken: cancel.Token).AsTask(),
            socket.PingAsync("same"u8.ToArray(), cancel.Token).AsTask(),
            random.Next(2) == 0 ? socket.ReceiveAsync(new byte[10].AsMemory(), cancel.Token).AsTask() : Task.CompletedTask,
            end switch
            {
                "CloseAsync" => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel.Token),
                "CloseOutputAsync" =>
                    socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token(TimeSpan.FromMilliseconds(20))),
                "DisposeAsync" => socket.DisposeAsync().AsTask(),
                "Dispose" => Done(socket.Dispose),
                "Abort" => Done(socket.Abort),
                "cancel" => Done(cancel.Cancel),
                _ => socket.SendAsync("reset"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token(TimeSpan.FromMilliseconds(20))),
            },
        ];

        // Most ends end everything else as well; of the other two only the call itself is sure to end, each by a limit of its own.
        await EndedAsync(end is "CloseOutputAsync" or "reset" ? tasks[^1] : Task.WhenAll(tasks));
        socket.Dispose();
        foreach (Task task in tasks)
        {
            // The caller looks at everything that it was given.
            await EndedAsync(task);
        }
    }

    private static Task<AggregateException?> EndedAsync(Task task) =>
        Deadline.Within(task.ContinueWith(static t => t.Exception, TaskScheduler.Default));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task ServeAsync(ScriptedConnection connection)
    {
        try
        {
            await connection.AcceptUpgradeAsync();
            if (connection.Index % 3 == 0)
            {
                // The client has the answer by then, which a reset destroys on Windows.
                await connection.ReadSomeAsync();
                connection.Reset();
            }
            else if (connection.Index % 3 == 1)
            {
                await connection.WaitForEofAsync();
            }
            else
            {
                WireFrame frame;
                do
                {
                    frame = await connection.ReadFrameAsync();
                }
                while (frame.Opcode != WireOpcode.Close && frame.Text != "reset");
                connection.Reset();
            }
        }
        catch (System.IO.IOException)
        {
            // The client went away.
        }
    }
}
