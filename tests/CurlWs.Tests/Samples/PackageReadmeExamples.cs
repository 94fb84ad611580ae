using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the package's README, compiled and run: between the two marks is what stands there.</summary>
internal static class PackageReadmeExamples
{
    internal static async Task<string> EchoAsync(Uri uri)
    {
        // <example>
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        string answer = "";
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync())
        {
            answer = message.GetText();
            break;
        }
        // </example>

        return answer;
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
