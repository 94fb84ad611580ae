// libcurl makes the connection and the upgrade, and then only moves bytes: the frames are ours, header, mask and all (RFC 6455,
// section 5.2).
//
//     RawMode [url [ca-file]]

using System;
using System.Security.Cryptography;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class RawMode
{
    private const int TEXT = 1;
    private const int BINARY = 2;
    private const int CLOSE = 8;
    private const int PING = 9;
    private const int PONG = 10;
    private const int MAX_PAYLOAD = 65535;

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

    private static CURLcode send_all(CURLM? multi, CURL? curl, byte* buf, nuint len)
    {
        nuint n;
        CURLcode result = CURLE_OK;

        while (len != 0 && result == CURLE_OK)
        {
            result = curl_easy_send(curl, buf, len, &n);
            buf += n;
            len -= n;
            if (result == CURLE_AGAIN)
            {
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLOUT);
            }
        }

        return result;
    }

    private static CURLcode recv_all(CURLM? multi, CURL? curl, byte* buf, nuint len)
    {
        nuint n;
        CURLcode result = CURLE_OK;

        while (len != 0 && result == CURLE_OK)
        {
            result = curl_easy_recv(curl, buf, len, &n);
            if (result == CURLE_AGAIN)
            {
                result = wait_on_socket(multi, curl, CURL_WAIT_POLLIN);
            }
            else if (result == CURLE_OK && n == 0)
            {
                result = CURLE_GOT_NOTHING; // the server has closed the connection
            }

            buf += n;
            len -= n;
        }

        return result;
    }

    // A client masks what it sends, each frame with four fresh random bytes.
    private static CURLcode send_frame(CURLM? multi, CURL? curl, int opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[2 + 2 + 4 + payload.Length];
        int head = 2;

        frame[0] = (byte)(0x80 | opcode);
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            frame[head++] = (byte)(payload.Length >> 8);
            frame[head++] = (byte)payload.Length;
        }

        Console.WriteLine($"sent     {Convert.ToHexStringLower(frame, 0, head)} + mask + {payload.Length} bytes");

        Span<byte> mask = frame.AsSpan(head, 4);
        RandomNumberGenerator.Fill(mask);
        head += 4;
        for (int i = 0; i < payload.Length; i++)
        {
            frame[head + i] = (byte)(payload[i] ^ mask[i & 3]);
        }

        fixed (byte* buf = frame)
        {
            return send_all(multi, curl, buf, (nuint)(head + payload.Length));
        }
    }

    // A server does not mask, so what follows the header is the payload.
    private static CURLcode recv_frame(CURLM? multi, CURL? curl, int* opcode, byte* payload, nuint* len)
    {
        byte* head = stackalloc byte[4];
        int head_len = 2;
        CURLcode result;

    again:
        result = recv_all(multi, curl, head, 2);
        if (result != CURLE_OK)
        {
            return result;
        }

        head_len = 2;
        *opcode = head[0] & 0x0f;
        *len = head[1];
        if (head[1] == 126)
        {
            result = recv_all(multi, curl, head + 2, 2);
            head_len = 4;
            *len = (nuint)((head[2] << 8) | head[3]);
        }
        else if (head[1] > 126)
        {
            return CURLE_TOO_LARGE; // or masked, which a server must not do
        }

        if (result == CURLE_OK)
        {
            result = recv_all(multi, curl, payload, *len);
        }

        if (result == CURLE_OK)
        {
            Console.WriteLine($"received {Convert.ToHexStringLower(new ReadOnlySpan<byte>(head, head_len))} + {*len} bytes");
            if (*opcode == PING)
            {
                result = send_frame(multi, curl, PONG, new ReadOnlySpan<byte>(payload, (int)*len));
                if (result == CURLE_OK)
                {
                    goto again;
                }
            }
        }

        return result;
    }

    private static CURLcode websocket(CURLM? multi, CURL? curl)
    {
        byte[] answer = new byte[MAX_PAYLOAD];
        byte[] bytes = new byte[300]; // more than 125: the length takes two bytes of its own
        int opcode;
        nuint len;
        CURLcode result;

        Array.Fill(bytes, (byte)0xa5);

        fixed (byte* payload = answer)
        {
            result = send_frame(multi, curl, TEXT, "raw and masked by hand"u8);
            if (result != CURLE_OK || (result = recv_frame(multi, curl, &opcode, payload, &len)) != CURLE_OK)
            {
                return result;
            }

            Console.WriteLine($"         '{Encoding.UTF8.GetString(payload, (int)len)}'");

            result = send_frame(multi, curl, BINARY, bytes);
            if (result != CURLE_OK || (result = recv_frame(multi, curl, &opcode, payload, &len)) != CURLE_OK)
            {
                return result;
            }

            Console.WriteLine($"         {(answer.AsSpan(0, (int)len).SequenceEqual(bytes) ? "the same" : "others")}");

            result = send_frame(multi, curl, CLOSE, [1000 >> 8, 1000 & 0xff]);
            while (result == CURLE_OK)
            {
                result = recv_frame(multi, curl, &opcode, payload, &len);
                if (result == CURLE_OK && opcode == CLOSE)
                {
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
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        curl_easy_setopt(curl, CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE | CURLWS_NOAUTOPONG);

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
