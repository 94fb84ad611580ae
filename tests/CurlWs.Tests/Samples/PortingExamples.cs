using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;
using curl_off_t = long;
using size_t = nuint;

namespace CurlWs.Tests.Samples;

/// <summary>
/// The idioms of src/samples/PORTING.md that curl's own example programs have: written as a port of C is, and run by the tests.
/// </summary>
internal static unsafe class PortingExamples
{
    private const int HANDLECOUNT = 2;

    /// <summary>A form with parts of three kinds, as multi-post.c has.</summary>
    internal static CURLcode Mime(string url, string file, Action<string> print)
    {
        CURLcode result = CURLE_OUT_OF_MEMORY;
        curl_mime? form = null;
        curl_mimepart? field = null;
        memory_struct chunk = new();
        CURL? curl = curl_easy_init();

        if (!curl)
        {
            goto @out;
        }

        form = curl_mime_init(curl);
        field = curl_mime_addpart(form);
        curl_mime_name(field, "sendfile");
        curl_mime_filedata(field, file);
        field = curl_mime_addpart(form);
        curl_mime_name(field, "submit");
        curl_mime_data(field, "send", CURL_ZERO_TERMINATED);
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_memory_cb);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, chunk);
        result = curl_easy_perform(curl);
        if (result != 0)
        {
            goto @out;
        }

        print(Encoding.UTF8.GetString(chunk.data, 0, chunk.size));

    @out:
        curl_easy_cleanup(curl);
        curl_mime_free(form);
        return result;
    }

    /// <summary>The URL interface, as parseurl.c has it.</summary>
    internal static int Url(Action<string> print)
    {
        CURLUcode uc;
        byte* host;
        CURLU? h = curl_url();
        if (!h)
        {
            return 1;
        }

        uc = curl_url_set(h, CURLUPART_URL, "http://example.com/path/index.html", 0);
        if (uc != 0)
        {
            goto fail;
        }

        uc = curl_url_get(h, CURLUPART_HOST, &host, 0);
        if (uc == 0)
        {
            print($"Hostname: {Marshal.PtrToStringUTF8((nint)host)}");
            curl_free(host);
        }

        uc = curl_url_get(h, CURLUPART_PATH, out string? path, 0);
        if (uc == 0 && path != null)
        {
            print($"Path: {path}");
        }

    fail:
        curl_url_cleanup(h);
        return (int)uc;
    }

    /// <summary>
    /// Two transfers with a share, and what each is for as its private data, as 10-at-a-time.c and multi-double.c have them.
    /// </summary>
    internal static void Multi(string url, Action<string> print)
    {
        CURL?[] handles = new CURL?[HANDLECOUNT];
        lock_counts mine = new();
        CURLSH? share = curl_share_init();
        curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
        curl_share_setopt(share, CURLSHOPT_LOCKFUNC, my_lock);
        curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, my_unlock);
        curl_share_setopt(share, CURLSHOPT_USERDATA, mine);
        for (int i = 0; i < HANDLECOUNT; i++)
        {
            handles[i] = curl_easy_init();
        }

        CURL? curl = handles[0];
        CURL? curl2 = handles[1];
        CURLM? multi = curl_multi_init();
        if (curl && curl2)
        {
            start(multi, share, curl, url, new() { name = "first" });
            start(multi, share, curl2, url, new() { name = "second" });
        }

        int still_running = 1;
        while (still_running != 0)
        {
            CURLMcode mresult = curl_multi_perform(multi, &still_running);
            if (still_running != 0)
            {
                mresult = curl_multi_poll(multi, null, 0, 1000, null);
            }

            if (mresult != 0)
            {
                break;
            }
        }

        CURLMsg* msg;
        int msgs_left;
        while ((msg = curl_multi_info_read(multi, &msgs_left)) != null)
        {
            CURL? ended = msg->easy_handle;
            curl_easy_getinfo(ended, CURLINFO_PRIVATE, out transfer_ctx? mem);
            print($"{mem!.name}: {curl_easy_strerror(msg->data.result)}, handle {(msg->easy_handle == curl ? 1 : 2)}");
            curl_multi_remove_handle(multi, ended);
        }

        if (!!curl && !!multi)
        {
            print($"locked and unlocked: {mine.locked > 0 && mine.locked == mine.unlocked}");
        }

        curl_multi_cleanup(multi);
        for (int i = 0; i < HANDLECOUNT; i++)
        {
            curl_easy_cleanup(handles[i]);
        }

        curl_share_cleanup(share);
    }

    /// <summary>An upload that tells its size, its progress and what happens, as httpput.c, progressfunc.c and debug.c have it.</summary>
    internal static CURLcode Put(string url, string file, Action<string> print)
    {
        my_progress prog = new();
        my_trace config = new();
        long infos = 0;
        using MemoryStream answer = new();
        using FileStream hd_src = File.OpenRead(file);
        size_t size = (size_t)hd_src.Length;
        CURL? curl = curl_easy_init();
        prog.curl = curl;
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_cb);
        curl_easy_setopt(curl, CURLOPT_READDATA, hd_src);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, xferinfo_cb);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, prog);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, new curl_debug_callback(debug_cb));
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, config);
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, (buffer, each, nitems, userdata) => each * nitems);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
        CURLcode result = curl_easy_perform(curl);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, (clientp, dltotal, dlnow, ultotal, ulnow) =>
        {
            infos++;
            return 0;
        });
        hd_src.Position = 0;
        _ = curl_easy_perform(curl);
        print(
            $"UP: {prog.ulnow} of {size}, took time: {prog.microseconds > 0}, told: {config.requests > 0}, "
                + $"{infos > 0}, {answer.Length} came back");
        curl_easy_cleanup(curl);
        return result;
    }

    /// <summary>What a program asks of the libcurl that it runs with.</summary>
    internal static string Version()
    {
        if (!CURL_AT_LEAST_VERSION(7, 86, 0))
        {
            return "this example requires curl 7.86.0 or later";
        }

        return CURL_AT_LEAST_VERSION(8, 16, 0) ? "curl_ws_start_frame" : "no curl_ws_start_frame";
    }

    private static void start(CURLM? multi, CURLSH? share, CURL? curl, string url, transfer_ctx mine)
    {
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_SHARE, share);
        curl_easy_setopt(curl, CURLOPT_PRIVATE, mine);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_memory_cb);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, new memory_struct());
        curl_multi_add_handle(multi, curl);
    }

    private static size_t write_memory_cb(byte* contents, size_t size, size_t nmemb, object? userp)
    {
        size_t realsize = size * nmemb;
        memory_struct mem = (memory_struct)userp!;
        Array.Resize(ref mem.data, mem.size + (int)realsize);
        new ReadOnlySpan<byte>(contents, (int)realsize).CopyTo(mem.data.AsSpan(mem.size));
        mem.size += (int)realsize;
        return realsize;
    }

    private static size_t read_cb(byte* ptr, size_t size, size_t nmemb, object? stream) =>
        (size_t)((Stream)stream!).Read(new Span<byte>(ptr, (int)(size * nmemb)));

    private static int xferinfo_cb(object? clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
    {
        my_progress prog = (my_progress)clientp!;
        curl_off_t curtime;
        curl_easy_getinfo(prog.curl, CURLINFO_TOTAL_TIME_T, &curtime);
        prog.microseconds = curtime;
        prog.ulnow = ulnow;
        return 0;
    }

    private static int debug_cb(CURL? handle, curl_infotype type, byte* data, size_t size, object? userp)
    {
        my_trace config = (my_trace)userp!;
        config.requests += !!handle && type == CURLINFO_HEADER_OUT ? 1 : 0;
        return 0;
    }

    private static void my_lock(CURL? handle, curl_lock_data data, curl_lock_access locktype, object? userptr)
    {
        ((lock_counts)userptr!).locked++;
    }

    private static void my_unlock(CURL? handle, curl_lock_data data, object? userptr)
    {
        ((lock_counts)userptr!).unlocked++;
    }

    private sealed class memory_struct
    {
        public byte[] data = [];
        public int size;
    }

    private sealed class transfer_ctx
    {
        public string? name;
    }

    private sealed class my_progress
    {
        public CURL? curl;
        public curl_off_t microseconds;
        public curl_off_t ulnow;
    }

    private sealed class my_trace
    {
        public int requests;
    }

    private sealed class lock_counts
    {
        public int locked;
        public int unlocked;
    }
}
