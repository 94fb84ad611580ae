using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A message that is written as a stream: whole when it is completed, and never taken for whole when it is given up.</summary>
public sealed class MessageWriterTests
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
                await using CurlMessageWriteStream message = socket.SendStream(WebSocketMessageType.Text, known ? 100 : null);
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
            await socket.SendStream(WebSocketMessageType.Text, known ? 100 : null).DisposeAsync();
            await socket.SendAsync("next"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
        });

    [Theory]
    [MemberData(nameof(FramingsAndLength))]
    public Task Write_CancelledBeforeItBegan_ConnectionStaysAndTheMessageGoesOn(CurlFraming framing, bool known) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal("ab", (await c.ReadMessageAsync()).Text);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await using CurlMessageWriteStream message = socket.SendStream(WebSocketMessageType.Text, known ? 2 : null);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message.WriteAsync(new byte[2], new CancellationToken(true)).AsTask());
            await message.WriteAsync("ab"u8.ToArray(), Deadline.Token());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message.CompleteAsync(new CancellationToken(true)).AsTask());
            await message.CompleteAsync(Deadline.Token());
            Assert.False(message.CanWrite);
            await Assert.ThrowsAsync<InvalidOperationException>(() => message.CompleteAsync().AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(() => message.WriteAsync(new byte[1]).AsTask());
        });

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
