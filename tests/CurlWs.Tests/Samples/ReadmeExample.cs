using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Samples;

/// <summary>The example of the README, compiled and run: between the two marks is what stands there.</summary>
internal static class ReadmeExample
{
    internal static string Echo(string url)
    {
        // <example>
        byte[] buffer = new byte[256];
        nuint count = 0;
        CURL? curl = curl_easy_init();
        CURLM? multi = curl_multi_init();
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L); // upgrade to WebSocket and return
        CURLcode result = curl_easy_perform(curl);
        if (result == CURLE_OK)
        {
            curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, out curl_socket_t socket);
            curl_ws_send(curl, "hello"u8, out _, 0, CURLWS_TEXT);
            while ((result = curl_ws_recv(curl, buffer, out count, out _)) == CURLE_AGAIN)
            {
                curl_multi_poll(multi, [new curl_waitfd { fd = socket, events = CURL_WAIT_POLLIN }], 1000, out _);
            }
        }

        string answer = result == CURLE_OK ? Encoding.UTF8.GetString(buffer, 0, (int)count) : curl_easy_strerror(result);
        curl_easy_cleanup(curl);
        curl_multi_cleanup(multi);
        // </example>
        return answer;
    }
}
