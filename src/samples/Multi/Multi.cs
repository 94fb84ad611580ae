// One easy handle driven by the multi interface: nothing blocks but curl_multi_poll. The handle stays added as long as it is
// connected: to remove it is to close the connection.
//
//     Multi [url [ca-file]]

using System;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class Multi
{
    private const int BUFFER_SIZE = 1024;

    // Drives the transfer until it is done: connected and upgraded, or failed.
    private static CURLcode connect(CURLM? multi, CURL? curl)
    {
        int still_running;
        int msgs_left;
        CURLMsg* msg;
        CURLMcode mc;

        do
        {
            mc = curl_multi_perform(multi, &still_running);
            if (mc == CURLM_OK && still_running != 0)
            {
                mc = curl_multi_poll(multi, null, 0, 1000, null);
            }

            if (mc != CURLM_OK)
            {
                Console.Error.WriteLine($"the multi handle failed: {curl_multi_strerror(mc)}");
                return CURLE_FAILED_INIT;
            }
        }
        while (still_running != 0);

        while ((msg = curl_multi_info_read(multi, &msgs_left)) != null)
        {
            if (msg->msg == CURLMSG_DONE && msg->easy_handle == curl)
            {
                return msg->data.result;
            }
        }

        return CURLE_FAILED_INIT;
    }

    // The transfer is done for libcurl, so it no longer watches the socket: we hand it in.
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

    // Receives one frame, answers it when it is a PING, and goes on to the next then.
    private static CURLcode recv_frame(CURLM? multi, CURL? curl, byte* buf, nuint* len, int* flags)
    {
        nuint rlen;
        curl_ws_frame* meta;
        CURLcode result;

        *len = 0;

    again:
        result = curl_ws_recv(curl, buf + *len, BUFFER_SIZE - *len, &rlen, &meta);
        if (result == CURLE_AGAIN)
        {
            result = wait_on_socket(multi, curl, CURL_WAIT_POLLIN);
            if (result == CURLE_OK)
            {
                goto again;
            }
        }

        if (result != CURLE_OK)
        {
            return result;
        }

        *len += rlen;
        *flags = meta->flags;
        if (meta->bytesleft > (long)(BUFFER_SIZE - *len))
        {
            return CURLE_TOO_LARGE;
        }

        if (meta->bytesleft != 0)
        {
            goto again;
        }

        if ((*flags & CURLWS_PING) != 0)
        {
            result = send_frame(multi, curl, buf, *len, CURLWS_PONG);
            *len = 0;
            if (result == CURLE_OK)
            {
                goto again;
            }
        }

        return result;
    }

    private static CURLcode websocket(CURLM? multi, CURL? curl)
    {
        string[] messages = ["one", "two", "three"];
        byte* buffer = stackalloc byte[BUFFER_SIZE];
        nuint len = 0;
        int flags;
        CURLcode result;

        foreach (string message in messages)
        {
            fixed (byte* text = Encoding.UTF8.GetBytes(message))
            {
                result = send_frame(multi, curl, text, (nuint)Encoding.UTF8.GetByteCount(message), CURLWS_TEXT);
            }

            if (result == CURLE_OK)
            {
                result = recv_frame(multi, curl, buffer, &len, &flags);
            }

            if (result != CURLE_OK)
            {
                return result;
            }

            Console.WriteLine($"sent '{message}', received '{Encoding.UTF8.GetString(buffer, (int)len)}'");
        }

        buffer[0] = 1000 >> 8;
        buffer[1] = 1000 & 0xff;
        result = send_frame(multi, curl, buffer, 2, CURLWS_CLOSE);
        while (result == CURLE_OK)
        {
            result = recv_frame(multi, curl, buffer, &len, &flags);
            if (result == CURLE_OK && (flags & CURLWS_CLOSE) != 0)
            {
                Console.WriteLine($"closed with {(len < 2 ? 1005 : (buffer[0] << 8) | buffer[1])}");
                break;
            }
        }

        return result;
    }

    private static int Main(string[] argv)
    {
        CURL? curl;
        CURLM? multi;
        long response_code;
        CURLcode result = curl_global_init(CURL_GLOBAL_ALL);

        if (result != CURLE_OK)
        {
            return (int)result;
        }

        using SampleServer server = SampleServer.Find(argv, "/echo");
        curl = curl_easy_init();
        multi = curl_multi_init();
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

        if (curl_multi_add_handle(multi, curl) != CURLM_OK)
        {
            result = CURLE_FAILED_INIT;
            goto cleanup;
        }

        result = connect(multi, curl);
        if (result == CURLE_OK)
        {
            curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response_code);
            Console.WriteLine($"connected, the server answered {response_code}");
            result = websocket(multi, curl);
        }

        if (result != CURLE_OK)
        {
            Console.Error.WriteLine($"failed with {(int)result}: {curl_easy_strerror(result)}");
        }

        curl_multi_remove_handle(multi, curl);

    cleanup:
        curl_easy_cleanup(curl);
        curl_multi_cleanup(multi);
        curl_global_cleanup();
        return (int)result;
    }
}
