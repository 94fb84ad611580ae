using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Two ends of a connection, the second called while the first is under way, in each state: with megabytes under way to a server that reads
/// slowly, and with data from it that nobody has received. Each cell follows from the rules in <see cref="Expected"/>.
/// </summary>
public sealed class EndPairsTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private const int Accepted = 2;
    private const int AcceptedSize = 300_000;
    private const int PendingSize = 4_000_000;
    private const int UnreadSize = 400_000;

    private static readonly string[] s_ends = ["CloseAsync", "CloseOutputAsync", "DisposeAsync", "Dispose", "Abort"];

    public static TheoryData<CurlFraming, bool, WebSocketState, string, string> Cells =>
    [
        .. from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
           from tls in new[] { false, true }
           from state in new[] { WebSocketState.Open, WebSocketState.CloseSent, WebSocketState.CloseReceived }
           from first in s_ends
           from second in s_ends
           select (framing, tls, state, first, second),
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task End_MegabytesUnderWay_FollowsTheRule(CurlFraming framing, bool tls, WebSocketState state, string first, string second)
    {
        WindowsFacts.RequireSendBuffer();
        Gate ended = new();
        SlowServer script = new(state, ended);
        await using ScriptedServer server = ScriptedServer.Start(
            script.ServeAsync, new ScriptedServerOptions { Certificate = tls ? certificates.Server : null, ReceiveBufferSize = 65536 });
        using CurlWebSocket socket = await Connections.ConnectAsync(
            server.WsUri, framing, o => (o.CloseTimeout, o.CaFile) = (Deadline.Default, tls ? certificates.CaFile : null));
        Task pending = await BringToAsync(socket, state);

        Task one = EndAsync(socket, first);
        Task two = EndAsync(socket, second);
        ended.Open();
        Exception? failure = await FailureOf(one, first);
        Exception? secondFailure = await FailureOf(two, second);
        Exception? sendFailure = await FailureOf(pending, "the send");
        WebSocketState after = socket.State;

        // CloseOutputAsync alone leaves the rest to a receive, or to this.
        await Deadline.Within(socket.DisposeAsync().AsTask());
        await Deadline.Within(script.Ended);

        Expected expected = Expected.Of(state, first, second);
        Assert.Equal(expected.First, failure is null);
        Assert.Equal(expected.Second, secondFailure is null);
        Assert.All(
            [failure, secondFailure],
            e => Assert.True(e is null or WebSocketException or ObjectDisposedException or OperationCanceledException, $"{e}"));
        Assert.Contains(after, expected.States);
        string seen = string.Join(' ', script.Seen);
        if (expected.InOrder)
        {
            Assert.Null(sendFailure);
            Assert.Equal(string.Join(' ', All(state)), seen);
        }
        else
        {
            // Cut: a part of what was sent, in order, nothing torn is taken for whole.
            Assert.StartsWith(seen, string.Join(' ', All(state)), StringComparison.Ordinal);
        }
    }

    /// <summary>What the server sees when everything gets through.</summary>
    private static IEnumerable<string> All(WebSocketState state) =>
        [.. Enumerable.Repeat($"Binary {AcceptedSize}", Accepted), .. state == WebSocketState.CloseSent ? [] : Pending(), "Close 1000"];

    /// <summary>The large message, in fragments of the default size.</summary>
    private static IEnumerable<string> Pending()
    {
        int fragment = new CurlWebSocketOptions().SendFragmentSize!.Value;
        return Enumerable.Range(0, (PendingSize + fragment - 1) / fragment).Select(
            i => $"{(i == 0 ? "Binary" : "Continuation")} {Math.Min(fragment, PendingSize - (i * fragment))}");
    }

    private static async Task<Task> BringToAsync(CurlWebSocket socket, WebSocketState state)
    {
        if (state == WebSocketState.CloseReceived)
        {
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
        }

        for (int i = 0; i < Accepted; i++)
        {
            await Deadline.Within(socket.SendAsync(new byte[AcceptedSize], WebSocketMessageType.Binary, true, CancellationToken.None));
        }

        if (state != WebSocketState.CloseSent)
        {
            return socket.SendAsync(new byte[PendingSize], WebSocketMessageType.Binary, true, CancellationToken.None);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        return Task.CompletedTask;
    }

    private static Task EndAsync(CurlWebSocket socket, string end)
    {
        switch (end)
        {
            case "CloseAsync":
                return socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            case "CloseOutputAsync":
                return socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            case "DisposeAsync":
                return socket.DisposeAsync().AsTask();
            case "Dispose":
                socket.Dispose();
                return Task.CompletedTask;
            default:
                socket.Abort();
                return Task.CompletedTask;
        }
    }

    private static async Task<Exception?> FailureOf(Task task, string what)
    {
        try
        {
            await Deadline.Within(task, what: what);
            return null;
        }
        catch (Exception e) when (task.IsCompleted)
        {
            return e;
        }
    }

    /// <summary>The rules.</summary>
    /// <param name="InOrder">Whether everything that was sent arrives, then one close frame.</param>
    /// <param name="First">Whether the first end succeeds.</param>
    /// <param name="Second">Whether the second does.</param>
    /// <param name="States">The state afterwards; of two that end at the same time either may be it.</param>
    private sealed record Expected(bool InOrder, bool First, bool Second, WebSocketState[] States)
    {
        internal static Expected Of(WebSocketState state, string first, string second)
        {
            // Dispose and Abort never fail and never wait: whatever else is under way fails, unless there is nothing left to do.
            if (IsCut(first) || IsCut(second))
            {
                string cut = IsCut(first) ? first : second;
                return new Expected(
                    InOrder: false,
                    First: IsCut(first) || first == "DisposeAsync",
                    Second: IsCut(second) || second == "DisposeAsync",
                    [cut == "Abort" ? WebSocketState.Aborted : WebSocketState.Closed]);
            }

            // A close frame is sent once. CloseAsync and DisposeAsync go on with one that another has sent; CloseOutputAsync says that it
            // sent none.
            bool sent = state == WebSocketState.CloseSent;
            bool firstSucceeds = first != "CloseOutputAsync" || !sent;
            bool secondSucceeds = second != "CloseOutputAsync";
            bool waits = first != "CloseOutputAsync" || second != "CloseOutputAsync" || state == WebSocketState.CloseReceived;
            return new Expected(true, firstSucceeds, secondSucceeds, [waits ? WebSocketState.Closed : WebSocketState.CloseSent]);
        }

        private static bool IsCut(string end) => end is "Dispose" or "Abort";
    }

    /// <summary>Sends what the client does not receive, and reads nothing until the client ends, and then slowly.</summary>
    private sealed class SlowServer(WebSocketState state, Gate ended)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal List<string> Seen { get; } = [];

        internal Task Ended => _done.Task;

        internal async Task ServeAsync(ScriptedConnection connection)
        {
            try
            {
                await connection.AcceptUpgradeAsync();
                await TalkAsync(connection);
            }
            catch (IOException)
            {
                // Cut.
            }
            finally
            {
                _done.SetResult();
            }
        }

        private async Task TalkAsync(ScriptedConnection connection)
        {
            Task unread = state == WebSocketState.CloseReceived
                ? connection.WriteCloseAsync(1001, "bye")
                : connection.WriteAsync(Wire.Binary(new byte[UnreadSize]));
            await ended.WaitAsync();
            try
            {
                await ReadSlowlyAsync(connection);
            }
            finally
            {
                await unread.ContinueWith(static t => t.Exception, TaskScheduler.Default);
            }

            if (state != WebSocketState.CloseReceived)
            {
                await connection.WriteCloseAsync(1000, "bye");
            }

            await connection.CloseSendAsync();
            await connection.WaitForEofAsync();
        }

        private async Task ReadSlowlyAsync(ScriptedConnection connection)
        {
            WireFrame frame;
            do
            {
                frame = await connection.ReadFrameAsync();
                Seen.Add(frame.Opcode == WireOpcode.Close ? $"Close {frame.CloseCode}" : $"{frame.Opcode} {frame.Payload.Length}");
                await Task.Yield();
            }
            while (frame.Opcode != WireOpcode.Close);
        }
    }
}
