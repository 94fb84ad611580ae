using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What the transport tests do with every way to a server: a message there and back, or a failure that says why.</summary>
internal static class TransportClient
{
    /// <summary>Connects, has a message echoed, and closes.</summary>
    internal static async Task<CurlWebSocketInfo> EchoAsync(
        Uri uri, Action<CurlWebSocketOptions>? configure = null, CurlFraming framing = CurlFraming.Auto)
    {
        using CurlWebSocket socket = await Connections.ConnectAsync(uri, framing, configure);
        await socket.SendAsync("there and back"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        Assert.Equal("there and back", Encoding.UTF8.GetString((await socket.ReceiveWholeAsync()).Payload));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        return socket.Info;
    }

    /// <summary>Fails to connect, with one of these codes of libcurl (which differ between its versions); any if none is given.</summary>
    internal static async Task<WebSocketException> FailsAsync(
        Uri uri, Action<CurlWebSocketOptions>? configure, params CurlErrorCode[] codes)
    {
        if (Array.IndexOf(codes, CurlErrorCode.PeerFailedVerification) >= 0)
        {
            WindowsFacts.RequireTrustDecisions();
        }

        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(uri, CurlFraming.Auto, configure), WebSocketError.Faulted);
        CurlException cause = Assert.IsType<CurlException>(failure.InnerException);
        if (codes.Length > 0)
        {
            Assert.Contains(cause.Code, codes);
        }

        return failure;
    }

    /// <summary>Fails before a connection: the reason names what is wrong.</summary>
    internal static async Task<ArgumentException> IsRefusedAsync(string uri, Action<CurlWebSocketOptions>? configure, string mentioned)
    {
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, configure);
        ArgumentException refused = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => CurlWebSocket.ConnectAsync(new Uri(uri), options, Deadline.Token()));
        Assert.Contains(mentioned, refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
