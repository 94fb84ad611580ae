using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Every asynchronous member of a connection, brought to each of its waits against a server that neither sends nor reads.
/// </summary>
internal sealed class PendingOperation
{
    // More than the kernels of both sides take: the frame is half sent, for good.
    private static readonly byte[] s_tooMuch = new byte[32 << 20];

    private static readonly string s_tooLong = new('x', s_tooMuch.Length);

    private PendingOperation(
        Func<CurlWebSocket, CancellationToken, Task> start, bool halfSent = false, bool queues = false, bool inherited = false)
    {
        Start = start;
        HalfSent = halfSent;
        Queues = queues;
        Inherited = inherited;
    }

    /// <summary>By name; a name with "behind" waits for a turn that another operation has.</summary>
    internal static IReadOnlyDictionary<string, PendingOperation> All { get; } = new Dictionary<string, PendingOperation>
    {
        ["ReceiveAsync"] = new((s, t) => s.ReceiveAsync(new byte[10].AsMemory(), t).AsTask(), inherited: true),
        ["ReceiveAsync of nothing"] = new((s, t) => s.ReceiveAsync(Memory<byte>.Empty, t).AsTask(), inherited: true),
        ["ReceiveAsync of a segment"] = new((s, t) => s.ReceiveAsync(new ArraySegment<byte>(new byte[10]), t), inherited: true),
        ["ReceiveAsync behind another"] = new(
            (s, t) => Behind(s.ReceiveFrameAsync(new byte[200]).AsTask(), () => s.ReceiveAsync(new byte[10].AsMemory(), t).AsTask()),
            inherited: true),
        ["ReceiveFrameAsync"] = new((s, t) => s.ReceiveFrameAsync(new byte[125], t).AsTask()),
        ["ReceiveFrameAsync behind another"] = new(
            (s, t) => Behind(s.ReceiveFrameAsync(new byte[200]).AsTask(), () => s.ReceiveFrameAsync(new byte[200], t).AsTask())),
        ["ReceiveMessagesAsync"] = new(ReadAsync),
        ["ReceiveTextAsync"] = new((s, t) => s.ReceiveTextAsync(t).AsTask()),
        ["ReceiveJsonAsync"] = new((s, t) => s.ReceiveJsonAsync(TextTests.Json.Default.String, t).AsTask()),
        ["SendAsync of a text"] = new((s, t) => s.SendAsync(s_tooLong, t).AsTask(), halfSent: true),
        ["SendAsync of a text behind another"] = new((s, t) => Behind(Blocked(s), () => s.SendAsync("text", t).AsTask()), queues: true),
        ["SendAsync of a text behind an idle stream"] = new(
            async (s, t) =>
            {
                await s.OpenMessageWriter(WebSocketMessageType.Binary).WriteAsync(new byte[10], Deadline.Token());
                await s.SendAsync("text", t);
            },
            queues: true),
        ["SendJsonAsync"] = new((s, t) => s.SendJsonAsync(s_tooLong, TextTests.Json.Default.String, t).AsTask(), halfSent: true),
        ["ReceiveMessageAsync"] = new((s, t) => s.ReceiveMessageAsync(t).AsTask()),
        ["ReceiveMessageAsync behind another"] = new(
            (s, t) => Behind(s.ReceiveMessageAsync().AsTask(), () => s.ReceiveMessageAsync(t).AsTask())),
        ["ReceiveBorrowedMessagesAsync"] = new(
            async (s, t) => await s.ReceiveBorrowedMessagesAsync(t).GetAsyncEnumerator(CancellationToken.None).MoveNextAsync()),
        ["OpenMessageReaderAsync"] = new((s, t) => s.OpenMessageReaderAsync(t).AsTask()),
        ["PingAsync"] = new((s, t) => s.PingAsync(cancellationToken: t).AsTask()),
        ["SendAsync"] = new((s, t) => s.SendAsync(s_tooMuch, WebSocketMessageType.Binary, true, t), halfSent: true),
        ["SendAsync of memory"] =
            new((s, t) => s.SendAsync(s_tooMuch.AsMemory(), WebSocketMessageType.Binary, true, t).AsTask(), halfSent: true),
        ["SendAsync behind another"] =
            new((s, t) => Behind(Blocked(s), () => s.SendAsync(new byte[1], WebSocketMessageType.Binary, true, t)), queues: true),
        ["SendPongAsync behind a send"] = new((s, t) => Behind(Blocked(s), () => s.SendPongAsync(new byte[1], t).AsTask()), queues: true),
        ["PingAsync behind a send"] = new((s, t) => Behind(Blocked(s), () => s.PingAsync(default, t).AsTask()), queues: true),
        ["CloseOutputAsync behind a send"] = new(
            (s, t) => Behind(Blocked(s), () => s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, t)), queues: true),
        ["CloseAsync behind a send"] =
            new((s, t) => Behind(Blocked(s), () => s.CloseAsync(WebSocketCloseStatus.NormalClosure, null, t)), queues: true),
        ["CloseAsync"] = new((s, t) => s.CloseAsync(WebSocketCloseStatus.NormalClosure, null, t), inherited: true),
        ["OpenMessageWriter"] =
            new((s, t) => s.OpenMessageWriter(WebSocketMessageType.Binary).WriteAsync(s_tooMuch, t).AsTask(), halfSent: true),
        ["OpenMessageWriter of known length"] = new(
            (s, t) => s.OpenMessageWriter(WebSocketMessageType.Binary, s_tooMuch.Length + 1).WriteAsync(s_tooMuch, t).AsTask(),
            halfSent: true),
        ["OpenMessageWriter of known length behind a send"] = new(
            (s, t) => Behind(Blocked(s), () => s.OpenMessageWriter(WebSocketMessageType.Binary, 10).WriteAsync(new byte[10], t).AsTask()),
            queues: true),
        ["SendAsync behind an idle stream"] = new(
            async (s, t) =>
            {
                await s.OpenMessageWriter(WebSocketMessageType.Binary).WriteAsync(new byte[10], Deadline.Token());
                await s.SendAsync(new byte[1], WebSocketMessageType.Binary, true, t);
            },
            queues: true),
        ["SendAsync behind an idle stream of known length"] = new(
            async (s, t) =>
            {
                await s.OpenMessageWriter(WebSocketMessageType.Binary, 20).WriteAsync(new byte[10], Deadline.Token());
                await s.SendAsync(new byte[1], WebSocketMessageType.Binary, true, t);
            },
            queues: true),
        ["SendPongAsync behind an idle stream of known length"] = new(
            async (s, t) =>
            {
                await s.OpenMessageWriter(WebSocketMessageType.Binary, 20).WriteAsync(new byte[10], Deadline.Token());
                await s.SendPongAsync(new byte[1], t);
            },
            queues: true),
    };

    /// <summary>Brings the operation to its wait. The task that is returned is the operation's own.</summary>
    internal Func<CurlWebSocket, CancellationToken, Task> Start { get; }

    /// <summary>Whether its frame is half sent, so that nothing else can follow on the connection.</summary>
    internal bool HalfSent { get; }

    /// <summary>Whether it waits for another operation.</summary>
    internal bool Queues { get; }

    /// <summary>Whether canceling it aborts, as with the framework's type.</summary>
    internal bool Inherited { get; }

    /// <summary>Connects, starts the operation, and hands both over once the operation waits.</summary>
    internal static async Task RunAsync(
        CurlFraming framing, string name, Func<CurlWebSocket, Task, Task> test, CancellationToken token = default)
    {
        Gate done = new();
        await Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                try
                {
                    Task pending = All[name].Start(socket, token);
                    if (pending.IsCompleted)
                    {
                        await pending;
                        throw new InvalidDataException($"{name} did not wait.");
                    }

                    await test(socket, pending);
                }
                finally
                {
                    socket.Dispose();
                    done.Open();
                }
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    private static Task Blocked(CurlWebSocket socket) =>
        socket.SendAsync(s_tooMuch, WebSocketMessageType.Binary, true, CancellationToken.None);

    private static Task Behind(Task first, Func<Task> second)
    {
        // How the first ends is another test's matter.
        _ = first.ContinueWith(static t => t.Exception, TaskScheduler.Default);
        return first.IsCompleted ? throw new InvalidDataException("Nothing to wait behind.") : second();
    }

    private static async Task ReadAsync(CurlWebSocket socket, CancellationToken token)
    {
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(token))
        {
            throw new InvalidDataException($"A message of {message.Payload.Length} bytes came from nowhere.");
        }
    }
}
