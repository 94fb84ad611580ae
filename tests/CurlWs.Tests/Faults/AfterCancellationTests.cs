using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A canceled operation has aborted the connection, and nobody has disposed it: every later call finds an invalid state, as with the
/// framework's type, which runs the same table.
/// </summary>
public sealed class AfterCancellationTests
{
    private static readonly string[] s_canceled =
        ["pending receive", "receive with a canceled token", "blocked send", "waiting CloseAsync"];

    private static readonly string[] s_next = ["receive", "send", "CloseAsync", "CloseOutputAsync"];

    public static TheoryData<string, string, string> Cases => new(
        from client in new[] { "Auto", "Libcurl", "ClientWebSocket" }
        from canceled in s_canceled
        from next in s_next
        select (client, canceled, next));

    public static TheoryData<CurlFraming, string> OwnMembers => new(
        from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
        from next in new[]
        {
            "PingAsync", "SendPongAsync", "ReceiveFrameAsync", "ReceiveMessagesAsync", "ReceiveMessageAsync", "ReceiveTextAsync",
            "ReceiveJsonAsync", "SendAsync of a text", "SendJsonAsync", "ReceiveBorrowedMessagesAsync", "SendMessagesAsync",
            "OpenMessageWriter", "OpenMessageReaderAsync",
        }
        select (framing, next));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task NextCall_AfterACanceledOne_FindsAnInvalidState(
        string client, string canceled, string next) => RunAsync(client, async socket =>
    {
        Assert.SkipWhen(
            WindowsFacts.IsWine && client == "ClientWebSocket" && canceled == "blocked send",
            "Wine ends no send that the framework cancels.");
        await CancelAsync(socket, canceled);
        Assert.SkipWhen(
            client == "ClientWebSocket" && canceled == "waiting CloseAsync" && socket.State == WebSocketState.CloseSent,
            "The framework was canceled between its close frame and its wait for the server's, which aborts nothing.");
        Assert.Equal(WebSocketState.Aborted, socket.State);
        await Connections.FailsAsync(() => CallAsync(socket, next), WebSocketError.InvalidState);
    });

    [Theory]
    [MemberData(nameof(OwnMembers))]
    public Task OwnMember_AfterACanceledReceive_FindsAnInvalidState(
        CurlFraming framing, string next) => RunAsync($"{framing}", async socket =>
    {
        await CancelAsync(socket, "pending receive");
        await Connections.FailsAsync(() => CallAsync((CurlWebSocket)socket, next), WebSocketError.InvalidState);
        socket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CallAsync((CurlWebSocket)socket, next));
    });

    private static async Task RunAsync(string client, Func<WebSocket, Task> test)
    {
        Gate done = new();
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(c => done.WaitAsync()),
            async server =>
            {
                try
                {
                    if (client != "ClientWebSocket")
                    {
                        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, Enum.Parse<CurlFraming>(client));
                        await test(socket);
                        return;
                    }

                    using ClientWebSocket framework = new();
                    await framework.ConnectAsync(server.WsUri, Deadline.Token());
                    await test(framework);
                }
                finally
                {
                    done.Open();
                }
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    private static async Task CancelAsync(WebSocket socket, string what)
    {
        using CancellationTokenSource cancel = new();
        if (what == "receive with a canceled token")
        {
            await cancel.CancelAsync();
        }

        Task pending = what switch
        {
            "blocked send" => socket.SendAsync(new byte[64 << 20], WebSocketMessageType.Binary, true, cancel.Token),
            "waiting CloseAsync" => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel.Token),
            _ => socket.ReceiveAsync(new byte[10].AsMemory(), cancel.Token).AsTask(),
        };
        if (what == "waiting CloseAsync")
        {
            // Before its close frame has left it does not wait for the server's.
            Assert.True(SpinWait.SpinUntil(() => socket.State == WebSocketState.CloseSent, Deadline.Default));
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(pending));
    }

    private static Task CallAsync(WebSocket socket, string what) => what switch
    {
        "receive" => socket.ReceiveAsync(new byte[10].AsMemory(), Deadline.Token()).AsTask(),
        "send" => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token()),
        "CloseAsync" => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
        _ => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
    };

    private static async Task CallAsync(CurlWebSocket socket, string what)
    {
        switch (what)
        {
            case "PingAsync":
                await socket.PingAsync(cancellationToken: Deadline.Token());
                break;
            case "SendPongAsync":
                await socket.SendPongAsync(new byte[1], Deadline.Token());
                break;
            case "ReceiveFrameAsync":
                await socket.ReceiveFrameAsync(new byte[125], Deadline.Token());
                break;
            case "ReceiveMessagesAsync":
                await socket.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync();
                break;
            case "ReceiveTextAsync":
                await socket.ReceiveTextAsync(Deadline.Token());
                break;
            case "ReceiveJsonAsync":
                await socket.ReceiveJsonAsync(TextTests.Json.Default.String, Deadline.Token());
                break;
            case "SendAsync of a text":
                await socket.SendAsync("text", Deadline.Token());
                break;
            case "SendJsonAsync":
                await socket.SendJsonAsync("text", TextTests.Json.Default.String, Deadline.Token());
                break;
            case "ReceiveMessageAsync":
                await socket.ReceiveMessageAsync(Deadline.Token());
                break;
            case "ReceiveBorrowedMessagesAsync":
                await socket.ReceiveBorrowedMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync();
                break;
            case "SendMessagesAsync":
                await socket.SendMessagesAsync(new ReadOnlyMemory<byte>[] { new byte[1] }, WebSocketMessageType.Binary, Deadline.Token());
                break;
            case "OpenMessageWriter":
                socket.OpenMessageWriter(WebSocketMessageType.Binary);
                break;
            default:
                await socket.OpenMessageReaderAsync(Deadline.Token());
                break;
        }
    }
}
