using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>
/// A second thread, and a cleanup, while a call runs: the first thread stands in a callback until the test lets it go on.
/// </summary>
public sealed class ThreadsTests : IDisposable
{
    private readonly ManualResetEventSlim _inside = new();
    private readonly ManualResetEventSlim _goOn = new();

    public void Dispose()
    {
        _inside.Dispose();
        _goOn.Dispose();
    }

    [Fact]
    public Task EasyHandle_SecondThreadWhilePerforming_IsRefused() => WhilePerformingAsync(curl =>
    {
        Assert.All(
            new[]
            {
                curl_easy_perform(curl),
                curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/"),
                curl_easy_setopt(curl, CURLOPT_PRIVATE, new object()),
                curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long _),
                curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, out string? _),
                curl_easy_pause(curl, CURLPAUSE_CONT),
                curl_easy_upkeep(curl),
                curl_easy_recv(curl, new byte[1], out _),
                curl_easy_send(curl, new byte[1], out _),
                curl_ws_recv(curl, new byte[1], out _, out _),
                curl_ws_send(curl, new byte[1], out _, 0, CURLWS_TEXT),
                curl_ws_start_frame(curl, CURLWS_TEXT, 1),
            },
            code => Assert.Equal(CURLE_RECURSIVE_API_CALL, code));
        Assert.Null(curl_easy_duphandle(curl));
        Assert.False(curl_ws_meta(curl, out curl_ws_frame _));
        Assert.Null(curl_mime_init(curl));
        Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(curl, "a", 0, CURLH_HEADER, -1, out string? _));
        curl_easy_reset(curl);
        CURLM multi = curl_multi_init()!;
        Assert.Equal(CURLM_RECURSIVE_API_CALL, curl_multi_add_handle(multi, curl));
        curl_multi_cleanup(multi);
    });

    [Fact]
    public Task EasyHandle_CleanupOnAnotherThread_TakesEffectWhenTheCallReturns() => WhilePerformingAsync(
        curl =>
        {
            curl_easy_cleanup(curl);
            Assert.False(curl.IsClosed);
            Assert.Throws<ObjectDisposedException>(() => Enter(curl));
        },
        isCleanedUp: true);

    [Fact]
    public async Task MultiHandle_SecondThreadWhilePerforming_IsRefusedForAllOfTheUnit() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURL curl = Drive.NewCurl(server.HttpUri), other = Drive.NewCurl(server.HttpUri);
            CURLM multi = curl_multi_init()!;
            BlockIn(curl);
            Drive.Ok(curl_multi_add_handle(multi, curl));
            Drive.Ok(curl_multi_add_handle(multi, other));
            Task<CURLMcode> running = Drive.OnThreadAsync(() => MultiLoop.Run(multi));
            Assert.True(_inside.Wait(Deadline.Default));
            Assert.All(
                new[]
                {
                    curl_multi_perform(multi, out _),
                    curl_multi_poll(multi, [], 0, out _),
                    curl_multi_remove_handle(multi, curl),
                    curl_multi_timeout(multi, out _),
                    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, new object()),
                    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, out _),
                },
                code => Assert.Equal(CURLM_RECURSIVE_API_CALL, code));
            Assert.Equal(CURLE_RECURSIVE_API_CALL, curl_easy_setopt(other, CURLOPT_VERBOSE, 0));
            Assert.Equal(CURLM_OK, curl_multi_wakeup(multi));
            _goOn.Set();
            Drive.Ok(await running);
            Drive.Ok(curl_easy_setopt(other, CURLOPT_VERBOSE, 0));
            Drive.Ok(curl_multi_cleanup(multi));
            curl_easy_cleanup(curl);
            curl_easy_cleanup(other);
        });

    [Fact]
    public async Task MultiHandle_CleanupOfAllOnAnotherThread_TakesEffectWhenTheCallReturns() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURL curl = Drive.NewCurl(server.HttpUri);
            CURLM multi = curl_multi_init()!;
            BlockIn(curl);
            Drive.Ok(curl_multi_add_handle(multi, curl));
            Task running = Drive.OnThreadAsync(() => MultiLoop.Run(multi) + (int)curl_multi_perform(multi, out _));
            Assert.True(_inside.Wait(Deadline.Default));
            curl_easy_cleanup(curl);
            Drive.Ok(curl_multi_cleanup(multi));
            Assert.False(curl.IsClosed);
            Assert.False(multi.IsClosed);
            _goOn.Set();

            // The loop's next call on the multi handle finds it gone.
            await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
            Assert.True(curl.IsClosed);
            Assert.True(multi.IsClosed);
        });

    [Fact]
    public async Task EasyHandle_CleanupInItsOwnCallback_TakesEffectWhenTheCallReturns()
    {
        bool closedInside = true;
        Exception? thrown = null;
        await ScriptedServer.RunAsync(
            Drive.Http(),
            async server =>
            {
                CURL curl = Drive.NewCurl(server.HttpUri);
                OnHeader(curl, () =>
                {
                    curl_easy_cleanup(curl);
                    closedInside = curl.IsClosed;
                    thrown ??= Record.Exception(() => Enter(curl));
                });
                Drive.Ok(await Drive.PerformAsync(curl));
                Assert.False(closedInside);
                Assert.IsType<ObjectDisposedException>(thrown);
                Assert.True(curl.IsClosed);
                Assert.Throws<ObjectDisposedException>(() => Enter(curl));
            });
    }

    [Fact]
    public async Task MultiHandle_CleanupInACallback_TakesEffectWhenTheCallReturns() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURL curl = Drive.NewCurl(server.HttpUri);
            CURLM multi = curl_multi_init()!;
            OnHeader(curl, () => curl_multi_cleanup(multi));
            Drive.Ok(curl_multi_add_handle(multi, curl));
            await Assert.ThrowsAsync<ObjectDisposedException>(
                () => Drive.OnThreadAsync(() => MultiLoop.Run(multi) + (int)curl_multi_perform(multi, out _)));
            Assert.True(multi.IsClosed);
            Drive.Ok(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long _));
            curl_easy_cleanup(curl);
        });

    [Fact]
    public async Task EasyHandle_ManyThreadsAtOnce_OneIsInsideAndTheOthersAreRefused()
    {
        using CURL curl = curl_easy_init()!;
        int inside = 0, worst = 0, refused = 0, done = 0;
        using Barrier start = new(4);
        Task[] threads = new Task[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = Drive.OnThreadAsync(() =>
            {
                start.SignalAndWait();
                for (int n = 0; n < 20_000; n++)
                {
                    if (!curl.Gate.TryEnter())
                    {
                        refused++;
                        continue;
                    }

                    worst = Math.Max(worst, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                    done++;
                    curl.Gate.Exit();
                }

                return true;
            });
        }

        await Task.WhenAll(threads);
        Assert.Equal(1, worst);
        Assert.NotEqual(0, done);
        Assert.InRange(done + refused, 1, 80_000);
    }

    private static void Enter(CURL curl) => curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long _);

    private static unsafe void OnHeader(CURL curl, Action action) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, (_, size, nitems, _) =>
        {
            action();
            return size * nitems;
        }));

    private async Task WhilePerformingAsync(Action<CURL> second, bool isCleanedUp = false) => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURL curl = Drive.NewCurl(server.HttpUri);
            BlockIn(curl);
            Task<CURLcode> performing = Drive.PerformAsync(curl);
            Assert.True(_inside.Wait(Deadline.Default));
            try
            {
                second(curl);
            }
            finally
            {
                _goOn.Set();
            }

            Drive.Ok(await performing);
            Assert.Equal(isCleanedUp, curl.IsClosed);
            if (!isCleanedUp)
            {
                Drive.Ok(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long code));
                Assert.Equal(200, code);
                curl_easy_cleanup(curl);
            }

            Assert.Throws<ObjectDisposedException>(() => Enter(curl));
        });

    private void BlockIn(CURL curl) => OnHeader(curl, () =>
    {
        _inside.Set();
        Assert.True(_goOn.Wait(Deadline.Default));
    });
}
