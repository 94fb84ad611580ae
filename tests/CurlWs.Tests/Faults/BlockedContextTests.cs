using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// The whole public API on a context with one thread, such as a user interface's, that blocks while it waits: nothing of this library goes
/// on there, so it ends all the same, and no turn waits for that thread.
/// </summary>
public sealed class BlockedContextTests
{
    private static readonly Dictionary<string, Func<CurlWebSocket, Task>> s_socket = new()
    {
        ["CurlWebSocket.PingAsync"] = s => s.PingAsync(cancellationToken: Deadline.Token()).AsTask(),
        ["CurlWebSocket.SendPongAsync"] = s => s.SendPongAsync(new byte[3], Deadline.Token()).AsTask(),
        ["CurlWebSocket.SendAsync"] = async s =>
        {
            await s.SendAsync(new byte[3], WebSocketMessageType.Binary, true, Deadline.Token()).ConfigureAwait(false);
            await s.SendAsync(new byte[3].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token()).ConfigureAwait(false);
            await s.SendAsync(new string('x', 1 << 20), Deadline.Token()).ConfigureAwait(false);
            await s.SendAsync(
                new byte[8 << 20].AsMemory(), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, Deadline.Token())
                .ConfigureAwait(false);
        },
        ["CurlWebSocket.SendMessagesAsync"] = s =>
            s.SendMessagesAsync(
                new ReadOnlyMemory<byte>[] { new byte[5], new byte[1 << 20] }, WebSocketMessageType.Binary, Deadline.Token()).AsTask(),
        ["CurlWebSocket.FlushAsync"] = async s =>
        {
            Task send = s.SendAsync(new byte[8 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
            await s.FlushAsync(Deadline.Token()).ConfigureAwait(false);
            await send.ConfigureAwait(false);
        },
        ["CurlWebSocket.SendLatestAsync"] = async s =>
        {
            for (int i = 0; i < 20; i++)
            {
                await s.SendLatestAsync("key", new byte[100_000], WebSocketMessageType.Binary, Deadline.Token()).ConfigureAwait(false);
            }

            await s.FlushAsync(Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.WaitForSendRoomAsync"] = async s =>
        {
            for (int i = 0; i < 50; i++)
            {
                await s.SendAsync(new byte[100_000].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token()).ConfigureAwait(false);
                await s.WaitForSendRoomAsync(1_000_000, Deadline.Token()).ConfigureAwait(false);
            }
        },
        ["CurlWebSocket.ReceiveAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveAsync(new byte[10].AsMemory(), Deadline.Token()).ConfigureAwait(false);
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveAsync(new ArraySegment<byte>(new byte[10]), Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.ReceiveFrameAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveFrameAsync(new byte[125], Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.ReceiveMessagesAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync().ConfigureAwait(false);
        },
        ["CurlWebSocket.ReceiveTextAsync"] = async s =>
        {
            await s.SendAsync("ask", Deadline.Token()).ConfigureAwait(false);
            await s.ReceiveTextAsync(Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.ReceiveJsonAsync"] = async s =>
        {
            await s.SendJsonAsync("ask", TextTests.Json.Default.String, Deadline.Token()).ConfigureAwait(false);
            await s.ReceiveJsonAsync(TextTests.Json.Default.String, Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.SendJsonAsync"] = s =>
            s.SendJsonAsync(new string('x', 1 << 20), TextTests.Json.Default.String, Deadline.Token()).AsTask(),
        ["CurlWebSocket.ReceiveMessageAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveMessageAsync(Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlWebSocket.ReceiveBorrowedMessagesAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.ReceiveBorrowedMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync().ConfigureAwait(false);
        },
        ["CurlWebSocket.OpenMessageReaderAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            Stream stream = (await s.OpenMessageReaderAsync(Deadline.Token()).ConfigureAwait(false))!;
            await stream.ReadAsync(new byte[1].AsMemory(), Deadline.Token()).ConfigureAwait(false);
            await stream.CopyToAsync(Stream.Null, Deadline.Token()).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        },
        ["CurlMessageWriteStream.CompleteAsync"] = async s =>
        {
            foreach (long? length in new long?[] { null, 5 })
            {
                CurlMessageWriteStream writer = s.OpenMessageWriter(WebSocketMessageType.Binary, length);
                await writer.WriteAsync(new byte[5].AsMemory(), Deadline.Token()).ConfigureAwait(false);
                await writer.WriteAsync(ReadOnlyMemory<byte>.Empty, Deadline.Token()).ConfigureAwait(false);
                await writer.FlushAsync(Deadline.Token()).ConfigureAwait(false);
                await writer.CompleteAsync(Deadline.Token()).ConfigureAwait(false);
                await writer.DisposeAsync().ConfigureAwait(false);
            }
        },
        ["CurlWebSocket.CloseOutputAsync"] = s => s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
        ["CurlWebSocket.CloseAsync"] = s => s.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
        ["CurlWebSocket.DisposeAsync"] = s => s.DisposeAsync().AsTask(),
        ["CurlEasy.WaitToReceiveAsync"] = async s =>
        {
            await AskAsync(s).ConfigureAwait(false);
            await s.Easy.WaitToReceiveAsync(Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlEasy.WaitToSendAsync"] = s => s.Easy.WaitToSendAsync(Deadline.Token()).AsTask(),
    };

    private static readonly string[] s_queued = ["CurlWebSocket.SendLatestAsync", "CurlWebSocket.WaitForSendRoomAsync"];

    private static readonly Dictionary<string, Func<Uri, Task>> s_connecting = new()
    {
        ["CurlWebSocket.ConnectAsync"] = async uri => (await CurlWebSocket.ConnectAsync(uri, null, Deadline.Token()).ConfigureAwait(false))
            .Dispose(),
        ["CurlEasy.ConnectAsync"] = async uri =>
        {
            using CurlEasy easy = new();
            easy.Options.Uri = uri;
            await easy.ConnectAsync(Deadline.Token()).ConfigureAwait(false);
        },
        ["CurlMulti.PerformAsync"] = async _ =>
        {
            using CurlMulti multi = new();
            using CurlEasy easy = new();
            easy.Options.Uri = new Uri("http://127.0.0.1:1/");
            await multi.PerformAsync(easy, Deadline.Token()).ConfigureAwait(false);
        },
    };

    public static TheoryData<string, CurlFraming> Members => new(
        from name in s_socket.Keys from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl } select (name, framing));

    public static TheoryData<string> Connecting => [.. s_connecting.Keys];

    [Theory]
    [MemberData(nameof(Members))]
    public Task Member_OnAContextThatIsBlocked_EndsAndPostsNothingThere(string name, CurlFraming framing) => ScriptedServer.RunAsync(
        c => Scripts.EchoAsync(c, most: 125),
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(
                server.WsUri, framing, o => o.SendQueueLimit = s_queued.Contains(name) ? 1_000_200 : null);
            OnBlockedContext(() => s_socket[name](socket));
        });

    [Theory]
    [MemberData(nameof(Connecting))]
    public async Task Connect_OnAContextThatIsBlocked_EndsAndPostsNothingThere(string name)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Uri uri = server.WsUri;
        Exception? e = Record.Exception(() => OnBlockedContext(() => s_connecting[name](uri)));
        Assert.True(e is null or CurlException, $"{e}");
    }

    /// <summary>While one thread blocks on a ping, another one's receive is served.</summary>
    [Fact]
    public Task Ping_OnAContextThatIsBlocked_HoldsNobodyElseUp() => ScriptedServer.RunAsync(
        Scripts.EchoAsync,
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto);
            Task<TimeSpan>? ping = null;
            OnBlockedContext(() =>
            {
                ping = socket.PingAsync(cancellationToken: Deadline.Token()).AsTask();
                return Task.Run(async () =>
                {
                    await AskAsync(socket);
                    await socket.ReceiveWholeAsync();
                });
            });
            await Deadline.Within(ping!);
        });

    /// <summary>A member that is added gets a case above.</summary>
    [Fact]
    public void Cases_EveryAsynchronousMember_HasOne()
    {
        IEnumerable<string> members = typeof(CurlWebSocket).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "CurlWs")
            .SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct();
        string[] streams = ["CurlMessageReadStream.ReadAsync", "CurlMessageWriteStream.WriteAsync", "CurlMessageWriteStream.FlushAsync"];
        Assert.Empty(members.Except([.. s_socket.Keys, .. s_connecting.Keys, .. streams]));
    }

    private static Task AskAsync(CurlWebSocket socket) =>
        socket.SendAsync("ask"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());

    private static void OnBlockedContext(Func<Task> action)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        DeadContext context = new();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            Task task = action();
            Assert.True(Task.WaitAny([task], Deadline.Default) == 0, "It waits for the thread that waits for it.");
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Equal(0, context.Posts);
    }

    /// <summary>A context whose one thread is blocked: what is posted there never runs.</summary>
    private sealed class DeadContext : SynchronizationContext
    {
        private int _posts;

        internal int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _posts);

        public override void Send(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _posts);
    }
}
