// curl_easy_perform does all the work and hands every piece of every frame to a callback, which asks curl_ws_meta what it is.
//
//     Download [url [ca-file]]

using System;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class Download
{
    private static bool closed; // both sides have said CLOSE

    private static string type_of(int flags)
    {
        return (flags & CURLWS_TEXT) != 0 ? "TEXT"
            : (flags & CURLWS_BINARY) != 0 ? "BINARY"
            : (flags & CURLWS_CLOSE) != 0 ? "CLOSE"
            : (flags & CURLWS_PING) != 0 ? "PING"
            : "PONG";
    }

    private static void hex_dump(byte* b, nuint len, long offset)
    {
        for (nuint line = 0; line < len; line += 16)
        {
            StringBuilder hex = new();
            StringBuilder text = new();
            for (nuint i = line; i < len && i < line + 16; i++)
            {
                hex.Append($"{b[i]:x2} ");
                text.Append(b[i] is >= 0x20 and < 0x7f ? (char)b[i] : '.');
            }

            Console.WriteLine($"  {offset + (long)line:x4}  {hex,-48} {text}");
        }
    }

    private static nuint write_cb(byte* b, nuint size, nuint nitems, object? p)
    {
        CURL? curl = (CURL?)p;
        nuint len = size * nitems;
        nuint sent;
        curl_ws_frame* frame = curl_ws_meta(curl);

        if (frame == null)
        {
            return CURL_WRITEFUNC_ERROR; // not a WebSocket: the transfer ends with CURLE_WRITE_ERROR
        }

        if (frame->offset == 0)
        {
            string more = (frame->flags & CURLWS_CONT) != 0 ? ", the message goes on" : "";
            Console.WriteLine($"{type_of(frame->flags)} frame of {(long)len + frame->bytesleft} bytes{more}");
        }

        hex_dump(b, len, frame->offset);

        // libcurl answers a PING by itself here, but never a CLOSE. Inside a callback curl_ws_send waits until all is sent.
        if ((frame->flags & CURLWS_CLOSE) != 0 && frame->bytesleft == 0)
        {
            CURLcode result = curl_ws_send(curl, b, frame->offset == 0 ? len : 0, &sent, 0, CURLWS_CLOSE);
            if (result != CURLE_OK)
            {
                Console.Error.WriteLine($"no answer to the CLOSE: {curl_easy_strerror(result)}");
                return CURL_WRITEFUNC_ERROR;
            }

            closed = true;
        }

        return len;
    }

    private static int Main(string[] argv)
    {
        CURL? curl;
        CURLcode result = curl_global_init(CURL_GLOBAL_ALL);

        if (result != CURLE_OK)
        {
            return (int)result;
        }

        using SampleServer server = SampleServer.Find(argv, "/greet");
        curl = curl_easy_init();
        if (curl)
        {
            curl_easy_setopt(curl, CURLOPT_URL, server.Url);
            if (server.CaFile != null)
            {
                curl_easy_setopt(curl, CURLOPT_CAINFO, server.CaFile);
            }

            curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1");
            curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
            curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_cb);
            curl_easy_setopt(curl, CURLOPT_WRITEDATA, curl); // the handle itself is what the callback gets

            // Comes back when the server has closed the connection.
            result = curl_easy_perform(curl);
            if (closed)
            {
                result = CURLE_OK; // how a server then ends TLS does not matter any more, and many just cut it
            }

            if (result != CURLE_OK)
            {
                Console.Error.WriteLine($"curl_easy_perform() failed: {curl_easy_strerror(result)}");
            }

            curl_easy_cleanup(curl);
        }

        curl_global_cleanup();
        return (int)result;
    }
}
