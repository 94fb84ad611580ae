using System;
using System.Net.WebSockets;
using System.Threading.Tasks;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A send has failed: what the server said before it went away is received, everything else ends and says why, and nothing hangs.
/// </summary>
public sealed class AfterFailureTests
{
    private const int TooMuch = 40 << 20;

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_AfterASendThatFailed_GetsTheLastWords(CurlFraming framing) => AfterAResetAsync(framing, async socket =>
    {
        await Connections.FailsAsync(() => SendAsync(socket, 1), WebSocketError.ConnectionClosedPrematurely);
        Assert.Equal("last words"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
        await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task EverySend_AfterOneThatFailed_FailsWithItsCause(CurlFraming framing) => AfterAResetAsync(framing, async socket =>
    {
        foreach (int size in new[] { 1, 70_000, 0 })
        {
            WebSocketException e = await Connections.FailsAsync(() => SendAsync(socket, size), WebSocketError.ConnectionClosedPrematurely);
            Assert.IsType<CurlException>(e.InnerException);
        }

        // Together: none may be answered with success because another one flushes.
        Task[] sends = [.. Array.ConvertAll(new int[8], _ => Task.Run(() => SendAsync(socket, 10)))];
        foreach (Task send in sends)
        {
            await Connections.FailsAsync(() => send, WebSocketError.ConnectionClosedPrematurely);
        }

        ReadOnlyMemory<byte>[] batch = [new byte[5], new byte[5]];
        await Connections.FailsAsync(
            () => socket.SendMessagesAsync(batch, WebSocketMessageType.Binary, Deadline.Token()).AsTask(),
            WebSocketError.ConnectionClosedPrematurely);
        foreach (long? length in new long?[] { null, 5 })
        {
            await using CurlMessageWriteStream writer = socket.OpenMessageWriter(WebSocketMessageType.Binary, length);
            await Connections.FailsAsync(
                () => writer.WriteAsync(new byte[5], Deadline.Token()).AsTask(), WebSocketError.ConnectionClosedPrematurely);
        }

        Assert.Equal(WebSocketState.Open, socket.State);
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingAndClose_AfterASendThatFailed_End(CurlFraming framing) => AfterAResetAsync(framing, async socket =>
    {
        await Connections.FailsAsync(
            () => Deadline.Within(socket.PingAsync(cancellationToken: Deadline.Token()).AsTask()),
            WebSocketError.ConnectionClosedPrematurely);
        await Connections.FailsAsync(
            () => Deadline.Within(socket.SendPongAsync(new byte[3], Deadline.Token()).AsTask()),
            WebSocketError.ConnectionClosedPrematurely);
        await Connections.FailsAsync(
            () => Deadline.Within(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token())),
            WebSocketError.ConnectionClosedPrematurely);
        await Deadline.Within(socket.DisposeAsync().AsTask());
    });

    /// <summary>
    /// Pings and data come, the server reads nothing and resets while a large send is under way; the test begins when that has failed.
    /// </summary>
    private static async Task AfterAResetAsync(CurlFraming framing, Func<CurlWebSocket, Task> test)
    {
        Gate sending = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Ping, "p"u8), Wire.Text("last words")));
                await c.WaitUntilReadAsync();
                await sending.WaitAsync();
                c.Reset();
            },
            async socket =>
            {
                // The bytes are in this side's hands, not the kernel's, which drops them at a reset.
                await socket.ReceiveAsync(Memory<byte>.Empty, Deadline.Token());
                Task send = SendAsync(socket, TooMuch);
                sending.Open();
                await Connections.FailsAsync(() => Deadline.Within(send), WebSocketError.ConnectionClosedPrematurely);
                await test(socket);
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    private static Task SendAsync(CurlWebSocket socket, int size) =>
        socket.SendAsync(new byte[size], WebSocketMessageType.Binary, true, Deadline.Token());
}
