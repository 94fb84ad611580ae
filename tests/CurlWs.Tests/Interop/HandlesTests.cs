using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>What a handle is: in a condition, compared, added, copied, cleaned up in any order, abandoned.</summary>
public sealed class HandlesTests
{
    [Fact]
    public void Handle_InACondition_IsTrueUntilItIsCleanedUp()
    {
        CURL? none = null;
        Assert.False(none ? true : false);
        Assert.True(!none);
        CURL? curl = curl_easy_init();
        Assert.True(curl ? true : false);
        Assert.False(!curl);
        curl_easy_cleanup(curl);
        Assert.False(curl ? true : false);
        Assert.True(!curl);

        CURLM? multi = curl_multi_init();
        Assert.True(multi ? true : false);
        curl_multi_cleanup(multi);
        Assert.True(!multi);

        CURLSH? share = curl_share_init();
        Assert.True(share ? true : false);
        curl_share_cleanup(share);
        Assert.True(!share);

        CURLU? url = curl_url();
        Assert.True(url ? true : false);
        curl_url_cleanup(url);
        Assert.True(!url);

        curl_slist? list = curl_slist_append(null, "a");
        Assert.True(list ? true : false);
        curl_slist_free_all(list);
        Assert.True(!list);
    }

    [Fact]
    public void Handles_TwoInACondition_WorkAsInC()
    {
        CURL? none = null, curl = curl_easy_init(), curl2 = curl_easy_init();
        Assert.True(curl && curl2 ? true : false);
        Assert.False(curl && none ? true : false);
        Assert.False(none && curl ? true : false);
        Assert.True(curl || none ? true : false);
        Assert.True(none || curl ? true : false);
        Assert.False(none || none ? true : false);
        curl_easy_cleanup(curl2);
        Assert.False(curl && curl2 ? true : false);
        Assert.False(curl2 || none ? true : false);

        // Of two kinds, or beside a number: C's !! makes a condition of each.
        CURLM? multi = curl_multi_init();
        Assert.True(!!curl && !!multi);
        Assert.True(!curl2 || !multi);
        CURL_ptr pointer = new(curl!.DangerousGetHandle());
        Assert.True(pointer ? true : false);
        Assert.True(!default(CURL_ptr));
        Assert.False(default(CURL_ptr) ? true : false);
        curl_multi_cleanup(multi);
        curl_easy_cleanup(curl);

        CURLM? noMulti = null, multi2 = curl_multi_init();
        Assert.False(multi2 && noMulti ? true : false);
        Assert.True(noMulti || multi2 ? true : false);
        CURLSH? noShare = null, share = curl_share_init();
        Assert.False(share && noShare ? true : false);
        Assert.True(noShare || share ? true : false);
        CURLU? noUrl = null, url = curl_url();
        Assert.False(url && noUrl ? true : false);
        Assert.True(noUrl || url ? true : false);
        curl_slist? noList = null, list = curl_slist_append(null, "a");
        Assert.False(list && noList ? true : false);
        Assert.True(noList || list ? true : false);
        curl_mime? noMime = null, mime = curl_mime_init(null);
        Assert.False(mime && noMime ? true : false);
        Assert.False(noMime || mime ? true : false);
        curl_multi_cleanup(multi2);
        curl_share_cleanup(share);
        curl_url_cleanup(url);
        curl_slist_free_all(list);
    }

    [Fact]
    public void Handle_WithZeroAddress_IsFalse()
    {
        using CURL nothing = new(0, ownsHandle: false);
        Assert.True(!nothing);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_perform(nothing));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(nothing, CURLOPT_VERBOSE, 1));
        using CURLM noMulti = new(0, ownsHandle: false);
        Assert.True(!noMulti);
        Assert.Equal(CURLM_BAD_HANDLE, curl_multi_perform(noMulti, out _));
    }

    [Fact]
    public void CurlPtr_OfAHandle_ComparesAndConverts()
    {
        CURL curl = curl_easy_init()!, other = curl_easy_init()!;
        nint address = curl.DangerousGetHandle();
        CURL_ptr pointer = new(address);
        Assert.True(pointer == curl);
        Assert.True(pointer != other);
        Assert.True(pointer == new CURL_ptr(address));
        Assert.True(pointer.Equals((object)new CURL_ptr(address)));
        Assert.Same(curl, pointer.ToCURL());
        CURL? converted = pointer;
        Assert.Same(curl, converted);
        Assert.True(default(CURL_ptr) == (CURL?)null);
        Assert.Null(new CURL_ptr(12345).ToCURL());
        curl_easy_cleanup(curl);
        curl_easy_cleanup(other);
        Assert.Null(pointer.ToCURL());
    }

    [Fact]
    public void AddHandle_Twice_IsRefusedAndTheHandleStaysWhereItIs()
    {
        CURLM first = curl_multi_init()!, second = curl_multi_init()!;
        CURL curl = curl_easy_init()!;
        Drive.Ok(curl_multi_add_handle(first, curl));
        Assert.Equal(CURLM_ADDED_ALREADY, curl_multi_add_handle(first, curl));
        Assert.Equal(CURLM_ADDED_ALREADY, curl_multi_add_handle(second, curl));
        Assert.Same(first, curl.Multi);
        Assert.NotEqual(CURLM_RECURSIVE_API_CALL, curl_multi_remove_handle(second, curl));
        Assert.Same(first, curl.Multi);
        Drive.Ok(curl_multi_remove_handle(first, curl));
        Drive.Ok(curl_multi_remove_handle(first, curl));
        Drive.Ok(curl_multi_add_handle(second, curl));
        Assert.Equal([new CURL_ptr(curl.DangerousGetHandle())], curl_multi_get_handles(second));
        Drive.Ok(curl_multi_remove_handle(second, curl));
        curl_easy_cleanup(curl);
        curl_multi_cleanup(first);
        curl_multi_cleanup(second);
    }

    [Fact]
    public void EasyCleanup_WhileAdded_RemovesItFirst()
    {
        CURLM multi = curl_multi_init()!;
        CURL curl = curl_easy_init()!;
        Drive.Ok(curl_multi_add_handle(multi, curl));
        curl_easy_cleanup(curl);
        Assert.True(curl.IsClosed);
        Assert.Empty(curl_multi_get_handles(multi));
        Drive.Ok(curl_multi_perform(multi, out int running));
        Assert.Equal(0, running);
        Drive.Ok(curl_multi_cleanup(multi));
    }

    [Fact]
    public void MultiCleanup_WithHandlesAdded_LeavesThemUsable()
    {
        CURLM multi = curl_multi_init()!;
        CURL curl = curl_easy_init()!;
        Drive.Ok(curl_multi_add_handle(multi, curl));
        Drive.Ok(curl_multi_cleanup(multi));
        Assert.Null(curl.Multi);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/"));
        CURLM next = curl_multi_init()!;
        Drive.Ok(curl_multi_add_handle(next, curl));
        Drive.Ok(curl_multi_cleanup(next));
        curl_easy_cleanup(curl);
    }

    [Fact]
    public async Task Reset_InACallback_DoesNothing() => await ScriptedServer.RunAsync(
        Drive.Http("body"),
        async server =>
        {
            using CURL curl = Drive.NewCurl(server.HttpUri);
            int calls = 0;
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "the handle keeps this"));
            SetWrite(curl, () =>
            {
                calls++;
                curl_easy_reset(curl);
            });
            Drive.Ok(await Drive.PerformAsync(curl));
            Assert.Equal(1, calls);
            Drive.Ok(await Drive.PerformAsync(curl));
            Assert.Equal(2, calls);
        });

    [Fact]
    public async Task BorrowedHandle_WrapperThatIsGone_StillCallsBack() => await ScriptedServer.RunAsync(
        Drive.Http("body"),
        async server =>
        {
            using CURL owner = Drive.NewCurl(server.HttpUri);
            List<string> calls = [];
            Borrow(owner, calls);
            Garbage.Collect();
            Drive.Ok(await Drive.PerformAsync(owner));
            Assert.Equal(["kept"], calls);
        });

    [Fact]
    public void Handles_Abandoned_AreFinalisedAndCounted()
    {
        const int count = 20;
        List<WeakReference> abandoned = [];
        for (int i = 0; i < count; i++)
        {
            Abandon(abandoned);
        }

        string[] types = [nameof(CURL), nameof(CURLM), nameof(CURLSH), nameof(CURLU), nameof(curl_slist), nameof(curl_mime)];
        int[] finalised = new int[types.Length];
        for (CancellationToken late = Deadline.Token(); !late.IsCancellationRequested && Array.Exists(finalised, there => there < count);)
        {
            Garbage.Collect();
            for (int i = 0; i < types.Length; i++)
            {
                finalised[i] += HandleLedger.Forgive(types[i], count - finalised[i]);
            }
        }

        Assert.All(finalised, there => Assert.Equal(count, there));
        Assert.DoesNotContain(abandoned, reference => reference.IsAlive);
    }

    private static unsafe void SetWrite(CURL curl, Action action) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (_, size, nitems, _) =>
        {
            action();
            return size * nitems;
        }));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Borrow(CURL owner, List<string> calls)
    {
        CURL borrowed = new(owner.DangerousGetHandle(), ownsHandle: false);
        SetWrite(borrowed, () => calls.Add("kept"));
        CURL again = new(owner.DangerousGetHandle(), ownsHandle: false);
        Drive.Ok(curl_easy_setopt(again, CURLOPT_POSTFIELDS, "posted"));
        again.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Abandon(List<WeakReference> abandoned)
    {
        CURL curl = curl_easy_init()!;
        CURLM multi = curl_multi_init()!;
        CURLSH share = curl_share_init()!;
        CURLU url = curl_url()!;
        curl_slist list = curl_slist_append(null, "a: b")!;
        curl_mime mime = curl_mime_init(curl)!;
        Drive.Ok(curl_mime_data_cb(curl_mime_addpart(mime), 1, (_, _, _, _) => 0, null, null, curl));
        Assert.Equal(CURLUE_OK, curl_url_set(url, CURLUPART_URL, "http://127.0.0.1/", 0));
        Assert.Equal(CURLSHE_OK, curl_share_setopt(share, CURLSHOPT_LOCKFUNC, (curl_lock_function)((_, _, _, _) => { })));
        Assert.Equal(CURLSHE_OK, curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, (curl_unlock_function)((_, _, _) => { })));
        Assert.Equal(CURLSHE_OK, curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_SHARE, share));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_CURLU, url));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "body"));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, (curl_debug_callback)((_, _, _, _, _) => 0)));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)((_, _) => 0)));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_VERBOSE, 1));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, (curl_multi_timer_callback)((_, _, _) => 0)));
        Drive.Ok(curl_multi_add_handle(multi, curl));
        abandoned.AddRange([new(curl), new(multi), new(share), new(url), new(list), new(mime)]);
    }
}
