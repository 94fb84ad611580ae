using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Many messages in one call: each is one of its own, in its place among all that is sent.</summary>
public sealed class SendMessagesTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_ManySizes_EachIsAMessageOfItsOwn(CurlFraming framing)
    {
        ReadOnlyMemory<byte>[] messages =
            [.. Enumerable.Range(0, 3000).Select(i => (ReadOnlyMemory<byte>)Wire.Noise(i % 1000 == 999 ? 100_000 : i % 97, i))];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                foreach (ReadOnlyMemory<byte> message in messages)
                {
                    WireFrame frame = await c.ReadFrameAsync();
                    Assert.True(frame.Fin);
                    Assert.Equal(WireOpcode.Binary, frame.Opcode);
                    Assert.True(message.Span.SequenceEqual(frame.Payload));
                }

                Assert.Equal("after", (await c.ReadFrameAsync()).Text);
            },
            async socket =>
            {
                await socket.SendMessagesAsync(messages, WebSocketMessageType.Binary, Deadline.Token());
                await socket.SendMessagesAsync(ReadOnlyMemory<ReadOnlyMemory<byte>>.Empty, WebSocketMessageType.Binary, Deadline.Token());
                await socket.SendAsync("after"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_InsideAMessage_IsRefusedAndNothingIsLost(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c => Assert.Equal("begunended", (await c.ReadMessageAsync()).Text),
        async socket =>
        {
            await socket.SendAsync("begun"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            ReadOnlyMemory<byte>[] other = ["other"u8.ToArray()];
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.SendMessagesAsync(other, WebSocketMessageType.Text, Deadline.Token()).AsTask());
            await Assert.ThrowsAsync<ArgumentException>(
                () => socket.SendMessagesAsync(other, WebSocketMessageType.Close, Deadline.Token()).AsTask());
            await socket.SendAsync("ended"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        });

    /// <summary>
    /// Once a message has begun no other call could go on with it: canceling ends the connection, also while the last bytes wait.
    /// </summary>
    [Theory]
    [InlineData(CurlFraming.Auto, 1_000)]
    [InlineData(CurlFraming.Auto, 64 << 20)]
    [InlineData(CurlFraming.Libcurl, 1_000)]
    [InlineData(CurlFraming.Libcurl, 64 << 20)]
    public Task SendMessages_BlockedAndCanceled_Aborts(CurlFraming framing, int size)
    {
        Gate done = new();
        ReadOnlyMemory<byte>[] one = [new byte[size]];
        return Connections.RunAsync(
            framing,
            c => done.WaitAsync(),
            async socket =>
            {
                bool canceled = false;
                while (!canceled)
                {
                    using CancellationTokenSource cts = new();
                    Task send = socket.SendMessagesAsync(one, WebSocketMessageType.Binary, cts.Token).AsTask();
                    if (!send.IsCompleted)
                    {
                        await cts.CancelAsync();
                    }

                    canceled = await Record.ExceptionAsync(() => send) is OperationCanceledException;
                }

                Assert.Equal(WebSocketState.Aborted, socket.State);
                done.Open();
            },
            server: new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_WhileAStreamWrites_ComeAfterItsMessage(CurlFraming framing)
    {
        ReadOnlyMemory<byte>[] messages = ["one"u8.ToArray(), "two"u8.ToArray()];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal("stream", (await c.ReadMessageAsync()).Text);
                Assert.Equal("one", (await c.ReadMessageAsync()).Text);
                Assert.Equal("two", (await c.ReadMessageAsync()).Text);
            },
            async socket =>
            {
                Task send;
                await using (CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Text))
                {
                    await stream.WriteAsync("stream"u8.ToArray());
                    send = socket.SendMessagesAsync(messages, WebSocketMessageType.Text, Deadline.Token()).AsTask();
                    Assert.False(send.IsCompleted);
                    await stream.CompleteAsync(Deadline.Token());
                }

                await send;
            });
    }

    /// <summary>Nothing may follow a close frame (RFC 6455, section 5.5.1), though the state was Open when the call was made.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendMessages_BehindACloseThatWaits_AreNotSent(CurlFraming framing)
    {
        Gate waiting = new();
        ReadOnlyMemory<byte>[] messages = ["late"u8.ToArray()];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await waiting.WaitAsync();
                while (!(await c.ReadFrameAsync()).IsControl)
                {
                }

                await c.CloseSendAsync();
                Assert.Empty(await c.ReadSomeAsync());
            },
            async socket =>
            {
                Task large = socket.SendAsync(new byte[16 << 20], WebSocketMessageType.Binary, true, Deadline.Token());
                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                Task late = socket.SendMessagesAsync(messages, WebSocketMessageType.Binary, Deadline.Token()).AsTask();
                Assert.False(late.IsCompleted);
                waiting.Open();
                await Task.WhenAll(large, close);
                await Connections.FailsAsync(() => late, WebSocketError.InvalidState);
            });
    }
}
