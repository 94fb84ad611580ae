// Sends with a read callback, which opens each frame with curl_ws_start_frame, and receives with a write callback meanwhile.
// The server is one that echoes: when all is back, we close. Needs libcurl 8.16.0.
//
//     UpDown [url [ca-file]]

using System;
using System.Runtime.InteropServices;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

internal static unsafe class UpDown
{
    // What the callbacks share: C's struct, with the handle in it.
    private sealed class transfer_ctx
    {
        public CURL? curl;
        public byte[][] messages = [];
        public int sending; // index of the message that goes up
        public int nsent; // bytes of it that libcurl has
        public int receiving; // index of the message that comes down
        public int nreceived; // bytes of it that have come
        public bool closed; // both sides have said CLOSE
    }

    private static nuint read_cb(byte* buf, nuint size, nuint nitems, object? p)
    {
        transfer_ctx ctx = (transfer_ctx)p!;
        nuint len = size * nitems;

        if (ctx.sending == ctx.messages.Length)
        {
            return 0; // nothing more to send; receiving goes on
        }

        byte[] message = ctx.messages[ctx.sending];
        if (ctx.nsent == 0)
        {
            uint type = ctx.sending == 0 ? CURLWS_TEXT : (uint)CURLWS_BINARY;
            CURLcode result = curl_ws_start_frame(ctx.curl, type, message.Length);
            if (result != CURLE_OK)
            {
                Console.Error.WriteLine($"curl_ws_start_frame() failed: {curl_easy_strerror(result)}");
                return CURL_READFUNC_ABORT;
            }
        }

        len = nuint.Min(len, (nuint)(message.Length - ctx.nsent));
        Marshal.Copy(message, ctx.nsent, (nint)buf, (int)len);
        ctx.nsent += (int)len;
        if (ctx.nsent == message.Length)
        {
            Console.WriteLine($"up: message {ctx.sending}, {ctx.nsent} bytes");
            ctx.sending++;
            ctx.nsent = 0;
        }

        return len;
    }

    private static nuint write_cb(byte* b, nuint size, nuint nitems, object? p)
    {
        transfer_ctx ctx = (transfer_ctx)p!;
        nuint len = size * nitems;
        nuint sent;
        curl_ws_frame* frame = curl_ws_meta(ctx.curl);

        if ((frame->flags & CURLWS_CLOSE) != 0)
        {
            Console.WriteLine($"closed with {(len < 2 ? 1005 : (b[0] << 8) | b[1])}");
            ctx.closed = ctx.receiving == ctx.messages.Length;
            return len;
        }

        if ((frame->flags & (CURLWS_TEXT | CURLWS_BINARY)) == 0)
        {
            return len;
        }

        if (ctx.receiving == ctx.messages.Length)
        {
            return CURL_WRITEFUNC_ERROR; // more than we sent
        }

        // The server may cut a message into frames as it likes: only the end of the last one ends the message.
        ReadOnlySpan<byte> expected = ctx.messages[ctx.receiving].AsSpan(ctx.nreceived);
        if (!expected.StartsWith(new ReadOnlySpan<byte>(b, (int)len)))
        {
            Console.Error.WriteLine($"down: message {ctx.receiving} is not what we sent");
            return CURL_WRITEFUNC_ERROR;
        }

        ctx.nreceived += (int)len;
        if (frame->bytesleft == 0 && (frame->flags & CURLWS_CONT) == 0)
        {
            string type = (frame->flags & CURLWS_TEXT) != 0 ? "TEXT" : "BINARY";
            Console.WriteLine($"down: message {ctx.receiving}, {ctx.nreceived} bytes, {type}");
            ctx.receiving++;
            ctx.nreceived = 0;
            if (ctx.receiving == ctx.messages.Length)
            {
                byte* normal = stackalloc byte[] { 1000 >> 8, 1000 & 0xff };
                CURLcode result = curl_ws_send(ctx.curl, normal, 2, &sent, 0, CURLWS_CLOSE);
                if (result != CURLE_OK)
                {
                    Console.Error.WriteLine($"curl_ws_send() failed: {curl_easy_strerror(result)}");
                    return CURL_WRITEFUNC_ERROR;
                }
            }
        }

        return len;
    }

    private static int Main(string[] argv)
    {
        CURL? curl;
        transfer_ctx ctx = new();
        byte[] errbuf = new byte[CURL_ERROR_SIZE];
        CURLcode result = curl_global_init(CURL_GLOBAL_ALL);

        if (result != CURLE_OK)
        {
            return (int)result;
        }

        if (curl_version_info(CURLVERSION_NOW)->version_num < 0x081000)
        {
            string? version = Marshal.PtrToStringUTF8((nint)curl_version_info(CURLVERSION_NOW)->version);
            Console.Error.WriteLine($"curl_ws_start_frame needs libcurl 8.16.0, this is {version}");
            result = CURLE_NOT_BUILT_IN;
            goto cleanup;
        }

        using (SampleServer server = SampleServer.Find(argv, "/echo"))
        {
            byte[] pattern = new byte[100000];
            for (int i = 0; i < pattern.Length; i++)
            {
                pattern[i] = (byte)(i % 251);
            }

            curl = curl_easy_init();
            if (curl)
            {
                ctx.curl = curl;
                ctx.messages = [Encoding.UTF8.GetBytes("up and down"), pattern];

                curl_easy_setopt(curl, CURLOPT_URL, server.Url);
                if (server.CaFile != null)
                {
                    curl_easy_setopt(curl, CURLOPT_CAINFO, server.CaFile);
                }

                curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1");
                curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
                curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, errbuf);
                curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_cb);
                curl_easy_setopt(curl, CURLOPT_WRITEDATA, ctx);
                curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_cb);
                curl_easy_setopt(curl, CURLOPT_READDATA, ctx);
                curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);

                result = curl_easy_perform(curl);
                if (ctx.closed)
                {
                    result = CURLE_OK; // how a server then ends TLS does not matter any more, and many just cut it
                }
                else if (result == CURLE_OK)
                {
                    result = CURLE_GOT_NOTHING; // the server has ended the connection before all was back
                }

                if (result != CURLE_OK)
                {
                    string text = errbuf[0] != 0
                        ? Encoding.UTF8.GetString(errbuf, 0, Array.IndexOf(errbuf, (byte)0))
                        : curl_easy_strerror(result);
                    Console.Error.WriteLine($"curl_easy_perform() failed: {text}");
                }

                curl_easy_cleanup(curl);
            }
        }

    cleanup:
        curl_global_cleanup();
        return (int)result;
    }
}
