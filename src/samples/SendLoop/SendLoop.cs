// The loop of curl_ws_send(3), finished: a message that libcurl takes in parts, and a wait on the socket where the manual leaves
// a gap. The server answers with the length and the SHA-256 of what it got.
//
//     SendLoop [url [ca-file]]

using System;
using System.Security.Cryptography;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class SendLoop
{
    private const int MESSAGE_SIZE = 16 << 20;
    private const int BUFFER_SIZE = 1024;

    // Sleeps until the connection's socket is ready, half a minute at most.
    private static CURLcode wait_on_socket(CURLM? multi, CURL? curl, int events)
    {
        curl_waitfd fd;
        int ready;
        CURLcode result = curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd.fd);

        if (result != CURLE_OK)
        {
            return result;
        }

        fd.events = (short)events;
        if (curl_multi_poll(multi, &fd, 1, 30000, &ready) != CURLM_OK)
        {
            return CURLE_FAILED_INIT;
        }

        return ready != 0 ? CURLE_OK : CURLE_OPERATION_TIMEDOUT;
    }

    // After a short count libcurl wants exactly the rest: it has encoded it already. The flags stay the same within the frame.
    // A server that sends as much as it receives would need us to receive in between.
    private static CURLcode send_all(CURLM? multi, CURL? curl, byte* buffer, nuint len, uint flags)
    {
        nuint offset = 0;
        CURLcode result = CURLE_OK;

        while (result == CURLE_OK)
        {
            nuint sent;

            result = curl_ws_send(curl, buffer + offset, len - offset, &sent, 0, flags);
            if (result == CURLE_OK)
            {
                offset += sent;
                if (offset == len)
                {
                    break;
                }
            }

            // The socket takes no more for now.
            if (result == CURLE_AGAIN)
            {
                Console.WriteLine($"{offset} of {len} bytes sent, waiting for the socket");
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLOUT);
            }
        }

        return result;
    }

    // Waits for one short frame of a kind. Pings are answered on the way.
    private static CURLcode recv_one(CURLM? multi, CURL? curl, byte* buffer, nuint* len, int wanted)
    {
        nuint offset = 0;
        CURLcode result = CURLE_OK;

        while (result == CURLE_OK)
        {
            nuint recv;
            curl_ws_frame* meta;

            result = curl_ws_recv(curl, buffer + offset, BUFFER_SIZE - offset, &recv, &meta);
            if (result == CURLE_AGAIN)
            {
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLIN);
            }
            else if (result == CURLE_OK)
            {
                int flags = meta->flags;

                offset += recv;
                if (meta->bytesleft > (long)(BUFFER_SIZE - offset))
                {
                    result = CURLE_TOO_LARGE;
                }
                else if (meta->bytesleft == 0)
                {
                    if ((flags & wanted) != 0)
                    {
                        break;
                    }

                    if ((flags & CURLWS_PING) != 0)
                    {
                        result = send_all(multi, curl, buffer, offset, CURLWS_PONG);
                    }
                    else if ((flags & CURLWS_CLOSE) != 0)
                    {
                        result = CURLE_GOT_NOTHING;
                    }

                    offset = 0;
                }
            }
        }

        *len = offset;
        return result;
    }

    private static CURLcode websocket(CURLM? multi, CURL? curl)
    {
        byte[] message = new byte[MESSAGE_SIZE];
        byte* buffer = stackalloc byte[BUFFER_SIZE];
        nuint len;
        CURLcode result;

        for (int i = 0; i < message.Length; i++)
        {
            message[i] = (byte)(i * 31);
        }

        fixed (byte* p = message)
        {
            result = send_all(multi, curl, p, (nuint)message.Length, CURLWS_BINARY);
        }

        if (result != CURLE_OK)
        {
            return result;
        }

        Console.WriteLine($"{message.Length} bytes sent");
        result = recv_one(multi, curl, buffer, &len, CURLWS_TEXT);
        if (result != CURLE_OK)
        {
            return result;
        }

        Console.WriteLine($"here:  {message.Length} {Convert.ToHexStringLower(SHA256.HashData(message))}");
        Console.WriteLine($"there: {Encoding.UTF8.GetString(buffer, (int)len)}");

        buffer[0] = 1000 >> 8;
        buffer[1] = 1000 & 0xff;
        result = send_all(multi, curl, buffer, 2, CURLWS_CLOSE);
        return result == CURLE_OK ? recv_one(multi, curl, buffer, &len, CURLWS_CLOSE) : result;
    }

    private static int Main(string[] argv)
    {
        CURL? curl;
        CURLM? multi;
        CURLcode result = curl_global_init(CURL_GLOBAL_ALL);

        if (result != CURLE_OK)
        {
            return (int)result;
        }

        using SampleServer server = SampleServer.Find(argv, "/collect");
        curl = curl_easy_init();
        multi = curl_multi_init(); // to wait with: no handle is ever added to it
        if (!curl || !multi)
        {
            result = CURLE_OUT_OF_MEMORY;
            goto cleanup;
        }

        curl_easy_setopt(curl, CURLOPT_URL, server.Url);
        if (server.CaFile != null)
        {
            curl_easy_setopt(curl, CURLOPT_CAINFO, server.CaFile);
        }

        curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        curl_easy_setopt(curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);

        result = curl_easy_perform(curl);
        if (result == CURLE_OK)
        {
            result = websocket(multi, curl);
        }

        if (result != CURLE_OK)
        {
            Console.Error.WriteLine($"failed with {(int)result}: {curl_easy_strerror(result)}");
        }

    cleanup:
        curl_multi_cleanup(multi);
        curl_easy_cleanup(curl);
        curl_global_cleanup();
        return (int)result;
    }
}
