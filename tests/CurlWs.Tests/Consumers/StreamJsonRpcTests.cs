using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using StreamJsonRpc;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>StreamJsonRpc's WebSocketMessageHandler on both ends, ours on the client's.</summary>
public sealed class StreamJsonRpcTests
{
    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Call_BothWays_ReturnsTheOtherSidesAnswer(
        SocketKind kind) => RunAsync(kind, new Desk(), new Desk(), async (client, server) =>
    {
        Assert.Equal("client: hello", await client.InvokeWithCancellationAsync<string>("Echo", ["client: hello"], Deadline.Token()));
        Assert.Equal("server: hello", await server.InvokeWithCancellationAsync<string>("Echo", ["server: hello"], Deadline.Token()));
        await Assert.ThrowsAsync<RemoteInvocationException>(() => client.InvokeWithCancellationAsync<string>("Fail", [], Deadline.Token()));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Call_ManyAtOnceOfManySizes_EachGetsItsOwnAnswer(
        SocketKind kind) => RunAsync(kind, new Desk(), new Desk(), async (client, server) =>
    {
        string[] sent = [.. Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), i * 2503))];
        string[][] answers = await Task.WhenAll(new[] { client, server }.Select(
            side => Task.WhenAll(sent.Select(text => side.InvokeWithCancellationAsync<string>("Echo", [text], Deadline.Token())))));
        Assert.Equal(sent, answers[0]);
        Assert.Equal(sent, answers[1]);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Cancel_OneCall_CancelsItThereAndKeepsTheConnection(SocketKind kind)
    {
        Desk desk = new();
        return RunAsync(kind, new Desk(), desk, async (client, _) =>
        {
            using CancellationTokenSource cancellation = new();
            Task call = client.InvokeWithCancellationAsync("WaitForCancelAsync", [], cancellation.Token);
            Assert.Equal("waiting", await desk.Notes.NextAsync());

            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            Assert.Equal("canceled", await desk.Notes.NextAsync());
            Assert.Equal("alive", await client.InvokeWithCancellationAsync<string>("Echo", ["alive"], Deadline.Token()));
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Notify_Several_ArriveInOrder(SocketKind kind)
    {
        Desk desk = new();
        return RunAsync(kind, new Desk(), desk, async (client, _) =>
        {
            foreach (string note in (string[])["one", "two", "three"])
            {
                await client.NotifyAsync("Note", note);
            }

            Assert.Equal(
                ["one", "two", "three"], [await desk.Notes.NextAsync(), await desk.Notes.NextAsync(), await desk.Notes.NextAsync()]);
        });
    }

    /// <summary>The closing handshake: the handler answers the close frame, and both sides end without an error.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Close_ByServer_EndsBothAndThePendingCall(SocketKind kind) => EndAsync(kind, byClient: false, dispose: false);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Close_ByClient_EndsBothAndThePendingCall(SocketKind kind) => EndAsync(kind, byClient: true, dispose: false);

    /// <summary>JsonRpc's own disposal cancels its receive, which by the contract of a WebSocket cuts the connection.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Dispose_ByServer_EndsBothAndThePendingCall(SocketKind kind) => EndAsync(kind, byClient: false, dispose: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Dispose_ByClient_EndsBothAndThePendingCall(SocketKind kind) => EndAsync(kind, byClient: true, dispose: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Cut_ByServer_EndsTheClientWithAStreamError(SocketKind kind)
    {
        Gate connected = new();
        return ConsumerServer.RunAsync(
            kind,
            async socket =>
            {
                await connected.WaitAsync();
                socket.Abort();
            },
            async socket =>
            {
                using JsonRpc client = new(new WebSocketMessageHandler(socket));
                Happenings<JsonRpcDisconnectedEventArgs> disconnections = new();
                client.Disconnected += (_, e) => disconnections.Add(e);
                client.StartListening();
                connected.Open();

                JsonRpcDisconnectedEventArgs end = await disconnections.NextAsync();
                Assert.Equal(DisconnectedReason.StreamError, end.Reason);
                Assert.Equal(
                    WebSocketError.ConnectionClosedPrematurely, Assert.IsType<WebSocketException>(end.Exception).WebSocketErrorCode);
                await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(client.Completion));
            });
    }

    private static Task EndAsync(
        SocketKind kind, bool byClient, bool dispose) => PairAsync(kind, new Desk(), new Desk(), async (client, server) =>
    {
        (Side ending, Side other) = byClient ? (client, server) : (server, client);
        Happenings<JsonRpcDisconnectedEventArgs> disconnections = new();
        other.Rpc.Disconnected += (_, e) => disconnections.Add(e);
        Task call = other.Rpc.InvokeWithCancellationAsync("WaitForCancelAsync", [], Deadline.Token());
        Assert.Equal("waiting", await ending.Desk.Notes.NextAsync());

        if (dispose)
        {
            // Disposal does not always cut the connection: seen with the framework's socket on both sides.
            ending.Rpc.Dispose();
            ending.Socket.Abort();
        }
        else
        {
            await ending.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "enough", Deadline.Token());
        }

        await Assert.ThrowsAsync<ConnectionLostException>(() => call);
        JsonRpcDisconnectedEventArgs end = await disconnections.NextAsync();
        Assert.Equal("canceled", await ending.Desk.Notes.NextAsync());
        if (dispose)
        {
            Assert.Equal(DisconnectedReason.StreamError, end.Reason);
            Assert.Equal(WebSocketError.ConnectionClosedPrematurely, Assert.IsType<WebSocketException>(end.Exception).WebSocketErrorCode);
            await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(other.Rpc.Completion));
            await Deadline.Within(ending.Rpc.Completion);
        }
        else
        {
            Assert.Equal(DisconnectedReason.RemotePartyTerminated, end.Reason);
            Assert.Null(end.Exception);
            Assert.Equal(WebSocketCloseStatus.NormalClosure, other.Socket.CloseStatus);
            await Deadline.Within(other.Rpc.Completion);
        }
    });

    /// <summary>A conversation that ends with a closing handshake.</summary>
    private static Task RunAsync(SocketKind kind, Desk atClient, Desk atServer, Func<JsonRpc, JsonRpc, Task> test) =>
        PairAsync(kind, atClient, atServer, async (client, server) =>
        {
            await test(client.Rpc, server.Rpc);
            await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            await Deadline.Within(server.Rpc.Completion);
        });

    private static Task PairAsync(SocketKind kind, Desk atClient, Desk atServer, Func<Side, Side, Task> test)
    {
        TaskCompletionSource<Side> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Gate tested = new();
        return ConsumerServer.RunAsync(
            kind,
            async socket =>
            {
                using JsonRpc server =
                    new(new WebSocketMessageHandler(socket), atServer) { CancelLocallyInvokedMethodsWhenConnectionIsClosed = true };
                server.StartListening();
                accepted.SetResult(new Side(server, socket, atServer));
                await tested.WaitAsync(Deadline.Default * 2);
            },
            async socket =>
            {
                using JsonRpc client =
                    new(new WebSocketMessageHandler(socket), atClient) { CancelLocallyInvokedMethodsWhenConnectionIsClosed = true };
                client.StartListening();
                await test(new Side(client, socket, atClient), await Deadline.Within(accepted.Task));
                tested.Open();
            });
    }

    private sealed record Side(JsonRpc Rpc, WebSocket Socket, Desk Desk);

    /// <summary>What either side can call at the other.</summary>
    private sealed class Desk
    {
        internal Happenings<string> Notes { get; } = new();

        public string Echo(string text) => text;

        public string Fail() => throw new InvalidOperationException("on purpose");

        public void Note(string text) => Notes.Add(text);

        public async Task WaitForCancelAsync(CancellationToken cancellationToken)
        {
            Notes.Add("waiting");
            TaskCompletionSource canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = cancellationToken.Register(canceled.SetResult);
            await Deadline.Within(canceled.Task);
            Notes.Add("canceled");
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
