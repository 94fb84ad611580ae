using System.IO;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A message that is read as a stream.</summary>
public sealed class ReceiveStreamTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task ReceiveStream_ReadsOneMessageToItsEnd(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(
                Wire.Frame(WireOpcode.Text, "hello "u8, fin: false), Wire.Frame(WireOpcode.Continuation, default, fin: false),
                Wire.Frame(WireOpcode.Continuation, "world"u8), Wire.Text(""), Wire.Close(1000, "")));
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            using StreamReader reader = new((await socket.OpenMessageReaderAsync(Deadline.Token()))!, Encoding.UTF8);
            Assert.Equal("hello world", await reader.ReadToEndAsync(Deadline.Token()));
            using StreamReader empty = new((await socket.OpenMessageReaderAsync(Deadline.Token()))!, Encoding.UTF8);
            Assert.Equal("", await empty.ReadToEndAsync(Deadline.Token()));
            Assert.Null(await socket.OpenMessageReaderAsync(Deadline.Token()));
        });
}
