using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Shares: what is shared, the lock callbacks, and who keeps whom alive.</summary>
public sealed class ShareTests
{
    [Fact]
    public async Task Cookies_Shared_AreSeenByTheOtherHandleUnderLock() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURLSH share = curl_share_init()!;
            object mark = new();
            int[] held = new int[(int)CURL_LOCK_DATA_LAST];
            List<curl_lock_data> locked = [];
            HashSet<CURL?> lockers = [];
            curl_lock_function onLock = (handle, data, access, user) =>
            {
                Assert.Same(mark, user);
                Assert.True(Enum.IsDefined(access));
                Assert.Equal(1, Interlocked.Increment(ref held[(int)data]));
                lock (locked)
                {
                    locked.Add(data);
                    lockers.Add(handle);
                }
            };
            curl_unlock_function onUnlock = (_, data, user) =>
            {
                Assert.Same(mark, user);
                Assert.Equal(0, Interlocked.Decrement(ref held[(int)data]));
            };
            Ok(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, onLock));
            Ok(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, onUnlock));
            Ok(curl_share_setopt(share, CURLSHOPT_USERDATA, mark));
            Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE));
            Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
            Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION));

            CURL first = Drive.NewCurl(server.HttpUri), second = Drive.NewCurl(server.HttpUri);
            Drive.Ok(curl_easy_setopt(first, CURLOPT_SHARE, share));
            Drive.Ok(curl_easy_setopt(second, CURLOPT_SHARE, share));
            Drive.Ok(curl_easy_setopt(first, CURLOPT_COOKIEFILE, ""));
            Drive.Ok(await Drive.PerformAsync(first));
            Drive.Ok(curl_easy_getinfo(second, CURLINFO_COOKIELIST, out curl_slist? cookies));
            Assert.Contains(cookies!.ToStrings(), cookie => cookie.EndsWith("crumb\t1", StringComparison.Ordinal));
            curl_slist_free_all(cookies);
            Assert.Contains(CURL_LOCK_DATA_COOKIE, locked);
            Assert.Contains(first, lockers);
            Assert.Contains(second, lockers);

            Assert.Equal(CURLSHE_IN_USE, curl_share_cleanup(share));
            Assert.Equal(CURLSHE_IN_USE, curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_DNS));
            Assert.True(share ? true : false);
            curl_easy_cleanup(first);
            curl_easy_cleanup(second);
            Assert.All(held, count => Assert.Equal(0, count));
            Ok(curl_share_cleanup(share));
            Assert.True(!share);
        });

    [Fact]
    public async Task Connections_Shared_AreUsedByTheOtherHandle() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURLSH share = curl_share_init()!;
            Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT));
            CURL first = Drive.NewCurl(server.HttpUri), second = Drive.NewCurl(server.HttpUri);
            List<string> closed = [];
            Drive.Ok(curl_easy_setopt(first, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)((_, socket) =>
            {
                using System.Net.Sockets.Socket closing = new(new System.Net.Sockets.SafeSocketHandle(socket, ownsHandle: true));
                closed.Add("first");
                return 0;
            })));
            Drive.Ok(curl_easy_setopt(first, CURLOPT_SHARE, share));
            Drive.Ok(curl_easy_setopt(second, CURLOPT_SHARE, share));
            Drive.Ok(await Drive.PerformAsync(first));
            curl_easy_cleanup(first);
            Garbage.Collect();
            Drive.Ok(await Drive.PerformAsync(second));
            Drive.Ok(curl_easy_getinfo(second, CURLINFO_NUM_CONNECTS, out long connects));
            Assert.Equal(0, connects);
            curl_easy_cleanup(second);
            Assert.Empty(closed);
            Ok(curl_share_cleanup(share));
            Assert.Equal(["first"], closed);
            Assert.Equal(1, server.Connections.Count);
        });

    [Fact]
    public async Task LockCallback_ThatThrows_SurfacesFromTheCallOnTheHandle() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURLSH share = curl_share_init()!;
            InvalidOperationException thrown = new("lock");
            bool armed = false;
            Ok(curl_share_setopt(
                share, CURLSHOPT_LOCKFUNC, (curl_lock_function)((_, _, _, _) => { if (armed) { armed = false; throw thrown; } })));
            Ok(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, (curl_unlock_function)((_, _, _) => { })));
            Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE));
            CURL curl = Drive.NewCurl(server.HttpUri);
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_COOKIEFILE, ""));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_SHARE, share));
            armed = true;
            Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(curl)));
            Drive.Ok(await Drive.PerformAsync(curl));

            // During the cleanup, too.
            armed = true;
            Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => curl_easy_cleanup(curl)));
            Ok(curl_share_cleanup(share));
        });

    [Fact]
    public void Share_DisposedEarly_LivesUntilItsLastHandleIsGone()
    {
        CURLSH share = curl_share_init()!;
        Ok(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
        CURL curl = curl_easy_init()!;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_SHARE, share));
        share.Dispose();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/"));
        curl_easy_cleanup(curl);
        Assert.True(share.IsClosed);
    }

    [Fact]
    public void SetOpt_WrongKindOrUnknown_IsRefused()
    {
        CURLSH share = curl_share_init()!;
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_LOCKFUNC, CURL_LOCK_DATA_DNS));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_SHARE, (curl_lock_function)((_, _, _, _) => { })));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_LOCKFUNC, (curl_unlock_function)((_, _, _) => { })));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_SHARE, new object()));
        Assert.Equal(CURLSHE_BAD_OPTION, curl_share_setopt(share, CURLSHOPT_SHARE, (curl_lock_data)99));
        Assert.Equal(CURLSHE_BAD_OPTION, Raw(share, (CURLSHoption)99));
        Ok(curl_share_cleanup(share));
    }

    private static unsafe CURLSHcode Raw(CURLSH share, CURLSHoption option) => curl_share_setopt(share, option, (void*)null);

    private static void Ok(CURLSHcode code) => Assert.Equal(CURLSHE_OK, code);
}
