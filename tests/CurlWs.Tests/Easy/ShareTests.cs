using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Shared data, from many threads.</summary>
public sealed class ShareTests
{
    [Theory]
    [InlineData(CurlShareData.None)]
    [InlineData((CurlShareData)64)]
    [InlineData((CurlShareData)(-1))]
    public void Constructor_NoKindOfData_Throws(CurlShareData data) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurlShare(data));

    [Fact]
    public void Constructor_EveryKindOfData_WorksOrIsNotBuiltIn()
    {
        foreach (CurlShareData kind in Enum.GetValues<CurlShareData>().Where(k => k != CurlShareData.None))
        {
            try
            {
                using CurlShare share = new(kind);
                Assert.Equal(kind, share.Data);
            }
            catch (CurlException e)
            {
                Assert.Equal(CurlShareData.Psl, kind);
                Assert.Equal(CurlErrorCode.NotBuiltIn, e.Code);
            }
        }
    }

    [Fact]
    public async Task Share_EightThreadsOfHttps_AllTransfersSucceedAndCookiesArrive()
    {
        const int Threads = 8;
        const int Transfers = 25;
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(Deadline.Token());
        using CurlShare share = new(CurlShareData.Cookies | CurlShareData.Dns | CurlShareData.TlsSessions | CurlShareData.Hsts);
        ConcurrentQueue<Exception> failures = [];
        int done = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(n => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < Transfers; i++)
                {
                    // A new handle each time: what is shared is all that it knows.
                    using CurlEasy easy = new();
                    StringBuilder body = Prepare(easy, server, share);
                    LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_COOKIELIST, $"Set-Cookie: c{n}x{i}=1; domain=localhost; path=/");
                    easy.Perform();
                    Assert.Equal("plain HTTP from the embedded server\n", body.ToString());
                    Interlocked.Increment(ref done);
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Assert.All(threads, t => Assert.True(t.Join(Deadline.Default * 3)));
        Assert.Empty(failures);
        Assert.Equal(Threads * Transfers, done);
        using CurlEasy reader = new();
        reader.Options.Share = share;
        Assert.Equal(Threads * Transfers, CookieCount(reader));
    }

    [Fact]
    public async Task Share_DisposedBeforeItsHandles_LivesAsLongAsThey()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(Deadline.Token());
        CurlShare share = new(CurlShareData.Cookies);
        using CurlEasy easy = new();
        StringBuilder body = Prepare(easy, server, share);
        share.Dispose();
        share.Dispose();
        easy.Perform();
        Assert.Equal("plain HTTP from the embedded server\n", body.ToString());
        Assert.Same(share, easy.Options.Share);
        using CurlEasy other = new();
        Assert.Throws<ObjectDisposedException>(() => other.Options.Share = share);
    }

    [Fact]
    public void Share_SetToNull_IsNoLongerUsed()
    {
        using CurlShare share = new(CurlShareData.Cookies);
        using CurlEasy easy = new();
        easy.Options.Share = share;
        easy.Options.Share = null;
        Assert.Null(easy.Options.Share);
        Assert.Equal(CURLSHcode.CURLSHE_OK, LibCurl.curl_share_cleanup(share.Handle));
    }

    [Fact]
    public async Task Share_ConnectionsWithAWebSocketHandle_IsRefusedWithTheReason()
    {
        using CurlShare share = new(CurlShareData.Connections | CurlShareData.Dns);
        using CurlEasy easy = new();
        easy.Options.Uri = new Uri("ws://127.0.0.1:1/");
        easy.Options.Share = share;
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Contains("stays open", e.Message, StringComparison.Ordinal);
        using CurlEasy meant = new();
        meant.Options.ConnectOnly = CurlConnectOnly.WebSocket;
        Assert.Throws<InvalidOperationException>(() => meant.Options.Share = share);
    }

    [Fact]
    public async Task Share_WithoutTheRefusal_LeavesTheSocketOpen()
    {
        // What the refusal is for: the peer does not see the end of a connection whose handle was freed.
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(Deadline.Token());
        CurlShare share = new(CurlShareData.Connections);
        CURL curl = LibCurl.curl_easy_init()!;
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_URL, server.WsUri.AbsoluteUri);
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_CONNECT_ONLY, 2L);
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_SHARE, (object)share.Handle);
        Assert.Equal(CURLcode.CURLE_OK, LibCurl.curl_easy_perform(curl));
        LibCurl.curl_easy_getinfo(curl, LibCurl.CURLINFO_ACTIVESOCKET, out curl_socket_t socket);
        using System.Net.Sockets.Socket view = new(new System.Net.Sockets.SafeSocketHandle(socket, ownsHandle: false));
        curl.Dispose();
        Assert.NotNull(view.RemoteEndPoint);
        Assert.True(view.Poll(0, System.Net.Sockets.SelectMode.SelectWrite));
        share.Dispose();
    }

    [Fact]
    public async Task Share_OfTlsSessionsWithWebSockets_Works()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(Deadline.Token());
        using CurlShare share = new(CurlShareData.Dns | CurlShareData.TlsSessions | CurlShareData.Cookies);
        for (int i = 0; i < 3; i++)
        {
            using CurlEasy easy = new();
            easy.Options.Uri = server.WssUri;
            LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_CAINFO, server.CaFile);
            easy.Options.Share = share;
            await easy.ConnectAsync(Deadline.Token());
            Assert.True(easy.TrySend("x"u8, WebSocketFrameKind.Text, out _));
            Assert.Throws<InvalidOperationException>(() => easy.Options.Share = null);
        }
    }

    [Fact]
    public void Locks_ReadersTogether_WritersAlone()
    {
        ShareLocks locks = new();
        const curl_lock_data Data = curl_lock_data.CURL_LOCK_DATA_DNS;
        using Barrier bothInside = new(2);
        List<Exception> failures = [];
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            locks.Enter(default, Data, curl_lock_access.CURL_LOCK_ACCESS_SHARED, null);
            if (!bothInside.SignalAndWait(Deadline.Default))
            {
                lock (failures)
                {
                    failures.Add(new TimeoutException("The readers exclude each other."));
                }
            }

            locks.Exit(default, Data, null);
        }))];
        Array.ForEach(readers, t => t.Start());
        Assert.All(readers, t => Assert.True(t.Join(Deadline.Default * 2)));
        Assert.Empty(failures);

        int inside = 0;
        int most = 0;
        Thread[] writers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                locks.Enter(default, Data, curl_lock_access.CURL_LOCK_ACCESS_SINGLE, null);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
                locks.Exit(default, Data, null);
            }
        }))];
        Array.ForEach(writers, t => t.Start());
        Assert.All(writers, t => Assert.True(t.Join(Deadline.Default * 2)));
        Assert.Equal(1, most);
    }

    private static unsafe StringBuilder Prepare(CurlEasy easy, EmbeddedServer server, CurlShare share)
    {
        StringBuilder body = new();
        easy.Options.Uri = server.HttpsUri;
        easy.Options.Share = share;
        LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_CAINFO, server.CaFile);
        curl_write_callback write = (data, size, count, _) =>
        {
            body.Append(Encoding.UTF8.GetString(data, (int)(size * count)));
            return size * count;
        };
        LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_WRITEFUNCTION, write);
        return body;
    }

    private static int CookieCount(CurlEasy easy)
    {
        Assert.Equal(CURLcode.CURLE_OK, LibCurl.curl_easy_getinfo(easy.Handle, LibCurl.CURLINFO_COOKIELIST, out curl_slist? cookies));
        using (cookies)
        {
            return cookies?.ToStrings().Count ?? 0;
        }
    }
}
