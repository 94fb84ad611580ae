using System;
using System.Threading.Tasks;

namespace CurlWs.Tests.Samples;

/// <summary>The example of the README, compiled and run: between the two marks is what stands there.</summary>
internal static class ReadmeExample
{
    internal static async Task<string?> EchoAsync(Uri uri)
    {
        // <example>
        CurlWebSocketOptions options = new() { Deflate = new(), KeepAliveTimeout = TimeSpan.FromSeconds(20) };
        options.RequestHeaders.Add("Origin", "https://example.org");
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options);
        TimeSpan roundTrip = await socket.PingAsync();
        await socket.SendAsync("hello");
        string? answer = await socket.ReceiveTextAsync();
        // </example>

        return roundTrip > TimeSpan.Zero ? answer : "no time at all";
    }
}
