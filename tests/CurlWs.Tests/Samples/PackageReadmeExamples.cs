using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the package's README, compiled and run: between the two marks is what stands there.</summary>
[SuppressMessage("Usage", "CA2234", Justification = "An address may be a string, as a reader has it.")]
internal static class PackageReadmeExamples
{
    internal static async Task<string?> EchoAsync(Uri uri)
    {
        // <example>
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri);
        await socket.SendAsync("hello");
        string? answer = await socket.ReceiveTextAsync();
        // </example>

        return answer;
    }

    internal static async Task ChatAsync(
        string url, ChannelReader<string> lines, Action<string> show, TimeSpan pause, CancellationToken stop)
    {
        // <example>
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(url, new() { Deflate = new() }, stop);
                Task sending = SendLinesAsync(socket);
                while (await socket.ReceiveTextAsync(stop) is { } text)
                {
                    show(text);
                }
            }
            catch (WebSocketException e)
            {
                show($"lost: {e.Message}");
                await Task.Delay(pause, stop);
            }
        }

        async Task SendLinesAsync(CurlWebSocket socket)
        {
            while (await lines.WaitToReadAsync(stop) && socket.State == WebSocketState.Open && lines.TryRead(out string? line))
            {
                await socket.SendAsync(line, stop);
            }
        }
        // </example>
    }

    internal static nuint Send(string url)
    {
        // <example>
        nuint sent = 0;
        using CURL? curl = curl_easy_init();
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        if (curl_easy_perform(curl) == CURLE_OK)
        {
            curl_ws_send(curl, "hello"u8, out sent, 0, CURLWS_TEXT);
        }
        // </example>

        return sent;
    }
}
