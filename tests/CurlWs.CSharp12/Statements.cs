using System.Collections.Generic;
using CurlWs.Interop;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.CSharp12;

/// <summary>Statements of C programs, as C# 12 must take them: null, methods and lambdas without a cast.</summary>
public static unsafe class Statements
{
    /// <summary>Runs each statement on a handle of its own, and says what it answered.</summary>
    public static IReadOnlyDictionary<string, CURLcode> OnAnEasyHandle()
    {
        Dictionary<string, CURLcode> results = [];
        CURL? curl = curl_easy_init();
        object mine = new();
        results["null for a string"] = curl_easy_setopt(curl, CURLOPT_PROXY, null);
        results["null for a function"] = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, null);
        results["null for data"] = curl_easy_setopt(curl, CURLOPT_WRITEDATA, null);
        results["null for a list"] = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, null);
        results["a string"] = curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/");
        results["a number"] = curl_easy_setopt(curl, CURLOPT_VERBOSE, 0);
        results["a long"] = curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        results["flags"] = curl_easy_setopt(curl, CURLOPT_WS_OPTIONS, CURLWS_RAW_MODE | CURLWS_NOAUTOPONG);
        results["a big number"] = curl_easy_setopt(curl, CURLOPT_MAX_RECV_SPEED_LARGE, 1L << 33);
        results["a number of a list"] = curl_easy_setopt(curl, CURLOPT_NETRC, CURL_NETRC_IGNORED);
        results["bytes"] = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, new byte[3]);
        results["an object"] = curl_easy_setopt(curl, CURLOPT_PRIVATE, mine);
        results["the handle"] = curl_easy_setopt(curl, CURLOPT_WRITEDATA, curl);
        results["write_cb"] = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_cb);
        results["header_cb"] = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, write_cb);
        results["read_cb"] = curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_cb);
        results["seek_cb"] = curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, seek_cb);
        results["my_trace"] = curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, my_trace);
        results["xferinfo"] = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, xferinfo);
        results["older_progress"] = curl_easy_setopt(curl, CURLOPT_PROGRESSFUNCTION, (curl_progress_callback)older_progress);
        results["sockopt_cb"] = curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, sockopt_cb);
        results["a lambda that writes"] = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (buffer, size, nitems, userp) => size * nitems);
        results["a lambda that takes headers"] = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, (buffer, size, nitems, userdata) =>
        {
            return size * nitems;
        });
        results["a lambda that ignores all"] = curl_easy_setopt(curl, CURLOPT_READFUNCTION, (_, _, _, _) => 0);
        results["a lambda for progress"] = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, (clientp, dltotal, dlnow, ultotal, ulnow) => 0);
        results["a read callback in a variable"] = curl_easy_setopt(curl, CURLOPT_READFUNCTION, new curl_read_callback(read_cb));
        curl_slist? list = curl_slist_append(null, "X-Ported: yes");
        results["a list"] = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
        results["the private object"] = curl_easy_getinfo(curl, CURLINFO_PRIVATE, out object? _);

        curl_mime? mime = curl_mime_init(curl);
        curl_mimepart? part = null;
        part = curl_mime_addpart(mime);
        results["a part's name"] = curl_mime_name(part, "field");
        results["a part without data"] = curl_mime_data(part, null, 0);
        results["a part of text"] = curl_mime_data(part, "text", CURL_ZERO_TERMINATED);
        curl_mime_free(mime);
        curl_slist_free_all(list);
        curl_easy_cleanup(curl);
        return results;
    }

    /// <summary>The same for a multi handle.</summary>
    public static IReadOnlyDictionary<string, CURLMcode> OnAMultiHandle()
    {
        CURLM? multi = curl_multi_init();
        Dictionary<string, CURLMcode> results = new()
        {
            ["sock_cb"] = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sock_cb),
            ["null for a function"] = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, null),
            ["null for data"] = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, null),
            ["a lambda for the timer"] = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, (m, timeout, userp) => 0),
            ["a lambda for sockets"] = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, (easy, s, what, userp, socketp) => 0),
            ["an object"] = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, new object()),
            ["a number"] = curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX),
        };
        curl_multi_assign(multi, CURL_SOCKET_BAD, null);
        curl_multi_cleanup(multi);
        return results;
    }

    /// <summary>The same for a share.</summary>
    public static IReadOnlyDictionary<string, CURLSHcode> OnAShare()
    {
        CURLSH? share = curl_share_init();
        Dictionary<string, CURLSHcode> results = new()
        {
            ["lock_cb"] = curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_cb),
            ["a lambda that unlocks"] = curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, (handle, data, userptr) => { }),
            ["an object"] = curl_share_setopt(share, CURLSHOPT_USERDATA, new object()),
            ["null for data"] = curl_share_setopt(share, CURLSHOPT_USERDATA, null),
            ["null for a function"] = curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, null),
            ["what is shared"] = curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE),
        };
        curl_share_cleanup(share);
        return results;
    }

    private static nuint write_cb(byte* b, nuint size, nuint nitems, object? p) => size * nitems;

    private static nuint read_cb(byte* b, nuint size, nuint nitems, object? p) => 0;

    private static int seek_cb(object? instream, long offset, int origin) => CURL_SEEKFUNC_OK;

    private static int my_trace(CURL? handle, curl_infotype type, byte* data, nuint size, object? clientp) => 0;

    private static int xferinfo(object? p, long dltotal, long dlnow, long ultotal, long ulnow) => 0;

    private static int older_progress(object? p, double dltotal, double dlnow, double ultotal, double ulnow) => 0;

    private static int sockopt_cb(object? clientp, curl_socket_t curlfd, curlsocktype purpose) => CURL_SOCKOPT_OK;

    private static int sock_cb(CURL? e, curl_socket_t s, int what, object? cbp, object? sockp) => 0;

    private static void lock_cb(CURL? handle, curl_lock_data data, curl_lock_access access, object? userptr)
    {
    }
}
