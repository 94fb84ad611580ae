using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The members that block.</summary>
public sealed class BlockingTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Blocking_SendAndReceive_Work(CurlFraming framing) => ScriptedServer.RunAsync(
        Scripts.EchoAsync,
        server => Task.Run(() =>
        {
            using CurlWebSocket socket = CurlWebSocket.Connect(server.WsUri, Connections.Options(framing), Deadline.Token());
            socket.Send("ping"u8.ToArray(), WebSocketMessageType.Text, Deadline.Token());
            byte[] buffer = new byte[10];
            ValueWebSocketReceiveResult result = socket.Receive(buffer, Deadline.Token());
            Assert.Equal("ping", Encoding.UTF8.GetString(buffer, 0, result.Count));
        }));
}
