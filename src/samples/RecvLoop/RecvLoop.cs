// The loop of curl_ws_recv(3), finished: frames that come in parts, and a wait on the socket where the manual leaves a gap.
//
//     RecvLoop [url [ca-file]]

using System;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class RecvLoop
{
    private const int FRAME_SIZE = 65536; // the biggest frame that we take
    private const int PART_SIZE = 100; // small, to see frames come in parts

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

    // A PONG or a CLOSE goes in one piece or, with a full socket, not at all; the rest of a piece is asked for again.
    private static CURLcode answer(CURLM? multi, CURL? curl, byte* payload, nuint len, uint flags)
    {
        nuint offset = 0;
        nuint sent;
        CURLcode result;

        do
        {
            result = curl_ws_send(curl, payload + offset, len - offset, &sent, 0, flags);
            offset += sent;
            if (result == CURLE_OK && offset == len)
            {
                break;
            }

            if (result == CURLE_OK || result == CURLE_AGAIN)
            {
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLOUT);
            }
        }
        while (result == CURLE_OK);

        return result;
    }

    private static CURLcode recv_frame(CURLM? multi, CURL? curl, byte* buffer, nuint* frame_len, int* flags)
    {
        nuint offset = 0;
        CURLcode result = CURLE_OK;

        while (result == CURLE_OK)
        {
            nuint recv;
            curl_ws_frame* meta; // libcurl's, and good only until the next call on the handle

            result = curl_ws_recv(curl, buffer + offset, nuint.Min(PART_SIZE, FRAME_SIZE - offset), &recv, &meta);
            if (result == CURLE_OK)
            {
                Console.WriteLine($"  {recv} bytes at {meta->offset}, {meta->bytesleft} to come");
                offset += recv;
                *flags = meta->flags;
                if (meta->bytesleft == 0)
                {
                    break; // the frame is complete
                }

                if (meta->bytesleft > (long)(FRAME_SIZE - offset))
                {
                    result = CURLE_TOO_LARGE;
                }
            }

            // Nothing there. Only now is the socket to be trusted: before, libcurl may have had more in its own buffers.
            if (result == CURLE_AGAIN)
            {
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLIN);
            }
        }

        *frame_len = offset;
        return result;
    }

    private static CURLcode recv_until_close(CURLM? multi, CURL? curl)
    {
        byte[] frame = new byte[FRAME_SIZE];
        CURLcode result = CURLE_OK;
        nuint len;
        int flags;

        fixed (byte* buffer = frame)
        {
            while (result == CURLE_OK)
            {
                result = recv_frame(multi, curl, buffer, &len, &flags);
                if (result != CURLE_OK)
                {
                    break;
                }

                string more = (flags & CURLWS_CONT) != 0 ? ", the message goes on" : "";
                if ((flags & CURLWS_TEXT) != 0)
                {
                    Console.WriteLine($"TEXT '{Encoding.UTF8.GetString(buffer, (int)len)}'{more}");
                }
                else if ((flags & CURLWS_BINARY) != 0)
                {
                    Console.WriteLine($"BINARY, {len} bytes{more}");
                }
                else if ((flags & CURLWS_PING) != 0)
                {
                    Console.WriteLine($"PING, {len} bytes");
                    result = answer(multi, curl, buffer, len, CURLWS_PONG);
                }
                else if ((flags & CURLWS_CLOSE) != 0)
                {
                    int code = len < 2 ? 1005 : (buffer[0] << 8) | buffer[1];
                    string reason = len < 2 ? "" : Encoding.UTF8.GetString(buffer + 2, (int)len - 2);
                    Console.WriteLine($"CLOSE {code} '{reason}'");
                    result = answer(multi, curl, buffer, len, CURLWS_CLOSE);
                    break;
                }
            }
        }

        return result;
    }

    private static int Main(string[] argv)
    {
        CURL? curl;
        CURLM? multi;
        byte[] errbuf = new byte[CURL_ERROR_SIZE];
        CURLcode result = curl_global_init(CURL_GLOBAL_ALL);

        if (result != CURLE_OK)
        {
            return (int)result;
        }

        using SampleServer server = SampleServer.Find(argv, "/greet");
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
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, errbuf);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        curl_easy_setopt(curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);

        result = curl_easy_perform(curl);
        if (result == CURLE_OK)
        {
            result = recv_until_close(multi, curl);
        }

        if (result != CURLE_OK)
        {
            string text = errbuf[0] != 0 ? Encoding.UTF8.GetString(errbuf, 0, Array.IndexOf(errbuf, (byte)0)) : curl_easy_strerror(result);
            Console.Error.WriteLine($"failed with {(int)result}: {text}");
        }

    cleanup:
        curl_multi_cleanup(multi);
        curl_easy_cleanup(curl);
        curl_global_cleanup();
        return (int)result;
    }
}
