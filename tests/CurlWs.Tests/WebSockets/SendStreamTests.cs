using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A message that is written as a stream: whole when it is completed, and never taken for whole when it is given up.</summary>
public sealed class SendStreamTests
{
    public static TheoryData<CurlFraming, bool> FramingsAndLength => new()
    {
        { CurlFraming.Auto, false }, { CurlFraming.Auto, true }, { CurlFraming.Libcurl, false }, { CurlFraming.Libcurl, true },
    };

    [Theory]
    [MemberData(nameof(FramingsAndLength))]
    public Task Copy_SourceThrows_NoWholeMessageArrivesAndTheFirstFailureSurfaces(CurlFraming framing, bool known) => Connections.RunAsync(
        framing,
        async c =>
        {
            // Fragments, or a part of the frame, and then the end of the connection.
            byte[] rest = await DrainAsync(c);
            Assert.True(known ? rest.Length < 6 + 100 : WireFrames.AreUnfinished(rest), Convert.ToHexString(rest));
        },
        async socket =>
        {
            IOException e = await Assert.ThrowsAsync<IOException>(async () =>
            {
                await using CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Text, known ? 100 : null);
                await new TornStream().CopyToAsync(message, Deadline.Token());
                await message.CompleteAsync(Deadline.Token());
            });
            Assert.Equal("torn", e.Message);
            Assert.Equal(WebSocketState.Aborted, socket.State);
            WebSocketException next = await Assert.ThrowsAsync<WebSocketException>(
                () => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token()));
            Assert.Contains("CompleteAsync", next.Message, StringComparison.Ordinal);
        });

    [Theory]
    [MemberData(nameof(FramingsAndLength))]
    public Task Dispose_NothingWritten_SendsNothingAndTheConnectionStays(CurlFraming framing, bool known) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("next", (await c.ReadFrameAsync()).Text);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.OpenMessageWriter(WebSocketMessageType.Text, known ? 100 : null).DisposeAsync();
            await socket.SendAsync("next"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
        });

    [Theory]
    [MemberData(nameof(FramingsAndLength))]
    public Task Write_CanceledBeforeItBegan_ConnectionStaysAndTheMessageGoesOn(CurlFraming framing, bool known) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("ab", (await c.ReadMessageAsync()).Text);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await using CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Text, known ? 2 : null);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => message.WriteAsync(new byte[2], new CancellationToken(true)).AsTask());
            await message.WriteAsync("ab"u8.ToArray(), Deadline.Token());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message.CompleteAsync(new CancellationToken(true)).AsTask());
            await message.CompleteAsync(Deadline.Token());
            Assert.False(message.CanWrite);
            await Assert.ThrowsAsync<InvalidOperationException>(() => message.CompleteAsync().AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(() => message.WriteAsync(new byte[1]).AsTask());
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_UnknownLength_IsFragmentsAndOtherSendsComeAfter(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            List<WireFrame> frames = [];
            for (int i = 0; i < 4; i++)
            {
                frames.Add(await c.ReadFrameAsync());
            }

            Assert.Equal(["ab", "cd", "", "after"], frames.Select(f => f.Text));
            Assert.Equal([false, false, true, true], frames.Select(f => f.Fin));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await using CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Text);
            Assert.Throws<InvalidOperationException>(() => socket.OpenMessageWriter(WebSocketMessageType.Text));
            await stream.WriteAsync("ab"u8.ToArray());
            Task after = socket.SendAsync("after"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            await stream.WriteAsync("cd"u8.ToArray());
            Assert.False(after.IsCompleted);
            await stream.CompleteAsync(Deadline.Token());
            await after;
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_KnownLength_IsOneFrame(CurlFraming framing)
    {
        byte[] payload = Wire.Noise(300_000, 5);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal(payload, (await c.ReadFrameAsync()).Payload);
                Assert.Empty((await c.ReadFrameAsync()).Payload);
                Assert.Equal("x", (await c.ReadFrameAsync()).Text);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await using (CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Binary, payload.Length))
                {
                    await new MemoryStream(payload).CopyToAsync(stream, 7000);
                    await stream.CompleteAsync(Deadline.Token());
                }

                await using (CurlMessageWriteStream empty = socket.OpenMessageWriter(WebSocketMessageType.Binary, 0))
                {
                    await empty.CompleteAsync(Deadline.Token());
                }

                await socket.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendStream_TooMuchOrTooLittle_IsRefused(CurlFraming framing) => Connections.RunAsync(
        framing,
        c => c.WaitForEofAsync(),
        async socket =>
        {
            CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Binary, 3);
            await Assert.ThrowsAsync<InvalidOperationException>(() => stream.WriteAsync(new byte[4].AsMemory()).AsTask());
            await stream.WriteAsync(new byte[2]);
            await Assert.ThrowsAsync<InvalidOperationException>(() => stream.CompleteAsync().AsTask());
            await stream.DisposeAsync();
            Assert.Equal(WebSocketState.Aborted, socket.State);
        });

    /// <summary>Sends that wait for a stream keep their call order, also with one that is called after the stream has ended.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ManyBehindAStream_ArriveInCallOrder(CurlFraming framing)
    {
        const int Count = 200;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal("stream", (await c.ReadMessageAsync()).Text);
                for (int i = 0; i < Count; i++)
                {
                    Assert.Equal($"{i}", (await c.ReadFrameAsync()).Text);
                }

                Assert.Equal("second stream", (await c.ReadMessageAsync()).Text);
                Assert.Equal("last", (await c.ReadFrameAsync()).Text);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await using CurlMessageWriteStream stream = socket.OpenMessageWriter(WebSocketMessageType.Text);
                await stream.WriteAsync("stream"u8.ToArray());
                Task[] sends = [.. Enumerable.Range(0, Count - 1).Select(i => Text(socket, $"{i}"))];
                Assert.All(sends, send => Assert.False(send.IsCompleted));
                await stream.CompleteAsync();
                sends = [.. sends, Text(socket, $"{Count - 1}")];
                await using (CurlMessageWriteStream second = socket.OpenMessageWriter(WebSocketMessageType.Text, "second stream".Length))
                {
                    await second.WriteAsync("second "u8.ToArray());
                    sends = [.. sends, Text(socket, "last")];
                    await second.WriteAsync("stream"u8.ToArray());
                    await second.CompleteAsync();
                }

                await Deadline.Within(Task.WhenAll(sends));
            });
    }

    private static Task Text(CurlWebSocket socket, string text) =>
        socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Deadline.Token());

    private static async Task<byte[]> DrainAsync(ScriptedConnection connection)
    {
        MemoryStream all = new();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count = 1; count > 0; all.Write(buffer, 0, count))
            {
                count = await connection.Stream.ReadAsync(buffer, Deadline.Token());
            }
        }
        catch (IOException)
        {
            // Reset: the same, as far as the message goes.
        }

        return all.ToArray();
    }

    private static class WireFrames
    {
        /// <summary>Whether small masked frames, all of them there, are fragments of which none is the last.</summary>
        internal static bool AreUnfinished(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length >= 6)
            {
                if ((bytes[0] & 0x80) != 0)
                {
                    return false;
                }

                bytes = bytes[Math.Min(bytes.Length, 6 + (bytes[1] & 0x7f))..];
            }

            return bytes.IsEmpty;
        }
    }

    /// <summary>Ten bytes, then a failure.</summary>
    private sealed class TornStream : MemoryStream
    {
        private bool _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read)
            {
                return ValueTask.FromException<int>(new IOException("torn"));
            }

            _read = true;
            buffer.Span[..10].Fill((byte)'x');
            return ValueTask.FromResult(10);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => Task.Run(
            async () =>
            {
                byte[] buffer = new byte[100];
                while (await ReadAsync(buffer, cancellationToken) is > 0 and int count)
                {
                    await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                }
            },
            cancellationToken);
    }
}
