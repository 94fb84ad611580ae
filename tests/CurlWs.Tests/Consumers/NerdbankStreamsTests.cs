using System.IO;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Nerdbank.Streams;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>Nerdbank.Streams' adapters, and JSON through this library's own streams.</summary>
public sealed class NerdbankStreamsTests
{
    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task AsStream_Echo_CarriesBytes(SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoAsync, async socket =>
    {
        byte[] sent = Wire.Noise(500_000, seed: 11);
        byte[] received = new byte[sent.Length];
        Stream stream = socket.AsStream();
        Task reading = stream.ReadExactlyAsync(received, Deadline.Token()).AsTask();
        await stream.WriteAsync(sent, Deadline.Token());
        await reading;
        Assert.Equal(sent, received);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        Assert.Equal(WebSocketState.Closed, socket.State);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task UsePipe_Echo_CarriesBytesAndEnds(SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoAsync, async socket =>
    {
        byte[] sent = Wire.Noise(500_000, seed: 12);
        byte[] received = new byte[sent.Length];
        IDuplexPipe pipe = socket.UsePipe(cancellationToken: Deadline.Token());
        Task writing = pipe.Output.WriteAsync(sent, Deadline.Token()).AsTask();
        await pipe.Input.AsStream(leaveOpen: true).ReadExactlyAsync(received, Deadline.Token());
        await writing;
        Assert.Equal(sent, received);

        await pipe.Output.CompleteAsync();
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        Assert.True((await pipe.Input.ReadAsync(Deadline.Token())).IsCompleted);
        await pipe.Input.CompleteAsync();
    });

    [Theory]
    [InlineData(SocketKind.Curl)]
    [InlineData(SocketKind.CurlFrames)]
    public Task OwnStreams_Json_IsOneMessageEachWay(
        SocketKind kind) => ConsumerServer.RunAsync(kind, ConsumerServer.EchoWholeAsync, async socket =>
    {
        CurlWebSocket curl = Assert.IsType<CurlWebSocket>(socket);
        foreach (Point[] sent in (Point[][])[[new(1, 2)], [], [.. new Point[20_000]]])
        {
            await using (CurlMessageWriteStream writing = curl.OpenMessageWriter(WebSocketMessageType.Text))
            {
                await JsonSerializer.SerializeAsync(writing, sent, cancellationToken: Deadline.Token());
                await writing.CompleteAsync(Deadline.Token());
            }

            await using Stream reading = (await curl.OpenMessageReaderAsync(Deadline.Token()))!;
            Assert.Equal(sent, await JsonSerializer.DeserializeAsync<Point[]>(reading, cancellationToken: Deadline.Token()));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    });

    internal readonly record struct Point(int X, int Y);
}
