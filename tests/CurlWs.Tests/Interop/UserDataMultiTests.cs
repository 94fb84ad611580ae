using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>User data of multi and share handles, managed and of C, in any order with its function.</summary>
public sealed class UserDataMultiTests
{
    [Fact]
    public Task Multi_DataAfterAManagedFunction_ArrivesAsItWasSet() => RunAsync((curl, _) =>
    {
        List<object?> users = [];
        using CURLM multi = curl_multi_init()!;
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, (_, _, user) =>
        {
            users.Add(user);
            return 0;
        }));
        object mark = new();
        Run(multi, curl);
        Set(multi, 42);
        Run(multi, curl);
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, mark));
        Run(multi, curl);
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, 0L));
        Run(multi, curl);
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, null));
        Run(multi, curl);
        Assert.Contains((nint)42, users);
        Assert.Contains(mark, users);
        Assert.Null(users[0]);
        Assert.Null(users[^1]);
    });

    [Fact]
    public Task Multi_PointerBeforeAManagedFunction_ArrivesAsThePointer() => RunAsync((curl, _) =>
    {
        List<object?> users = [];
        using CURLM multi = curl_multi_init()!;
        Set(multi, 42);
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, (_, _, user) =>
        {
            users.Add(user);
            return 0;
        }));
        Run(multi, curl);
        Assert.NotEmpty(users);
        Assert.All(users, user => Assert.Equal((nint)42, user));
    });

    [Fact]
    public unsafe void Multi_ObjectForAFunctionOfC_IsRefusedInBothOrders()
    {
        using CURLM multi = curl_multi_init()!;
        void* function = (delegate* unmanaged[Cdecl]<nint, CLong, nint, int>)&Timer;
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_setopt(multi, CURLMOPT_TIMERDATA, new object()));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, null));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, new object()));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function));
        Assert.Equal(CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_setopt(multi, CURLMOPT_PIPELINING, new object()));
    }

    [Fact]
    public Task Share_DataAfterAManagedFunction_ArrivesAsItWasSet() => RunAsync((curl, _) =>
    {
        List<object?> users = [];
        CURLSH share = curl_share_init()!;
        curl_lock_function onLock = (_, _, _, user) => users.Add(user);
        Ok(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, onLock));
        Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE));
        SetUser(share, 42);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_SHARE, share));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_COOKIEFILE, ""));
        Drive.Ok(curl_easy_perform(curl));
        Assert.Contains((nint)42, users);
        curl_easy_setopt(curl, CURLOPT_SHARE, null);
        users.Clear();
        object mark = new();
        Ok(curl_share_setopt(share, CURLSHOPT_USERDATA, mark));
        Ok(curl_share_cleanup(share));
        Assert.All(users, user => Assert.Same(mark, user));
    });

    [Fact]
    public unsafe void Share_FunctionsOfBothKinds_AreRefused()
    {
        using CURLSH share = curl_share_init()!;
        void* function = (delegate* unmanaged[Cdecl]<nint, CLong, nint, int>)&Timer;
        curl_lock_function onLock = (_, _, _, _) => { };
        Ok(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, function));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_LOCKFUNC, onLock));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_USERDATA, new object()));
        Ok(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, null));
        Ok(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, onLock));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, function));
        Ok(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, null));
    }

    [Fact]
    public Task Mime_HeadersThatThePartDoesNotOwn_AreKept() => RunAsync((curl, bodies) =>
    {
        curl_mime? inner = curl_mime_init(curl), outer = curl_mime_init(curl);
        AddHeaders(curl_mime_addpart(inner), "X-Inner: kept");
        curl_mimepart? part = curl_mime_addpart(outer);
        AddHeaders(part, "X-Replaced: gone");
        AddHeaders(part, "X-Outer: kept");
        Drive.Ok(curl_mime_subparts(part, inner));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, outer));
        curl_mime_free(outer);
        Garbage.Collect();
        Drive.Ok(curl_easy_perform(curl));
        string body = Assert.Single(bodies);
        Assert.Contains("X-Inner: kept\r\n", body, StringComparison.Ordinal);
        Assert.Contains("X-Outer: kept\r\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Replaced", body, StringComparison.Ordinal);
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddHeaders(curl_mimepart? part, string header)
    {
        Drive.Ok(curl_mime_data(part, "text", CURL_ZERO_TERMINATED));
        curl_slist headers = curl_slist_append(null, header)!;
        Drive.Ok(curl_mime_headers(part, headers, 0));
        curl_slist_free_all(headers);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Timer(nint multi, CLong timeout, nint user) => 0;

    private static unsafe void Set(CURLM multi, nint pointer) => Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, (void*)pointer));

    private static unsafe void SetUser(CURLSH share, nint pointer) => Ok(curl_share_setopt(share, CURLSHOPT_USERDATA, (void*)pointer));

    private static void Run(CURLM multi, CURL curl)
    {
        Drive.Ok(curl_multi_add_handle(multi, curl));
        int running;
        do
        {
            Drive.Ok(curl_multi_perform(multi, out running));
            Drive.Ok(curl_multi_poll(multi, [], running == 0 ? 0 : 100, out _));
        }
        while (running > 0);
        Drive.Ok(curl_multi_remove_handle(multi, curl));
    }

    private static void Ok(CURLSHcode code) => Assert.Equal(CURLSHE_OK, code);

    private static async Task RunAsync(Action<CURL, List<string>> test)
    {
        List<string> bodies = [];
        await ScriptedServer.RunAsync(Drive.Http("answer", body => bodies.Add(System.Text.Encoding.UTF8.GetString(body))), async server =>
        {
            using CURL curl = Drive.NewCurl(server.HttpUri);
            await Drive.OnThreadAsync(() =>
            {
                test(curl, bodies);
                return 0;
            });
        });
    }
}
