using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>What the handle keeps alive for libcurl, and for how long: callbacks, their data, lists, bodies, buffers.</summary>
public sealed class CallbacksLifetimeTests
{
    [Fact]
    public Task Callback_ThatCallsLibcurlOnTheSameHandle_IsLetIn() => RunAsync(async curl =>
    {
        long code = 0;
        CURLcode again = CURLE_OK;
        OnHeader(curl, _ =>
        {
            Drive.Ok(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out code));
            again = curl_easy_perform(curl);
        });
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(200, code);
        
        // Which code depends on the version.
        Assert.Contains(again, new[] { CURLE_RECURSIVE_API_CALL, CURLE_FAILED_INIT });
        curl_easy_cleanup(curl);
    });

    [Fact]
    public Task Callback_ThatThrowsBeforeALaterOneCallsLibcurl_SurfacesFromTheOuterCall() => RunAsync(async curl =>
    {
        InvalidOperationException thrown = new("first");
        Exception? inner = null;
        int traced = 0;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_VERBOSE, 1));
        OnDebug(curl, () =>
        {
            inner ??= Record.Exception(() => curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long _));
            if (traced++ == 0) { throw thrown; }
        });
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(curl)));
        Assert.InRange(traced, 2, int.MaxValue);
        Assert.Null(inner);
        curl_easy_cleanup(curl);
    });

    [Fact]
    public async Task WriteCallback_OnAWebSocket_SendsOnTheSameHandle() => await ScriptedServer.RunAsync(
        async server =>
        {
            await server.AcceptUpgradeAsync(glued: Wire.Text("hello"));
            Assert.Equal("hello, too", (await server.ReadFrameAsync()).Text);
            await server.WriteCloseAsync();
        },
        async server =>
        {
            CURL curl = Drive.NewCurl(server.WsUri);
            List<string> seen = [];
            OnWrite(curl, text =>
            {
                Assert.True(curl_ws_meta(curl, out curl_ws_frame meta));
                seen.Add($"{meta.flags} {text}");
                if ((meta.flags & CURLWS_TEXT) != 0)
                {
                    byte[] answer = Encoding.UTF8.GetBytes(text + ", too");
                    Drive.Ok(curl_ws_send(curl, answer, out nuint sent, 0, CURLWS_TEXT));
                    Assert.Equal((nuint)answer.Length, sent);
                }
            });
            CURLcode result = await Drive.PerformAsync(curl);
            Assert.Contains(result, new[] { CURLE_OK, CURLE_GOT_NOTHING, CURLE_RECV_ERROR });
            Assert.Equal($"{CURLWS_TEXT} hello", seen[0]);
            curl_easy_cleanup(curl);
        });

    [Fact]
    public Task RawFunctionPointers_WithAGCHandleAsUserData_AreCalled() => RunAsync(async curl =>
    {
        List<string> seen = [];
        GCHandle user = GCHandle.Alloc(seen);
        SetRaw(curl, GCHandle.ToIntPtr(user));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Contains("written answer", seen);
        Assert.Contains("progress", seen);
        curl_easy_cleanup(curl);
        user.Free();
    });

    [Fact]
    public Task Duphandle_CopyWithTheOriginalFreed_CallsBackToItself() => RunAsync(async curl =>
    {
        List<CURL?> drivers = [];
        List<object?> users = [];
        object mark = new();
        SetUp(curl, drivers, users, mark);
        CURL copy = curl_easy_duphandle(curl)!;
        curl_easy_cleanup(curl);
        Garbage.Collect();
        Drive.Ok(await Drive.PerformAsync(copy));
        Assert.NotEmpty(drivers);
        Assert.All(drivers, driver => Assert.Same(copy, driver));
        Assert.All(users, user => Assert.Same(mark, user));

        // An exception goes to the copy as well.
        InvalidOperationException thrown = new("from the copy");
        OnWrite(copy, _ => throw thrown);
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(copy)));
        curl_easy_cleanup(copy);
    });

    [Fact]
    public Task Reset_HandleWithCallbacks_ForgetsThem() => RunAsync(async curl =>
    {
        int calls = 0;
        OnHeader(curl, _ => calls++);
        Drive.Ok(curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, out string? url));
        curl_easy_reset(curl);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, url));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
        Drive.Discard(curl);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(0, calls);
        curl_easy_cleanup(curl);
    });

    [Fact]
    public async Task ListsAndBodies_FreedEarly_StayAlive()
    {
        byte[]? posted = null;
        string? header = null;
        await ScriptedServer.RunAsync(
            async connection =>
            {
                await Drive.Http("answer", body => posted = body)(connection);
            },
            async server =>
            {
                CURL curl = Drive.NewCurl(server.HttpUri);
                SetListAndBody(curl);
                Garbage.Collect();
                Drive.Ok(await Drive.PerformAsync(curl));
                Assert.Equal("a body of its own", Encoding.UTF8.GetString(posted!));
                CURL copy = curl_easy_duphandle(curl)!;
                curl_easy_cleanup(curl);
                Garbage.Collect();
                posted = null;
                Drive.Ok(await Drive.PerformAsync(copy));
                Assert.Equal("a body of its own", Encoding.UTF8.GetString(posted!));
                header = (await server.Connections.ItemAsync(0)).Request?["X-Early"];
                curl_easy_cleanup(copy);
            });
        Assert.True(header is null or "1");
    }

    [Fact]
    public async Task ErrorBuffer_NobodyElseHolds_GetsTheText()
    {
        CURL curl = curl_easy_init()!;
        WeakReference buffer = SetErrorBuffer(curl);
        Garbage.Collect();
        Assert.True(buffer.IsAlive);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, "nosuchscheme://127.0.0.1/"));
        Assert.Equal(CURLE_UNSUPPORTED_PROTOCOL, await Drive.PerformAsync(curl));
        byte[] text = (byte[])buffer.Target!;
        Assert.Contains("nosuchscheme", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
        curl_easy_cleanup(curl);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("unset")]
    [InlineData("replaced")]
    public Task CloseSocket_FunctionThatTheHandleForgot_IsStillTheConnections(string way) => RunAsync(async curl =>
    {
        List<string> closed = [];
        SetClose(curl, "first", closed);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Empty(closed);
        switch (way)
        {
            case "reset":
                curl_easy_reset(curl);
                break;
            case "unset":
                Drive.Ok(curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback?)null));
                break;
            default:
                SetClose(curl, "second", closed);
                break;
        }

        Garbage.Collect();
        curl_easy_cleanup(curl);
        Assert.Equal(["first"], closed);
    });

    [Fact]
    public Task CloseSocket_ConnectionThatOutlivesTheHandleInAMulti_IsCalledAtTheEnd() => RunAsync(async curl =>
    {
        List<string> closed = [];
        CURLM multi = curl_multi_init()!;
        SetClose(curl, "first", closed);
        Drive.Ok(curl_multi_add_handle(multi, curl));
        Drive.Ok(await Drive.OnThreadAsync(() => MultiLoop.Run(multi)));
        Drive.Ok(curl_multi_remove_handle(multi, curl));
        curl_easy_cleanup(curl);
        Assert.Empty(closed);
        Garbage.Collect();
        Drive.Ok(curl_multi_cleanup(multi));
        Assert.Equal(["first"], closed);
    });

    [Fact]
    public Task CloseSocket_ThatThrows_SurfacesFromTheCleanup() => RunAsync(async curl =>
    {
        List<string> closed = [];
        SetClose(curl, "throw", closed);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal("throw", Assert.Throws<InvalidOperationException>(() => curl_easy_cleanup(curl)).Message);
        Assert.True(curl.IsClosed);
    });

    private static unsafe void OnHeader(CURL curl, Action<string> action) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, (buffer, size, nitems, _) =>
        {
            action(Drive.Text(buffer, size * nitems));
            return size * nitems;
        }));

    private static unsafe void OnWrite(CURL curl, Action<string> action) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (buffer, size, nitems, _) =>
        {
            action(Drive.Text(buffer, size * nitems));
            return size * nitems;
        }));

    private static unsafe void OnDebug(CURL curl, Action action) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, (curl_debug_callback)((_, _, _, _, _) =>
        {
            action();
            return 0;
        })));

    private static void SetClose(CURL curl, string name, List<string> closed) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)((_, socket) =>
        {
            using (Socket closing = new(new SafeSocketHandle(socket, ownsHandle: true)))
            {
                closed.Add(name);
            }

            return name == "throw" ? throw new InvalidOperationException(name) : 0;
        })));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void SetUp(CURL curl, List<CURL?> drivers, List<object?> users, object mark)
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_VERBOSE, 1));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_DEBUGDATA, mark));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, (curl_debug_callback)((handle, _, _, _, user) =>
        {
            drivers.Add(handle);
            users.Add(user);
            return 0;
        })));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetListAndBody(CURL curl)
    {
        curl_slist list = curl_slist_append(curl_slist_append(null, "X-Early: 1"), "X-Other: 2")!;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list));
        curl_slist_free_all(list);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "a body of its own"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SetErrorBuffer(CURL curl)
    {
        byte[] buffer = new byte[CURL_ERROR_SIZE];
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, buffer));
        return new WeakReference(buffer);
    }

    private static unsafe void SetRaw(CURL curl, nint user)
    {
        delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint> write = &RawWrite;
        delegate* unmanaged[Cdecl]<nint, long, long, long, long, int> progress = &RawProgress;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, user));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFODATA, user));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe nuint RawWrite(byte* buffer, nuint size, nuint nitems, nint user)
    {
        ((List<string>)GCHandle.FromIntPtr(user).Target!).Add("written " + Drive.Text(buffer, size * nitems));
        return size * nitems;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int RawProgress(nint user, long total, long now, long uploadTotal, long uploadNow)
    {
        ((List<string>)GCHandle.FromIntPtr(user).Target!).Add("progress");
        return 0;
    }

    private static Task RunAsync(Func<CURL, Task> test) => ScriptedServer.RunAsync(
        Drive.Http("answer"), server => test(Drive.NewCurl(server.HttpUri)));
}
