using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Every function that takes a CURL or a CURLM, on one that has been cleaned up.</summary>
public sealed unsafe class BadInputClosedTests
{
    private static readonly Dictionary<string, Action<CURL>> s_easy = new()
    {
        [nameof(curl_easy_perform)] = c => curl_easy_perform(c),
        [nameof(curl_easy_setopt) + "(string)"] = c => curl_easy_setopt(c, CURLOPT_URL, ""),
        [nameof(curl_easy_setopt) + "(long)"] = c => curl_easy_setopt(c, CURLOPT_VERBOSE, 1),
        [nameof(curl_easy_setopt) + "(nint)"] = c => curl_easy_setopt(c, CURLOPT_PRIVATE, (nint)1),
        [nameof(curl_easy_setopt) + "(void*)"] = c => curl_easy_setopt(c, CURLOPT_PRIVATE, (void*)1),
        [nameof(curl_easy_setopt) + "(object)"] = c => curl_easy_setopt(c, CURLOPT_PRIVATE, new object()),
        [nameof(curl_easy_setopt) + "(bytes)"] = c => curl_easy_setopt(c, CURLOPT_POSTFIELDS, new byte[1]),
        [nameof(curl_easy_setopt) + "(list)"] = c => curl_easy_setopt(c, CURLOPT_HTTPHEADER, (curl_slist?)null),
        [nameof(curl_easy_setopt) + "(callback)"] = c => curl_easy_setopt(c, CURLOPT_SEEKFUNCTION, (curl_seek_callback)((_, _, _) => 0)),
        [nameof(curl_easy_getinfo) + "(long)"] = c => curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, out long _),
        [nameof(curl_easy_getinfo) + "(double)"] = c => curl_easy_getinfo(c, CURLINFO_TOTAL_TIME, out double _),
        [nameof(curl_easy_getinfo) + "(string)"] = c => curl_easy_getinfo(c, CURLINFO_EFFECTIVE_URL, out string? _),
        [nameof(curl_easy_getinfo) + "(socket)"] = c => curl_easy_getinfo(c, CURLINFO_ACTIVESOCKET, out curl_socket_t _),
        [nameof(curl_easy_getinfo) + "(list)"] = c => curl_easy_getinfo(c, CURLINFO_COOKIELIST, out curl_slist? _),
        [nameof(curl_easy_getinfo) + "(object)"] = c => curl_easy_getinfo(c, CURLINFO_PRIVATE, out object? _),
        [nameof(curl_easy_getinfo) + "(T)"] = c => curl_easy_getinfo(c, CURLINFO_PRIVATE, out Uri? _),
        [nameof(curl_easy_duphandle)] = c => curl_easy_duphandle(c),
        [nameof(curl_easy_reset)] = curl_easy_reset,
        [nameof(curl_easy_recv)] = c => curl_easy_recv(c, new byte[1], out _),
        [nameof(curl_easy_send)] = c => curl_easy_send(c, new byte[1], out _),
        [nameof(curl_easy_upkeep)] = c => curl_easy_upkeep(c),
        [nameof(curl_easy_pause)] = c => curl_easy_pause(c, CURLPAUSE_CONT),
        [nameof(curl_easy_escape)] = c => curl_easy_escape(c, "a", 0),
        [nameof(curl_easy_unescape)] = c => curl_easy_unescape(c, "a", 0),
        [nameof(curl_easy_header)] = c => curl_easy_header(c, "a", 0, CURLH_HEADER, -1, out string? _),
        [nameof(curl_easy_nextheader)] = c => curl_easy_nextheader(c, CURLH_HEADER, -1, null),
        [nameof(curl_easy_ssls_import)] = c => curl_easy_ssls_import(c, "k", [], [1]),
        [nameof(curl_easy_ssls_export)] = c => curl_easy_ssls_export(c, (_, _, _, _, _, _, _, _, _, _, _) => CURLE_OK, null),
        [nameof(curl_ws_recv)] = c => curl_ws_recv(c, new byte[1], out _, out _),
        [nameof(curl_ws_send)] = c => curl_ws_send(c, new byte[1], out _, 0, CURLWS_TEXT),
        [nameof(curl_ws_meta)] = c => curl_ws_meta(c),
        [nameof(curl_ws_meta) + "(copy)"] = c => curl_ws_meta(c, out curl_ws_frame _),
        [nameof(curl_ws_start_frame)] = c => curl_ws_start_frame(c, CURLWS_TEXT, 1),
        [nameof(curl_mime_init)] = c => curl_mime_init(c),
    };

    private static readonly Dictionary<string, Action<CURLM>> s_multi = new()
    {
        [nameof(curl_multi_perform)] = m => curl_multi_perform(m, out _),
        [nameof(curl_multi_poll)] = m => curl_multi_poll(m, [], 0, out _),
        [nameof(curl_multi_wait)] = m => curl_multi_wait(m, null, 0, 0, null),
        [nameof(curl_multi_wakeup)] = m => curl_multi_wakeup(m),
        [nameof(curl_multi_fdset)] = m => { byte set; int max; curl_multi_fdset(m, &set, &set, null, &max); },
        [nameof(curl_multi_waitfds)] = m => { uint count; curl_multi_waitfds(m, null, 0, &count); },
        [nameof(curl_multi_timeout)] = m => curl_multi_timeout(m, out _),
        [nameof(curl_multi_socket_action)] = m => curl_multi_socket_action(m, CURL_SOCKET_TIMEOUT, 0, out _),
        [nameof(curl_multi_socket)] = m => curl_multi_socket(m, CURL_SOCKET_TIMEOUT, null),
        [nameof(curl_multi_socket_all)] = m => curl_multi_socket_all(m, null),
        [nameof(curl_multi_assign)] = m => curl_multi_assign(m, 1, null),
        [nameof(curl_multi_assign) + "(object)"] = m => curl_multi_assign(m, 1, new object()),
        [nameof(curl_multi_info_read)] = m => curl_multi_info_read(m, out _),
        [nameof(curl_multi_get_handles)] = m => curl_multi_get_handles(m),
        [nameof(curl_multi_get_offt)] = m => { long n; curl_multi_get_offt(m, CURLMINFO_XFERS_CURRENT, &n); },
        [nameof(curl_multi_setopt) + "(long)"] = m => curl_multi_setopt(m, CURLMOPT_PIPELINING, 0),
        [nameof(curl_multi_setopt) + "(object)"] = m => curl_multi_setopt(m, CURLMOPT_TIMERDATA, new object()),
        [nameof(curl_multi_setopt) + "(callback)"] =
            m => curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, (curl_multi_timer_callback)((_, _, _) => 0)),
        [nameof(curl_multi_notify_enable)] = m => curl_multi_notify_enable(m, 0),
        [nameof(curl_multi_notify_disable)] = m => curl_multi_notify_disable(m, 0),
        [nameof(curl_multi_add_handle)] = m => WithEasy(c => curl_multi_add_handle(m, c)),
        [nameof(curl_multi_remove_handle)] = m => WithEasy(c => curl_multi_remove_handle(m, c)),
    };

    public static TheoryData<string> EasyFunctions => [.. s_easy.Keys];

    public static TheoryData<string> MultiFunctions => [.. s_multi.Keys];

    [Theory]
    [MemberData(nameof(EasyFunctions))]
    public void EasyFunction_HandleThatWasCleanedUp_Throws(string function)
    {
        CURL curl = curl_easy_init()!;
        curl_easy_cleanup(curl);
        Assert.Throws<ObjectDisposedException>(() => s_easy[function](curl));
        curl_easy_cleanup(curl);
    }

    [Theory]
    [MemberData(nameof(MultiFunctions))]
    public void MultiFunction_HandleThatWasCleanedUp_Throws(string function)
    {
        CURLM multi = curl_multi_init()!;
        Assert.Equal(CURLM_OK, curl_multi_cleanup(multi));
        Assert.Throws<ObjectDisposedException>(() => s_multi[function](multi));
        Assert.Equal(CURLM_OK, curl_multi_cleanup(multi));
    }

    // A function that is declared later must be added above.
    [Theory]
    [InlineData(typeof(CURL), new[] { nameof(curl_easy_cleanup) })]
    [InlineData(typeof(CURLM), new[] { nameof(curl_multi_cleanup) })]
    public void Functions_ThatTakeAHandleFirst_AreAllTested(Type handle, string[] exceptions)
    {
        IEnumerable<string> tested = handle == typeof(CURL) ? s_easy.Keys : s_multi.Keys;
        string[] declared = [.. typeof(LibCurl).GetMethods()
            .Where(method => method.GetParameters() is [{ } first, ..] && first.ParameterType == handle)
            .Select(method => method.Name).Distinct().Except(exceptions).Order(StringComparer.Ordinal)];
        Assert.Equal(declared, tested.Select(name => name.Split('(')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AddHandle_EasyThatWasCleanedUp_Throws()
    {
        using CURLM multi = curl_multi_init()!;
        CURL curl = curl_easy_init()!;
        curl_easy_cleanup(curl);
        Assert.Throws<ObjectDisposedException>(() => curl_multi_add_handle(multi, curl));
        Assert.Throws<ObjectDisposedException>(() => curl_multi_remove_handle(multi, curl));
        Assert.Equal(CURLM_OK, curl_multi_perform(multi, out int running));
        Assert.Equal(0, running);
    }

    [Fact]
    public void OtherHandles_ThatWereFreed_Throw()
    {
        using CURL curl = curl_easy_init()!;
        curl_slist list = curl_slist_append(null, "a")!;
        curl_slist_free_all(list);
        Assert.Throws<ObjectDisposedException>(() => curl_slist_append(list, "b"));
        Assert.Throws<ObjectDisposedException>(() => curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list));
        Assert.Throws<ObjectDisposedException>(() => list.ToStrings());
        CURLU url = curl_url()!;
        curl_url_cleanup(url);
        Assert.Throws<ObjectDisposedException>(() => curl_url_dup(url));
        Assert.Throws<ObjectDisposedException>(() => curl_url_get(url, CURLUPART_URL, out string? _, 0));
        Assert.Throws<ObjectDisposedException>(() => curl_url_set(url, CURLUPART_URL, "http://a/", 0));
        Assert.Throws<ObjectDisposedException>(() => curl_easy_setopt(curl, CURLOPT_CURLU, url));
        CURLSH share = curl_share_init()!;
        Assert.Equal(CURLSHE_OK, curl_share_cleanup(share));
        Assert.Throws<ObjectDisposedException>(() => curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
        Assert.Throws<ObjectDisposedException>(() => curl_share_cleanup(share));
        Assert.Throws<ObjectDisposedException>(() => curl_easy_setopt(curl, CURLOPT_SHARE, share));
        curl_mime mime = curl_mime_init(curl)!;
        curl_mimepart? part = curl_mime_addpart(mime);
        curl_mime_free(mime);
        Assert.Throws<ObjectDisposedException>(() => curl_mime_addpart(mime));
        Assert.Throws<ObjectDisposedException>(() => curl_mime_name(part, "a"));
        Assert.Throws<ObjectDisposedException>(() => curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime));
    }

    private static void WithEasy(Action<CURL> action)
    {
        using CURL curl = curl_easy_init()!;
        action(curl);
    }
}
