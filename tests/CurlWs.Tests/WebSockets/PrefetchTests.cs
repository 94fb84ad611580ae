using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.Easy;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Whole messages that are read ahead of the application.</summary>
public sealed class PrefetchTests
{
    private const int Size = 4096;

    private const int Prefetch = 20 * (Size + 16);

    /// <summary>Some wait here without being asked for; then the server is held back, and nothing is lost.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, 0)]
    [InlineData(CurlFraming.Libcurl, 0)]
    [InlineData(CurlFraming.Auto, Prefetch)]
    [InlineData(CurlFraming.Libcurl, Prefetch)]
    public async Task Enumeration_ApplicationIsSlow_ReadsSomeAheadAndHoldsTheServerBack(CurlFraming framing, int prefetch)
    {
        const int Count = 3000;
        int written = 0;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                for (; written < Count; Interlocked.Increment(ref written))
                {
                    await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Binary, SlowPeer.Numbered(written, Size)), Deadline.Token());
                }

                await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Close, [0x03, 0xe8]));
                await c.ReadFramesUntilCloseAsync();
            },
            async socket =>
            {
                int next = 0;
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                {
                    Assert.Equal(next++, SlowPeer.NumberOf(message.Payload.ToArray()));
                    if (next == 1)
                    {
                        // The server stands still: it writes no more, however often it is looked at.
                        await StandsStillAsync(() => Volatile.Read(ref written));
                        Assert.InRange(written, prefetch / Size, Count / 2);
                    }
                }

                Assert.Equal(Count, next);
                Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            },
            o => (o.Configure, o.ReceivePrefetch) = (easy => Connections.LimitBuffers(easy, 4096, receive: 4096), prefetch),
            new ScriptedServerOptions { SendBufferSize = 4096 });
    }

    /// <summary>What was read ahead and not taken comes first with whatever receives whole messages next.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Enumeration_LeftEarly_TheRestStaysForTheNextCalls(CurlFraming framing)
    {
        Gate ends = new();
        await Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < 9; i++)
                {
                    await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Text, System.Text.Encoding.UTF8.GetBytes($"\"{i}\"")));
                }

                await ends.WaitAsync();
            },
            async socket =>
            {
                List<string> came = [];
                foreach (int take in new[] { 1, 2 })
                {
                    await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                    {
                        came.Add(message.GetText());
                        if (message.GetText() == $"\"{take}\"")
                        {
                            break;
                        }
                    }
                }

                came.Add((await socket.ReceiveTextAsync(Deadline.Token()))!);
                came.Add((await socket.ReceiveMessageAsync(Deadline.Token()))!.GetText());
                came.Add($"\"{await socket.ReceiveJsonAsync(TextTests.Json.Default.String, Deadline.Token())}\"");
                await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync(Deadline.Token()))
                {
                    came.Add(message.GetText());
                    if (came.Count == 7)
                    {
                        break;
                    }
                }

                using CancellationTokenSource cancel = new();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cancel.Token))
                    {
                        came.Add(message.GetText());
                        if (came.Count == 9)
                        {
                            cancel.CancelAfter(1);
                        }
                    }
                });
                Assert.Equal(Enumerable.Range(0, 9).Select(i => $"\"{i}\""), came);
                Assert.Equal(WebSocketState.Open, socket.State);
                ends.Open();
            },
            o => o.ReceivePrefetch = 1000);
    }

    /// <summary>A failure comes behind what arrived before it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Enumeration_ServerBreaksOff_MessagesComeBeforeTheFailure(CurlFraming framing)
    {
        await Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < 10; i++)
                {
                    await c.Stream.WriteAsync(Wire.Frame(WireOpcode.Binary, SlowPeer.Numbered(i, Size)));
                }

                await c.CloseSendAsync();
            },
            async socket =>
            {
                int next = 0;
                await Assert.ThrowsAsync<WebSocketException>(async () =>
                {
                    await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
                    {
                        await Task.Yield();
                        Assert.Equal(next++, SlowPeer.NumberOf(message.Payload.ToArray()));
                    }
                });
                Assert.Equal(10, next);
            },
            o => o.ReceivePrefetch = 1 << 20);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Enumeration_Aborted_EndsAndCanBeDisposed(CurlFraming framing)
    {
        Gate ends = new();
        await Connections.RunAsync(
            framing,
            _ => ends.WaitAsync(),
            async socket =>
            {
                IAsyncEnumerator<CurlWebSocketMessage> messages = socket.ReceiveMessagesAsync(Deadline.Token()).GetAsyncEnumerator();
                Task<bool> next = messages.MoveNextAsync().AsTask();
                Assert.True(await WebSocketCallsClient.StaysPendingAsync(next));
                socket.Abort();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(next));
                Assert.False(await messages.MoveNextAsync());
                await Deadline.Within(messages.DisposeAsync().AsTask());
                ends.Open();
            },
            o => o.ReceivePrefetch = 1000);
    }

    private static async Task StandsStillAsync(Func<int> count)
    {
        for (int still = 0; still < 100;)
        {
            int before = count();
            still = await WebSocketCallsClient.StaysPendingAsync(new TaskCompletionSource().Task) && count() == before ? still + 1 : 0;
        }
    }
}
