using System;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Samples;

/// <summary>The idioms of src/samples/PORTING.md that no sample has: written as a port of C is, and run by the tests.</summary>
internal static unsafe class PortingSnippets
{
    private const int BUFFER_SIZE = 1024;

    /// <summary>Option values and information of every kind, on a connection over TLS.</summary>
    internal static CURLcode OptionsAndInformation(string url, byte[] ca, Action<string> print)
    {
        CURLcode result = CURLE_OUT_OF_MEMORY;
        curl_slist? headers = null;
        header_data mine = new();
        CURL? curl = curl_easy_init();

        if (!curl)
        {
            goto cleanup;
        }

        headers = curl_slist_append(headers, "Sec-WebSocket-Protocol: chat");
        headers = curl_slist_append(headers, "X-Ported: yes");
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_PROXY, null);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_MAX_RECV_SPEED_LARGE, 1L << 33);
        curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, ca);
        curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");
        curl_easy_setopt(curl, CURLOPT_COOKIELIST, "localhost\tFALSE\t/\tFALSE\t0\tported\tyes");
        curl_easy_setopt(curl, CURLOPT_PRIVATE, mine);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header_cb);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, mine);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        result = curl_easy_perform(curl);
        if (result != CURLE_OK)
        {
            goto cleanup;
        }

        long response_code;
        double seconds;
        long microseconds;
        byte* scheme;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response_code);
        curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &seconds);
        curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &microseconds);
        curl_easy_getinfo(curl, CURLINFO_SCHEME, &scheme);
        curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, out string? effective_url);
        curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, out curl_socket_t sockfd);
        curl_easy_getinfo(curl, CURLINFO_PRIVATE, out object? data);
        curl_easy_getinfo(curl, CURLINFO_COOKIELIST, out curl_slist? cookies);
        if (cookies)
        {
            for (curl_slist.node* node = cookies!.head; node != null; node = node->next)
            {
                print($"cookie {Marshal.PtrToStringUTF8((nint)node->data)}");
            }
        }

        curl_slist_free_all(cookies);

        print($"{Marshal.PtrToStringUTF8((nint)scheme)} {response_code} {effective_url}".ToLowerInvariant());
        print($"{mine.lines} header lines, the same data: {data == mine}, a socket: {sockfd != CURL_SOCKET_BAD}");
        print($"took time: {seconds > 0 && microseconds > 0}");

    cleanup:
        curl_easy_cleanup(curl);
        curl_slist_free_all(headers);
        return result;
    }

    /// <summary>The forms with spans: no pointer, and the frame is a copy.</summary>
    internal static CURLcode Spans(CURLM? multi, CURL? curl, Action<string> print)
    {
        Span<byte> buffer = stackalloc byte[BUFFER_SIZE];
        curl_ws_frame* meta;
        nuint n;
        CURLcode result;

        result = curl_ws_send(curl, "text"u8, out nuint sent, 0, CURLWS_TEXT);
        print($"{sent} bytes, {result}");

        do
        {
            result = curl_ws_recv(curl, buffer, out nuint recv, out curl_ws_frame frame);
            if (result == CURLE_OK)
            {
                print($"{recv} bytes, {frame.bytesleft} to come");
            }
        }
        while (result == CURLE_AGAIN && is_readable(multi, curl));

        // The pointer dies at the next call on the handle; a copy does not.
        fixed (byte* p = buffer)
        {
            do
            {
                result = curl_ws_recv(curl, p, BUFFER_SIZE, &n, &meta);
            }
            while (result == CURLE_AGAIN && is_readable(multi, curl));

            if (result != CURLE_OK)
            {
                return result;
            }

            curl_ws_frame copy = *meta;
            result = curl_ws_recv(curl, p, BUFFER_SIZE, &n, &meta);
            print($"a frame of {copy.len} bytes, then {result}");
        }

        return result == CURLE_AGAIN ? CURLE_OK : result;
    }

    /// <summary>A callback that throws: the exception comes out of the call that drove it.</summary>
    internal static void ThrowingCallback(string url, Action<string> print)
    {
        CURL? curl = curl_easy_init();
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, throwing_cb);
        try
        {
            curl_easy_perform(curl);
        }
        catch (InvalidOperationException e)
        {
            print(e.Message);
        }

        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, null);
        print(curl_easy_strerror(curl_easy_perform(curl)));
        curl_easy_cleanup(curl);
    }

    private static bool is_readable(CURLM? multi, CURL? curl)
    {
        Span<curl_waitfd> fds = stackalloc curl_waitfd[1];
        curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, out fds[0].fd);
        fds[0].events = CURL_WAIT_POLLIN;
        return curl_multi_poll(multi, fds, 10000, out int ready) == CURLM_OK && ready != 0;
    }

    private static nuint header_cb(byte* buffer, nuint size, nuint nitems, object? userdata)
    {
        header_data mine = (header_data)userdata!;
        mine.lines++;
        return size * nitems;
    }

    private static nuint throwing_cb(byte* buffer, nuint size, nuint nitems, object? userdata)
    {
        throw new InvalidOperationException("no headers, please");
    }

    private sealed class header_data
    {
        public int lines;
    }
}
