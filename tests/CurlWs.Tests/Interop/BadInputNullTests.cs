using System;
using CurlWs.Interop;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Null handles, null out pointers and null or empty buffers: a code for each, and the process lives.</summary>
public sealed unsafe class BadInputNullTests : IDisposable
{
    private readonly CURL _curl = curl_easy_init()!;
    private readonly CURLM _multi = curl_multi_init()!;

    public void Dispose()
    {
        _curl.Dispose();
        _multi.Dispose();
    }

    [Fact]
    public void EasyFunctions_NullHandle_ReturnACode()
    {
        nuint n;
        curl_ws_frame* frame;
        byte* text;
        curl_header* header;
        curl_easy_cleanup(null);
        curl_easy_reset(null);
        Assert.All(
            new[]
            {
                curl_easy_perform(null),
                curl_easy_setopt(null, CURLOPT_URL, "http://127.0.0.1/"),
                curl_easy_setopt(null, CURLOPT_VERBOSE, 1),
                curl_easy_setopt(null, CURLOPT_WRITEFUNCTION, (curl_write_callback?)null),
                curl_easy_setopt(null, CURLOPT_PRIVATE, new object()),
                curl_easy_setopt(null, CURLOPT_SSLCERT_BLOB, new byte[1]),
                curl_easy_setopt(null, CURLOPT_HTTPHEADER, (curl_slist?)null),
                curl_easy_getinfo(null, CURLINFO_RESPONSE_CODE, out long _),
                curl_easy_getinfo(null, CURLINFO_EFFECTIVE_URL, out string? _),
                curl_easy_getinfo(null, CURLINFO_EFFECTIVE_URL, &text),
                curl_easy_getinfo(null, CURLINFO_TOTAL_TIME, out double _),
                curl_easy_getinfo(null, CURLINFO_ACTIVESOCKET, out curl_socket_t _),
                curl_easy_getinfo(null, CURLINFO_COOKIELIST, out curl_slist? _),
                curl_easy_getinfo(null, CURLINFO_PRIVATE, out object? _),
                curl_easy_getinfo(null, CURLINFO_PRIVATE, out Uri? _),
                curl_easy_pause(null, CURLPAUSE_ALL),
                curl_easy_upkeep(null),
                curl_easy_recv(null, new byte[1], out _),
                curl_easy_recv(null, null, 0, &n),
                curl_easy_send(null, new byte[1], out _),
                curl_easy_send(null, null, 0, &n),
                curl_ws_recv(null, new byte[1], out _, out _),
                curl_ws_recv(null, null, 0, &n, &frame),
                curl_ws_send(null, new byte[1], out _, 0, CURLWS_TEXT),
                curl_ws_send(null, null, 0, &n, 0, CURLWS_TEXT),
                curl_ws_start_frame(null, CURLWS_TEXT, 1),
                curl_easy_ssls_import(null, "key", [], [1]),
                curl_easy_ssls_export(null, (_, _, _, _, _, _, _, _, _, _, _) => CURLE_OK, null),
            },
            code => Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, code));
        Assert.Null(curl_easy_duphandle(null));
        Assert.True(curl_ws_meta(null) == null);
        Assert.False(curl_ws_meta(null, out curl_ws_frame _));
        Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(null, "a", 0, CURLH_HEADER, -1, &header));
        Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(null, "a", 0, CURLH_HEADER, -1, out string? _));
        Assert.True(curl_easy_nextheader(null, CURLH_HEADER, -1, null) == null);
        Assert.Null(curl_mime_init(null));

        // These two need no handle.
        Assert.Equal("a%20b", curl_easy_escape(null, "a b", 0));
        Assert.Equal("a b"u8.ToArray(), curl_easy_unescape(null, "a%20b", 0));
    }

    [Fact]
    public void MultiFunctions_NullHandle_ReturnACode()
    {
        Assert.All(
            new[]
            {
                curl_multi_add_handle(null, _curl),
                curl_multi_remove_handle(null, _curl),
                curl_multi_perform(null, out _),
                curl_multi_cleanup(null),
                curl_multi_poll(null, [], 0, out _),
                curl_multi_wait(null, null, 0, 0, null),
                curl_multi_wakeup(null),
                curl_multi_waitfds(null, null, 0, null),
                curl_multi_timeout(null, out _),
                curl_multi_socket_action(null, CURL_SOCKET_TIMEOUT, 0, out _),
                curl_multi_socket(null, CURL_SOCKET_TIMEOUT, null),
                curl_multi_socket_all(null, null),
                curl_multi_assign(null, 1, null),
                curl_multi_assign(null, 1, new object()),
                curl_multi_setopt(null, CURLMOPT_PIPELINING, 1),
                curl_multi_setopt(null, CURLMOPT_TIMERDATA, new object()),
                curl_multi_setopt(null, CURLMOPT_TIMERFUNCTION, (curl_multi_timer_callback?)null),
                curl_multi_notify_enable(null, 0),
                curl_multi_notify_disable(null, 0),
            },
            code => Assert.Equal(CURLM_BAD_HANDLE, code));
        Assert.True(curl_multi_info_read(null, out _) == null);
        Assert.Empty(curl_multi_get_handles(null));
        Assert.Equal(CURLM_BAD_EASY_HANDLE, curl_multi_add_handle(_multi, null));
        Assert.Equal(CURLM_BAD_EASY_HANDLE, curl_multi_remove_handle(_multi, null));
    }

    [Fact]
    public void OtherFunctions_Null_ReturnACode()
    {
        byte* text;
        Assert.Equal(CURLSHE_INVALID, curl_share_setopt(null, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
        Assert.Equal(CURLSHE_INVALID, curl_share_setopt(null, CURLSHOPT_LOCKFUNC, (curl_lock_function?)null));
        Assert.Equal(CURLSHE_INVALID, curl_share_setopt(null, CURLSHOPT_USERDATA, new object()));
        Assert.Equal(CURLSHE_INVALID, curl_share_cleanup(null));
        Assert.Equal(CURLUE_BAD_HANDLE, curl_url_get(null, CURLUPART_URL, out string? _, 0));
        Assert.Equal(CURLUE_BAD_HANDLE, curl_url_get(null, CURLUPART_URL, &text, 0));
        Assert.Equal(CURLUE_BAD_HANDLE, curl_url_set(null, CURLUPART_URL, "http://a/", 0));
        Assert.Null(curl_url_dup(null));
        curl_url_cleanup(null);
        curl_slist_free_all(null);
        curl_mime_free(null);
        curl_free(null);
        curl_formfree(null);
        Assert.Null(curl_slist_append(null, null));
        Assert.Equal(default, curl_mime_addpart(null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_name(default, "name"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_data(default, [1, 2]));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_data(default, null, 0));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_data(default, "text", CURL_ZERO_TERMINATED));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_type(default, "a/b"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_encoder(default, "base64"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_filename(default, "a"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_filedata(default, "a"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_headers(default, null, 0));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_subparts(default, null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_data_cb(default, 1, (_, _, _, _) => 0, null, null, null));
        Assert.Null(curl_getenv(null));
        Assert.Null(curl_escape(null, 0));
        Assert.Null(curl_unescape(null, 0));
        Assert.Null(curl_easy_escape(_curl, null, 0));
        Assert.Null(curl_easy_unescape(_curl, null, 0));
        Assert.Equal(-1, curl_getdate(null, null));
        Assert.Equal(0, curl_strequal(null, "a"));
        Assert.Equal(0, curl_strnequal("a", null, 1));
        Assert.Null(curl_pushheader_bynum(null, 0));
        Assert.Null(curl_pushheader_byname(null, "a"));
        Assert.True(curl_easy_option_by_name(null) == null);
        Assert.True(curl_easy_option_by_name("no such option") == null);
        Assert.True(curl_easy_option_by_id((CURLoption)9999) == null);
        Assert.Equal(CURLE_FAILED_INIT, curl_global_init_mem(CURL_GLOBAL_DEFAULT, null, null, null, null, null));
    }

    [Fact]
    public void OutPointers_Null_AreRefusedOrIgnored()
    {
        byte buffer;
        nuint n;
        curl_ws_frame* frame;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_recv(_curl, &buffer, 1, null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_send(_curl, &buffer, 1, null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_ws_recv(_curl, &buffer, 1, null, &frame));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_ws_recv(_curl, &buffer, 1, &n, null));
        Assert.NotEqual(CURLE_OK, curl_ws_send(_curl, &buffer, 1, null, 0, CURLWS_TEXT));
        Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(_curl, "a", 0, CURLH_HEADER, -1, null));
        Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(_curl, null, 0, CURLH_HEADER, -1, out string? _));
        Assert.Equal(CURLM_OK, curl_multi_perform(_multi, null));
        Assert.Equal(CURLM_OK, curl_multi_poll(_multi, null, 0, 0, null));
        Assert.Equal(CURLM_OK, curl_multi_wait(_multi, null, 0, 0, null));
        Assert.Equal(CURLM_OK, curl_multi_socket_action(_multi, CURL_SOCKET_TIMEOUT, 0, null));
        Assert.True(curl_multi_info_read(_multi, null) == null);
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_timeout(_multi, null));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_fdset(_multi, null, null, null, null));
        Assert.Contains(curl_multi_waitfds(_multi, null, 0, null), new[] { CURLM_OK, CURLM_BAD_FUNCTION_ARGUMENT });
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_waitfds(_multi, null, 1, null));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_poll(_multi, null, 1, 0, null));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_wait(_multi, null, 1, 0, null));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_get_offt(_multi, CURLMINFO_XFERS_CURRENT, null));
        CURLU url = curl_url()!;
        Assert.Equal(CURLUE_BAD_PARTPOINTER, curl_url_get(url, CURLUPART_URL, null, 0));
        curl_url_cleanup(url);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_ssls_export(_curl, null, null));
    }

    [Fact]
    public void Buffers_NullWithALengthOrEmptyOnAHandleWithoutConnection_AreRefused()
    {
        nuint n = 7;
        curl_ws_frame* frame;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_recv(_curl, null, 5, &n));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_send(_curl, null, 5, &n));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_ws_recv(_curl, null, 5, &n, &frame));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_ws_send(_curl, null, 5, &n, 0, CURLWS_BINARY));
        CURLcode[] answers =
        [
            curl_easy_recv(_curl, [], out nuint received),
            curl_easy_recv(_curl, null, 0, &n),
            curl_easy_send(_curl, [], out nuint sent),
            curl_easy_send(_curl, null, 0, &n),
            curl_ws_recv(_curl, [], out nuint read, out curl_ws_frame meta),
            curl_ws_recv(_curl, null, 0, &n, &frame),
            curl_ws_send(_curl, [], out nuint taken, 0, CURLWS_BINARY),
            curl_ws_send(_curl, null, 0, &n, 0, CURLWS_BINARY),
        ];
        Assert.All(answers, answer => Assert.NotEqual(CURLE_OK, answer));
        Assert.Equal<nuint>(0, received + sent + read + taken + n);
        Assert.True(frame == null);
        Assert.Equal(default, meta);
    }

    [Fact]
    public void Strerror_NumberThatNoCodeHas_IsText()
    {
        Assert.NotEmpty(curl_easy_strerror((CURLcode)9999));
        Assert.NotEmpty(curl_multi_strerror((CURLMcode)9999));
        Assert.NotEmpty(curl_share_strerror((CURLSHcode)9999));
        Assert.NotEmpty(curl_url_strerror((CURLUcode)9999));
        Assert.NotEmpty(curl_easy_strerror((CURLcode)(-1)));
    }

    [Fact]
    public void Escape_LengthBeyondTheText_IsRefused()
    {
        Assert.Null(curl_easy_escape(_curl, "abc", 4));
        Assert.Null(curl_easy_unescape(_curl, "abc", 4));
        Assert.Null(curl_escape("abc", 4));
        Assert.Null(curl_unescape("abc", 4));
        Assert.Null(curl_easy_escape(_curl, "abc", -1));
        Assert.Equal("", curl_easy_escape(_curl, "", 0));
        Assert.Equal("%C3%BC", curl_easy_escape(_curl, "ü", 0));
        Assert.Equal([0, 1], curl_easy_unescape(_curl, "%00%01", 0)!);
    }
}
