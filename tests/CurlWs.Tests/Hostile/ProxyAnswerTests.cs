using System;
using System.IO;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>
/// A proxy whose refusal never ends: libcurl skips a 407's body before it asks again, in one call as long as bytes are there.
/// </summary>
public sealed class ProxyAnswerTests
{
    public static TheoryData<string> Bodies => ["Transfer-Encoding: chunked", "Content-Length: 9000000000000"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Refusal_WithoutEnd_EndsAndHoldsNobodyUp(string body)
    {
        await using ScriptedServer proxy = ScriptedServer.Start(c => FloodAsync(c, body));
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o =>
        {
            o.Proxy = proxy.HttpUri;
            o.ProxyCredentials = new NetworkCredential("me", "it");
        });
        Task<CurlWebSocket> stuck = CurlWebSocket.ConnectAsync(server.WsUri, options, Deadline.Token());

        // All connects are made on one thread.
        await TransportClient.EchoAsync(server.WsUri, o => o.UseEnvironmentProxy = false);
        WebSocketException failure = await Assert.ThrowsAsync<WebSocketException>(() => stuck);
        Assert.Contains("the proxy's answer has more than 262144 bytes", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Slowly: what ends it is the time or the token.</summary>
    [Fact]
    public async Task Refusal_DribbledWithoutEnd_EndsWithTheTokenAndTheTime()
    {
        await using ScriptedServer proxy = ScriptedServer.Start(c => DribbleAsync(c));
        CurlWebSocketOptions options = Connections.Options(
            CurlFraming.Auto, o => (o.Proxy, o.ProxyCredentials) = (proxy.HttpUri, new NetworkCredential("me", "it")));
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CurlWebSocket.ConnectAsync(new Uri("ws://127.0.0.1:1/"), options, cancel.Token));
        options.ConnectTimeout = TimeSpan.FromMilliseconds(100);
        WebSocketException failure = await Assert.ThrowsAsync<WebSocketException>(
            () => CurlWebSocket.ConnectAsync(new Uri("ws://127.0.0.1:1/"), options, Deadline.Token()));
        Assert.Equal(CurlErrorCode.OperationTimedOut, Assert.IsType<CurlException>(failure.InnerException).Code);
    }

    private static async Task DribbleAsync(ScriptedConnection connection)
    {
        try
        {
            // Also this: on a slow machine the time is up before the request has left.
            await connection.ReadRequestAsync();
            await connection.WriteAsync(
                ("HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"u8
                    + "Content-Length: 90000000000\r\n\r\n"u8).ToArray());
            while (true)
            {
                await connection.WriteAsync(new byte[1]);
                await connection.WaitUntilReadAsync();
            }
        }
        catch (IOException)
        {
            // The client went away, as it should.
        }
    }

    private static async Task FloodAsync(ScriptedConnection connection, string body)
    {
        await connection.ReadRequestAsync();
        byte[] chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
        try
        {
            await connection.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n{body}\r\n\r\n"));
            while (true)
            {
                await connection.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The client went away, as it should.
        }
    }
}
