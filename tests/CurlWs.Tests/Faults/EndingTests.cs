using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>Abort and Dispose from another thread while an operation is pending, for each operation; and at every state.</summary>
public sealed class EndingTests
{
    private const int RaceRounds = 300;

    public static TheoryData<CurlFraming, string> Pending
    {
        get
        {
            TheoryData<CurlFraming, string> data = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (string operation in PendingOperation.All.Keys)
                {
                    data.Add(framing, operation);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pending))]
    public Task Abort_OperationPending_EndsItAsCanceled(
        CurlFraming framing, string operation) => EndAsync(framing, operation, async (socket, pending) =>
    {
        await Task.Run(socket.Abort);
        Exception e = await EndOfAsync(pending, operation);
        Assert.True(e is OperationCanceledException, $"{operation} ended with {e}");
        Assert.Equal(WebSocketState.Aborted, socket.State);
    });

    [Theory]
    [MemberData(nameof(Pending))]
    public Task Dispose_OperationPending_EndsItAsPremature(
        CurlFraming framing, string operation) => EndAsync(framing, operation, async (socket, pending) =>
    {
        await Task.Run(socket.Dispose);
        Exception e = await EndOfAsync(pending, operation);
        Assert.True(
            e is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely }, $"{operation} ended with {e}");
        Assert.Equal(WebSocketState.Closed, socket.State);
    });

    /// <summary>
    /// The same, with the operation and its end at the same moment: whoever wins, both return, and nothing is left behind.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task AbortAndDispose_RaceWithOperations_BothReturn(CurlFraming framing)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        for (int round = 0; round < RaceRounds; round++)
        {
            CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
            using Barrier barrier = new(4);
            Task[] tasks =
            [
                Racing(barrier, () => socket.SendAsync(new byte[2000], WebSocketMessageType.Binary, true, Deadline.Token())),
                Racing(barrier, async () => await socket.ReceiveAsync(new byte[100].AsMemory(), Deadline.Token())),
                Racing(barrier, () => (round % 4) switch
                {
                    0 => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
                    1 => socket.PingAsync(cancellationToken: Deadline.Token()).AsTask(),
                    2 => socket.DisposeAsync().AsTask(),
                    _ => socket.SendPongAsync(new byte[5], Deadline.Token()).AsTask(),
                }),
                Racing(barrier, () =>
                {
                    (round % 2 == 0 ? (Action)socket.Abort : socket.Dispose)();
                    return Task.CompletedTask;
                }),
            ];
            foreach (Task task in tasks)
            {
                await Task.WhenAny(Deadline.Within(task));
                Exception? e = task.Exception?.InnerException;
                Assert.True(
                    task.IsCompleted && e is null or WebSocketException or ObjectDisposedException or OperationCanceledException,
                    $"{round}: {e}");
            }

            socket.Dispose();
            Assert.Contains(socket.State, new[] { WebSocketState.Closed, WebSocketState.Aborted });
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task AbortThenDispose_AtEveryState_StateAndStatusStayReadable(CurlFraming framing)
    {
        foreach (WebSocketState state in new[]
        {
            WebSocketState.Open, WebSocketState.CloseSent, WebSocketState.CloseReceived, WebSocketState.Closed, WebSocketState.Aborted,
        })
        {
            foreach (bool abort in new[] { true, false })
            {
                bool closes = state is WebSocketState.CloseReceived or WebSocketState.Closed;
                await Connections.RunAsync(framing, c => AnswerAsync(c, closes), async socket =>
                {
                    await BringToAsync(socket, state);
                    Assert.Equal(state, socket.State);
                    WebSocketCloseStatus? status = socket.CloseStatus;
                    (abort ? (Action)socket.Abort : socket.Dispose)();
                    WebSocketState after = state is WebSocketState.Closed or WebSocketState.Aborted ? state
                        : abort ? WebSocketState.Aborted : WebSocketState.Closed;
                    Assert.Equal((after, status), (socket.State, socket.CloseStatus));
                    socket.Dispose();
                    socket.Abort();
                    await socket.DisposeAsync();
                    Assert.Equal((after, status), (socket.State, socket.CloseStatus));
                    await Assert.ThrowsAsync<ObjectDisposedException>(
                        () => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, default));
                    await Assert.ThrowsAsync<ObjectDisposedException>(
                        () => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default));
                    await Assert.ThrowsAsync<ObjectDisposedException>(() => socket.PingAsync().AsTask());
                    await Assert.ThrowsAsync<ObjectDisposedException>(() => socket.ReceiveFrameAsync(new byte[125]).AsTask());
                });
            }
        }
    }

    private static async Task BringToAsync(CurlWebSocket socket, WebSocketState state)
    {
        switch (state)
        {
            case WebSocketState.CloseSent:
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                break;
            case WebSocketState.CloseReceived:
                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                break;
            case WebSocketState.Closed:
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                break;
            case WebSocketState.Aborted:
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    () => socket.ReceiveAsync(new byte[1].AsMemory(), new CancellationToken(true)).AsTask());
                break;
        }
    }

    private static async Task AnswerAsync(ScriptedConnection server, bool closes)
    {
        if (closes)
        {
            await server.WriteCloseAsync(1000, "bye");
        }
    }

    /// <summary>Async operations begin on the thread that has met the others, so that they begin together.</summary>
    private static Task Racing(Barrier barrier, Func<Task> operation) => Task.Factory.StartNew(
        () =>
        {
            barrier.SignalAndWait(Deadline.Default);
            return operation();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).Unwrap();

    private static async Task<Exception> EndOfAsync(Task pending, string operation)
    {
        try
        {
            await Deadline.Within(pending, what: operation);
        }
        catch (TimeoutException) when (!pending.IsCompleted)
        {
            throw;
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidDataException($"{operation} has succeeded, though nothing could have let it.");
    }

    private static Task EndAsync(CurlFraming framing, string operation, Func<CurlWebSocket, Task, Task> end) =>
        PendingOperation.RunAsync(framing, operation, end);
}
