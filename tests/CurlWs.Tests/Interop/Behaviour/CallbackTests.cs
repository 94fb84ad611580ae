using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Receiving through a write callback: the same bytes, told to a callback.</summary>
public sealed class CallbackTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Deliveries() =>
        ReceiveCase.All.SelectMany(each => Delivery.For(each.Bytes.Length)
            .Where(way => way is not Delivery.HalfGlued and not "1" and not "7")
            .Select(way => new TheoryDataRow<string, string>(each.Name, way)));

    [Theory]
    [MemberData(nameof(Deliveries))]
    public Task Callback_ServerBytes_GetsFramesAndCode(string name, string way)
    {
        ReceiveCase given = ReceiveCase.Named(name);

        // 8.6 to 8.15 do not call it for frames without payload.
        Received[] frames = [.. given.Frames.Where(frame => frame.Payload.Length > 0 || LibcurlVersions.Since(LibcurlVersions.V8_16))];

        // Once a single byte of a frame has come, the end of the stream is a good end, wherever it comes.
        CURLcode end = given.End == CURLE_GOT_NOTHING && given.Bytes.Length > 0 ? CURLE_OK : given.End;
        return BlockingClient.RunAsync(connection => Delivery.SendAsync(connection, way, given.Bytes), server =>
        {
            using FrameTransfer transfer = new(server, Session.NoAutoPong);
            Assert.Equal([.. Received.Lines(frames), end.ToString()], transfer.PerformLines());
        });
    }
}
