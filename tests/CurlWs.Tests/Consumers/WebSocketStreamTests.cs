using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>The framework's WebSocketStream (.NET 10) over each socket; the server is the framework's own.</summary>
public sealed class WebSocketStreamTests
{
    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Duplex_TextLines_GoBothWays(SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoAsync, async socket =>
    {
        await using WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Text, ownsWebSocket: true);
        await using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        using StreamReader reader = new(stream, leaveOpen: true);
        foreach (string line in (string[])["first", "", "gr\u00fc\u00dfe \u20ac \U0001F44B", new string('x', 100_000)])
        {
            await writer.WriteLineAsync(line.AsMemory(), Deadline.Token());
            Assert.Equal(line, await reader.ReadLineAsync(Deadline.Token()));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Dispose_OfTheOwner_ClosesWith1000(SocketKind kind)
    {
        WebSocketCloseStatus? seen = null;
        await ConsumerServer.RunAsync(
            kind,
            async server =>
            {
                await ConsumerServer.EchoAsync(server);
                seen = server.CloseStatus;
            },
            async socket =>
            {
                WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, Deadline.Default);
                await stream.WriteAsync(new byte[] { 1, 2, 3 }, Deadline.Token());
                await Deadline.Within(stream.DisposeAsync().AsTask());
                Assert.Equal(WebSocketState.Closed, socket.State);
                Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
                await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[1], Deadline.Token()));
            });
        Assert.Equal(WebSocketCloseStatus.NormalClosure, seen);
    }

    /// <summary>A server that never answers the close frame: disposal waits as long as it was told to, and cuts the connection.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Dispose_ServerThatDoesNotAnswer_EndsAfterItsTimeout(SocketKind kind)
    {
        Gate disposed = new();
        await ConsumerServer.RunAsync(kind, _ => disposed.WaitAsync(), async socket =>
        {
            WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, TimeSpan.FromMilliseconds(50));
            await Deadline.Within(stream.DisposeAsync().AsTask());
            Assert.Equal(WebSocketState.Aborted, socket.State);
            disposed.Open();
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Dispose_WithoutOwnership_LeavesTheSocketOpen(SocketKind kind)
    {
        await ConsumerServer.RunAsync(kind, ConsumerServer.EchoAsync, async socket =>
        {
            await using (WebSocketStream.Create(socket, WebSocketMessageType.Binary))
            {
            }

            Assert.Equal(WebSocketState.Open, socket.State);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task MessageStreams_JsonInAndOut_AreOneMessageEach(
        SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoWholeAsync, async socket =>
    {
        int[][] sent = [[1, 2, 3], [], [.. new int[50_000]]];
        foreach (int[] numbers in sent)
        {
            await using (WebSocketStream writing = WebSocketStream.CreateWritableMessageStream(socket, WebSocketMessageType.Text))
            {
                await JsonSerializer.SerializeAsync(writing, numbers, cancellationToken: Deadline.Token());
            }

            await using WebSocketStream reading = WebSocketStream.CreateReadableMessageStream(socket);
            Assert.Equal(numbers, await JsonSerializer.DeserializeAsync<int[]>(reading, cancellationToken: Deadline.Token()));
            Assert.Equal(0, await reading.ReadAsync(new byte[10], Deadline.Token())); // at the message's end, and stays there
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    });

    /// <summary>Nobody could find the next message's beginning: the framework's stream aborts the socket.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public Task ReadableMessageStream_DisposedHalfRead_AbortsTheSocket(SocketKind kind)
    {
        Gate done = new();
        return ConsumerServer.RunAsync(
            kind,
            async server =>
            {
                await server.SendAsync(new byte[200_000].AsMemory(), WebSocketMessageType.Binary, true, Deadline.Token());
                await done.WaitAsync();
            },
            async socket =>
            {
                await using (WebSocketStream reading = WebSocketStream.CreateReadableMessageStream(socket))
                {
                    await reading.ReadExactlyAsync(new byte[10], Deadline.Token());
                }

                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Read_AfterTheServersClose_IsTheEnd(SocketKind kind) => ConsumerServer.RunAsync(
        kind,
        async server =>
        {
            await server.SendAsync("last words"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            await server.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "bye", Deadline.Token());
        },
        async socket =>
        {
            await using WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Text, ownsWebSocket: true);
            using StreamReader reader = new(stream, leaveOpen: true);
            Assert.Equal("last words", await reader.ReadToEndAsync(Deadline.Token()));
            Assert.False(stream.CanRead);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_Canceled_ThrowsAndAbortsTheSocket(SocketKind kind)
    {
        Gate done = new();
        await ConsumerServer.RunAsync(kind, _ => done.WaitAsync(), async socket =>
        {
            await using WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary);
            using CancellationTokenSource cancellation = new();
            ValueTask<int> read = stream.ReadAsync(new byte[10], cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
            Assert.Equal(WebSocketState.Aborted, socket.State);
            done.Open();
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Read_AndWriteAtOnce_CarryMegabytes(
        SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoAsync, async socket =>
    {
        byte[] sent = Wire.Noise(3_000_000, seed: 3);
        byte[] received = new byte[sent.Length];
        await using WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        Task reading = stream.ReadExactlyAsync(received, Deadline.Token()).AsTask();
        for (int at = 0, size = 1; at < sent.Length; at += size, size = Math.Min((size * 3) + 1, 100_000))
        {
            await stream.WriteAsync(sent.AsMemory(at, Math.Min(size, sent.Length - at)), Deadline.Token());
        }

        await reading;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    });
}
