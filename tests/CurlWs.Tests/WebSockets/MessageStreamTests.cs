using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The streams of one message: type, length where it is known, progress, and pipes over them.</summary>
public sealed class MessageStreamTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Reader_EachKindOfMessage_TellsTypeAndLengthWhereItIsKnown(CurlFraming framing)
    {
        (WebSocketMessageType, long?, int)[] expected =
        [
            (WebSocketMessageType.Text, 5, 5), (WebSocketMessageType.Binary, 0, 0), (WebSocketMessageType.Binary, 70_000, 70_000),
            (WebSocketMessageType.Text, null, 2), (WebSocketMessageType.Binary, null, 0),
        ];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(
                    Wire.Text("hello"), Wire.Binary([]), Wire.Binary(new byte[70_000]),
                    Wire.Frame(WireOpcode.Text, "a"u8, fin: false), Wire.Frame(WireOpcode.Continuation, "b"u8),
                    Wire.Frame(WireOpcode.Binary, fin: false), Wire.Frame(WireOpcode.Continuation), Wire.Close(1000, "")));
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                List<(WebSocketMessageType, long?, int)> seen = [];
                while (await socket.OpenMessageReaderAsync(Deadline.Token()) is { } stream)
                {
                    MemoryStream copy = new();
                    await stream.CopyToAsync(copy, Deadline.Token());
                    seen.Add((stream.MessageType, stream.MessageLength, (int)copy.Length));
                    Assert.Equal(copy.Length, stream.Position);
                }

                Assert.Equal(expected, seen);
            });
    }

    /// <summary>What the length of a part would be is not the message's.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Reader_MessageThatWasBegunOtherwise_KnowsNoLength(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Text("0123456789"));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Assert.Equal(4, (await socket.ReceiveAsync(new byte[4].AsMemory(), Deadline.Token())).Count);
            using StreamReader reader = new((await socket.OpenMessageReaderAsync(Deadline.Token()))!);
            Assert.Null(((CurlMessageReadStream)reader.BaseStream).MessageLength);
            Assert.Equal("456789", await reader.ReadToEndAsync(Deadline.Token()));
        });

    [Fact]
    public Task Reader_Compressed_KnowsNoLength()
    {
        CompressionTests.SkipWithoutOwnDecoder();
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync(r => r.Extensions = "permessage-deflate");
                using WebSocket server = WebSocket.CreateFromStream(
                    c.Stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = new() });
                await server.SendAsync(new byte[5000], WebSocketMessageType.Binary, true, Deadline.Token());
                await c.WaitForEofAsync();
            },
            async s =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(s.WsUri, CurlFraming.Auto, o => o.Deflate = new());
                CurlMessageReadStream stream = (await socket.OpenMessageReaderAsync(Deadline.Token()))!;
                Assert.Null(stream.MessageLength);
                Assert.Equal(5000, await stream.ReadAtLeastAsync(new byte[5000], 5000, cancellationToken: Deadline.Token()));
                socket.Abort();
            });
    }

    [Theory]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    public Task Progress_OfALongMessage_IsToldOnTheWayAndAtTheEnd(CurlFraming framing, bool known)
    {
        const int Length = 1_000_000;
        byte[] payload = Wire.Noise(Length, 8);
        return ScriptedServer.RunAsync(
            Scripts.EchoAsync,
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                Told sent = new();
                Told received = new();
                Task send = Task.Run(async () =>
                {
                    await using CurlMessageWriteStream writer =
                        socket.OpenMessageWriter(WebSocketMessageType.Binary, known ? Length : null);
                    writer.Progress = sent;
                    await writer.WriteAsync(payload.AsMemory(0, 900_000), Deadline.Token());
                    await writer.WriteAsync(payload.AsMemory(900_000), Deadline.Token());
                    await writer.CompleteAsync(Deadline.Token());
                });
                CurlMessageReadStream reader = (await socket.OpenMessageReaderAsync(Deadline.Token()))!;
                reader.Progress = received;
                MemoryStream copy = new();
                await reader.CopyToAsync(copy, Deadline.Token());
                await send;
                Assert.Equal(payload, copy.ToArray());
                Assert.Equal([262_144, 524_288, 786_432, 900_000, Length], sent.Counts);
                Assert.True(received.Counts.Count > 1);
                Assert.Equal(Length, received.Counts[^1]);
                Assert.Equal(received.Counts.Distinct().Order(), received.Counts);
            });
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Progress_MoreThanWasAnnounced_IsRefusedBeforeAnyOfItIsSent(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal(300_000, (await c.ReadFrameAsync()).Payload.Length);
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await using CurlMessageWriteStream writer = socket.OpenMessageWriter(WebSocketMessageType.Binary, 300_000);
            writer.Progress = new Told();
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteAsync(new byte[300_001].AsMemory()).AsTask());
            await writer.WriteAsync(new byte[300_000], Deadline.Token());
            await writer.CompleteAsync(Deadline.Token());
        });

    /// <summary>The framework's pipes over the streams read and write straight from and into their own memory.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Pipes_OverTheStreams_CarryAMessageBothWays(CurlFraming framing)
    {
        byte[] payload = Wire.Noise(300_000, 9);
        return ScriptedServer.RunAsync(
            Scripts.EchoAsync,
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
                Task send = Task.Run(async () =>
                {
                    await using CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Binary);
                    PipeWriter writer = PipeWriter.Create(message, new StreamPipeWriterOptions(leaveOpen: true));
                    for (int i = 0; i < payload.Length; i += 1000)
                    {
                        payload.AsSpan(i, 1000).CopyTo(writer.GetSpan(1000));
                        writer.Advance(1000);
                        if (i % 50_000 == 0)
                        {
                            await writer.FlushAsync(Deadline.Token());
                        }
                    }

                    await writer.CompleteAsync();
                    await message.CompleteAsync(Deadline.Token());
                });
                PipeReader reader = PipeReader.Create((await socket.OpenMessageReaderAsync(Deadline.Token()))!);
                ReadResult result;
                while (!(result = await reader.ReadAsync(Deadline.Token())).IsCompleted)
                {
                    reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                }

                await send;
                Assert.True(result.Buffer.ToArray().AsSpan().SequenceEqual(payload));
                await reader.CompleteAsync();
            });
    }

    /// <summary>Counts at once, where the framework's Progress would post.</summary>
    private sealed class Told : IProgress<long>
    {
        internal List<long> Counts { get; } = [];

        public void Report(long value) => Counts.Add(value);
    }
}
