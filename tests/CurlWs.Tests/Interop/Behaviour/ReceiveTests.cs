using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>curl_ws_recv on a CONNECT_ONLY handle: frames and final code, however the bytes come.</summary>
public sealed class ReceiveTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Deliveries() =>
        ReceiveCase.All
            .SelectMany(each => Delivery.For(each.Bytes.Length).Select(way => new TheoryDataRow<string, string>(each.Name, way)));

    [Theory]
    [MemberData(nameof(Deliveries))]
    public Task Recv_ServerBytes_GivesFramesAndCode(string name, string way)
    {
        ReceiveCase expected = ReceiveCase.Named(name);
        return BlockingClient.RunAsync(connection => Delivery.SendAsync(connection, way, expected.Bytes), server =>
        {
            using Session session = Session.ConnectQuiet(server);
            Assert.Equal([.. Received.Lines(expected.Frames), expected.End.ToString()], session.RecvLines());
        });
    }

    public static IEnumerable<TheoryDataRow<string, int>> Buffers() =>
        ReceiveCase.All.SelectMany(each => new[] { 1, 3, 125 }
            .Where(size => each.Bytes.Length / size < 5000).Select(size => new TheoryDataRow<string, int>(each.Name, size)));

    [Theory]
    [MemberData(nameof(Buffers))]
    public Task Recv_SmallBuffer_GivesTheSameFrames(string name, int bufferSize)
    {
        ReceiveCase expected = ReceiveCase.Named(name);
        return BlockingClient.RunAsync(connection => Delivery.SendAsync(connection, Delivery.Whole, expected.Bytes), server =>
        {
            using Session session = Session.ConnectQuiet(server);
            Assert.Equal([.. Received.Lines(expected.Frames), expected.End.ToString()], session.RecvLines(bufferSize));
        });
    }
}
