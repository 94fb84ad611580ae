using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Whole messages: those that are given can be kept, those that are lent say so when they were.</summary>
public sealed class WholeMessageTests
{
    private static readonly string[] s_three = ["first", "second", "third"];

    /// <summary>They came as "?ird", "?irdd" and "?ird", without an exception, when each was put into the memory of the last.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveMessages_Stored_KeepTheirBytes(CurlFraming framing) => ThreeAsync(framing, async socket =>
    {
        List<CurlWebSocketMessage> all = [];
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
        {
            all.Add(message);
        }

        Assert.Equal(s_three, all.Select(m => m.GetText()));
        Assert.Equal(s_three, all.Select(m => $"{m}"));
        Assert.All(all, m => Assert.Equal(WebSocketMessageType.Text, m.MessageType));
    });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveMessage_Stored_KeepsItsBytesAndNullIsTheEnd(CurlFraming framing) => ThreeAsync(framing, async socket =>
    {
        List<CurlWebSocketMessage> all = [];
        while (await socket.ReceiveMessageAsync(Deadline.Token()) is { } message)
        {
            all.Add(message);
        }

        Assert.Equal(s_three, all.Select(m => m.GetText()));
        Assert.Equal(WebSocketState.CloseReceived, socket.State);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "end"), (socket.CloseStatus, socket.CloseStatusDescription));
        await Connections.FailsAsync(() => socket.ReceiveMessageAsync(Deadline.Token()).AsTask(), WebSocketError.InvalidState);
    });

    /// <summary>Each goes to whoever asked first, and each whole.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveMessage_AskedForManyTimesAtOnce_EachGetsAWholeOneInOrder(CurlFraming framing)
    {
        Gate asked = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await asked.WaitAsync();
                foreach (string text in s_three)
                {
                    await c.WriteAsync(Wire.Frame(WireOpcode.Text, System.Text.Encoding.UTF8.GetBytes(text).AsSpan(0, 2), fin: false));
                    await c.WriteAsync(Wire.Frame(WireOpcode.Continuation, System.Text.Encoding.UTF8.GetBytes(text).AsSpan(2)));
                }

                await c.WriteAsync(Wire.Close(1000, ""));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await using IAsyncEnumerator<CurlWebSocketMessage> messages =
                    socket.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator();
                Task<CurlWebSocketMessage?> first = socket.ReceiveMessageAsync(Deadline.Token()).AsTask();
                Task<bool> second = messages.MoveNextAsync().AsTask();
                Task<CurlWebSocketMessage?> third = socket.ReceiveMessageAsync(Deadline.Token()).AsTask();
                asked.Open();
                Assert.Equal("first", (await first)!.GetText());
                Assert.True(await second);
                Assert.Equal("second", messages.Current.GetText());
                Assert.Equal("third", (await third)!.GetText());
                Assert.False(await messages.MoveNextAsync());
                Assert.False(await messages.MoveNextAsync());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveMessage_CanceledInTheMiddle_GoesOnWithTheNextCall(CurlFraming framing)
    {
        Gate canceled = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Frame(WireOpcode.Binary, Wire.Noise(6000, 1), fin: false));
                await canceled.WaitAsync();
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Continuation, Wire.Noise(6000, 2)), Wire.Text("next")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                using CancellationTokenSource cancel = new();

                // Something is there: the first fragment, which the next call takes.
                await socket.OpenMessageReaderAsync(Deadline.Token());
                Task<CurlWebSocketMessage?> receive = socket.ReceiveMessageAsync(cancel.Token).AsTask();
                await cancel.CancelAsync();
                OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
                Assert.Equal(cancel.Token, e.CancellationToken);
                canceled.Open();
                CurlWebSocketMessage message = (await socket.ReceiveMessageAsync(Deadline.Token()))!;
                Assert.Equal([.. Wire.Noise(6000, 1), .. Wire.Noise(6000, 2)], message.Payload.ToArray());
                Assert.Equal("Binary, 12000 bytes", message.ToString());
                Assert.Equal("next", (await socket.ReceiveMessageAsync(Deadline.Token()))!.ToString());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveBorrowedMessages_Stored_ThrowInsteadOfShowingTheBytesOfAnother(
        CurlFraming framing) => ThreeAsync(framing, async socket =>
    {
        List<CurlBorrowedMessage> borrowed = [];
        List<CurlWebSocketMessage> owned = [];
        await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync(Deadline.Token()))
        {
            borrowed.Add(message);
            owned.Add(message.ToOwned());
            Assert.Equal(s_three[owned.Count - 1], message.GetText());
            Assert.Equal(s_three[owned.Count - 1], $"{message}");
            Assert.All(borrowed.SkipLast(1), m => Assert.Throws<InvalidOperationException>(() => m.Payload));
        }

        Assert.Equal(s_three, owned.Select(m => m.GetText()));
        foreach (CurlBorrowedMessage message in borrowed)
        {
            InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => message.Payload);
            Assert.Contains(nameof(CurlWebSocket.ReceiveMessagesAsync), e.Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(message.GetText);
            Assert.Throws<InvalidOperationException>(message.ToString);
            Assert.Throws<InvalidOperationException>(() => message.ToOwned());
            Assert.Equal(WebSocketMessageType.Text, message.MessageType);
        }

        Assert.Equal(3, borrowed.Distinct().Count());
        Assert.True(default(CurlBorrowedMessage).Payload.IsEmpty);
    });

    /// <summary>What is lent must not be overwritten by another receive: there is none beside it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveBorrowedMessages_UnderWay_OtherWholeMessagesAreRefused(CurlFraming framing) => ThreeAsync(framing, async socket =>
    {
        await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync(Deadline.Token()))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => socket.ReceiveMessageAsync(Deadline.Token()).AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync().AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => socket.ReceiveBorrowedMessagesAsync(Deadline.Token()).GetAsyncEnumerator().MoveNextAsync().AsTask());
            Assert.Equal("first", message.GetText());
            break;
        }

        Assert.Equal("second", (await socket.ReceiveMessageAsync(Deadline.Token()))!.GetText());
        Assert.Equal("third", (await socket.ReceiveMessageAsync(Deadline.Token()))!.GetText());
    });

    /// <summary>A payload of a ping can be kept after its event, and after the next ping.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task PingReceived_PayloadsStored_KeepTheirBytes(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Ping("one"), Wire.Ping("two"), Wire.Pong("three"), Wire.Text("end")));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            List<ReadOnlyMemory<byte>> payloads = [];
            socket.PingReceived += (_, e) => payloads.Add(e.Payload);
            socket.PongReceived += (_, e) => payloads.Add(e.Payload);
            await socket.ReceiveMessageAsync(Deadline.Token());
            Assert.Equal(["one", "two", "three"], payloads.Select(p => System.Text.Encoding.ASCII.GetString(p.Span)));
        });

    private static Task ThreeAsync(CurlFraming framing, Func<CurlWebSocket, Task> test) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat([.. s_three.Select(Wire.Text), Wire.Close(1000, "end")]));
            await c.WaitForEofAsync();
        },
        test);
}
