// A connection of our own: curl_easy_perform connects and returns, then we send pings, wait for the pongs, and close.
//
//     PingPong [url [ca-file]]

using System;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class PingPong
{
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

    // Sends one frame. libcurl may take it in parts, and then wants exactly the rest.
    private static CURLcode send_frame(CURLM? multi, CURL? curl, byte* buf, nuint len, uint flags)
    {
        nuint sent;
        CURLcode result;

    again:
        result = curl_ws_send(curl, buf, len, &sent, 0, flags);
        buf += sent;
        len -= sent;
        if (result == CURLE_AGAIN || (result == CURLE_OK && len != 0))
        {
            result = wait_on_socket(multi, curl, CURL_WAIT_POLLOUT);
            if (result == CURLE_OK)
            {
                goto again;
            }
        }

        return result;
    }

    // Receives one frame. It may come in parts: bytesleft tells how much of it is still to come.
    private static CURLcode recv_frame(CURLM? multi, CURL? curl, byte* buf, nuint size, nuint* len, int* flags)
    {
        nuint rlen;
        curl_ws_frame* meta;
        CURLcode result;

        *len = 0;

    again:
        result = curl_ws_recv(curl, buf + *len, size - *len, &rlen, &meta);
        if (result == CURLE_AGAIN)
        {
            result = wait_on_socket(multi, curl, CURL_WAIT_POLLIN);
            if (result == CURLE_OK)
            {
                goto again;
            }
        }
        else if (result == CURLE_OK)
        {
            *len += rlen;
            *flags = meta->flags;
            if (meta->bytesleft > (long)(size - *len))
            {
                return CURLE_TOO_LARGE;
            }

            if (meta->bytesleft != 0)
            {
                goto again;
            }
        }

        return result;
    }

    private static CURLcode recv_pong(CURLM? multi, CURL? curl, byte* expected, nuint expected_len)
    {
        byte* buffer = stackalloc byte[BUFFER_SIZE];
        nuint len;
        int flags;
        CURLcode result;

    again:
        result = recv_frame(multi, curl, buffer, BUFFER_SIZE, &len, &flags);
        if (result != CURLE_OK)
        {
            return result;
        }

        if ((flags & CURLWS_PONG) != 0)
        {
            bool same = new Span<byte>(buffer, (int)len).SequenceEqual(new Span<byte>(expected, (int)expected_len));
            Console.WriteLine($"received a PONG with {(same ? "the same" : "another")} payload");
            return CURLE_OK;
        }

        if ((flags & CURLWS_CLOSE) != 0)
        {
            Console.Error.WriteLine("the server closed before it sent the PONG");
            return CURLE_GOT_NOTHING;
        }

        Console.WriteLine($"received {len} bytes that are no PONG, flags 0x{flags:x}");

        // libcurl would answer, but an idle reader's answer may wait in it for ever: see CURLWS_NOAUTOPONG below.
        if ((flags & CURLWS_PING) != 0)
        {
            result = send_frame(multi, curl, buffer, len, CURLWS_PONG);
            if (result != CURLE_OK)
            {
                return result;
            }
        }

        goto again;
    }

    // Says goodbye, and waits until the server has said it too.
    private static CURLcode websocket_close(CURLM? multi, CURL? curl)
    {
        byte* buffer = stackalloc byte[BUFFER_SIZE];
        byte* normal = stackalloc byte[] { 1000 >> 8, 1000 & 0xff };
        nuint len;
        int flags;
        CURLcode result = send_frame(multi, curl, normal, 2, CURLWS_CLOSE);

        while (result == CURLE_OK)
        {
            result = recv_frame(multi, curl, buffer, BUFFER_SIZE, &len, &flags);
            if (result == CURLE_OK && (flags & CURLWS_CLOSE) != 0)
            {
                Console.WriteLine($"closed with {(len < 2 ? 1005 : (buffer[0] << 8) | buffer[1])}");
                break;
            }
        }

        return result;
    }

    private static CURLcode websocket(CURLM? multi, CURL? curl)
    {
        ReadOnlySpan<byte> payload = "foobar"u8;
        CURLcode result = CURLE_OK;

        fixed (byte* buf = payload)
        {
            for (int i = 1; i <= 3 && result == CURLE_OK; i++)
            {
                result = send_frame(multi, curl, buf, (nuint)payload.Length, CURLWS_PING);
                if (result == CURLE_OK)
                {
                    Console.WriteLine($"sent PING {i} with '{Encoding.UTF8.GetString(payload)}'");
                    result = recv_pong(multi, curl, buf, (nuint)payload.Length);
                }
            }
        }

        return result == CURLE_OK ? websocket_close(multi, curl) : result;
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

        using SampleServer server = SampleServer.Find(argv, "/echo");
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
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L); // connect, upgrade, and leave the rest to us
        curl_easy_setopt(curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);

        result = curl_easy_perform(curl);
        if (result != CURLE_OK)
        {
            Console.Error.WriteLine($"curl_easy_perform() failed: {curl_easy_strerror(result)}");
            goto cleanup;
        }

        result = websocket(multi, curl);
        if (result != CURLE_OK)
        {
            Console.Error.WriteLine($"the WebSocket failed: {curl_easy_strerror(result)}");
        }

    cleanup:
        curl_multi_cleanup(multi);
        curl_easy_cleanup(curl);
        curl_global_cleanup();
        return (int)result;
    }
}
