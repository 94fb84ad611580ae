using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Easy;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Connections that have been used, and that nobody has any more, are closed by the collector, whatever they are made of: the finaliser
/// frees handles that depend on each other in any order. Alone, because it counts what the finaliser frees in the whole process.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class AbandonedTests
{
    private const int Count = 10;

    private static readonly Dictionary<string, Func<Uri, Task>> s_kinds = new()
    {
        ["CurlWebSocket"] = uri => SocketAsync(uri, CurlFraming.Auto),
        ["CurlWebSocket with Configure"] = uri => SocketAsync(uri, CurlFraming.Auto, o => o.Configure = _ => { }),
        ["CurlWebSocket with libcurl's framing"] = uri => SocketAsync(uri, CurlFraming.Libcurl),
        ["CurlWebSocket with keep-alive and idle timeout"] = uri => SocketAsync(uri, CurlFraming.Auto, o =>
        {
            o.KeepAliveInterval = TimeSpan.FromMinutes(1);
            o.KeepAliveTimeout = TimeSpan.FromMinutes(1);
            o.IdleTimeout = TimeSpan.FromMinutes(1);
        }),
        ["CurlWebSocket that has received"] = ReceivedAsync,
        ["CurlWebSocket with a ping given up"] = PingedAsync,
        ["CurlEasy"] = uri => EasyAsync(uri, _ => { }),
        ["CurlEasy with callbacks"] = uri => EasyAsync(uri, easy =>
        {
            easy.SocketCreatedCallback = _ => CurlSocketResult.Connect;
            easy.TraceCallback = (_, _) => { };
            easy.CloseSocketCallback = descriptor =>
            {
                using System.Net.Sockets.SafeSocketHandle closing = new(descriptor, ownsHandle: true);
                return true;
            };
        }),
        ["CurlEasy with a share"] =
            uri => EasyAsync(uri, easy => easy.Options.Share = new CurlShare(CurlShareData.Dns | CurlShareData.TlsSessions)),
        ["CurlEasy that borrows a CURL"] = uri => BorrowedAsync(uri, curl => CurlEasy.Borrow(curl)),
        ["CurlEasy that borrows a foreign object"] = uri => BorrowedAsync(uri, curl => CurlEasy.Borrow(new ForeignHandle(curl))),
        ["C names, a CURL in a CURLM"] = uri => Task.Run(() => InMulti(uri, _ => { })),
        ["C names with list, mime and URL"] = uri => Task.Run(() => InMulti(uri, curl =>
        {
            curl_easy_setopt(curl, CURLOPT_HTTPHEADER, curl_slist_append(null, "X-Kept: 1"));
            CURLU url = curl_url()!;
            curl_url_set(url, CURLUPart.CURLUPART_URL, uri.AbsoluteUri, 0);
            curl_easy_setopt(curl, CURLOPT_CURLU, url);
        })),
        ["C names, perform"] = uri => Task.Run(() => Perform(uri)),
        ["ClientWebSocket"] = FrameworkAsync,
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task UsedConnection_NobodyHasIt_IsClosedByTheCollector(string kind)
    {
        int open = 0;
        int table = Epoll.Count;
        await using ScriptedServer server = ScriptedServer.Start(Scripts.Upgraded(async c =>
        {
            Interlocked.Increment(ref open);
            WireFrame first = await c.ReadFrameAsync();
            c.Patience = Deadline.Default * 2;
            await AnswerAndDrainAsync(c);
            Interlocked.Decrement(ref open);
        }));
        await AbandonAsync(kind, server.WsUri);
        using CancellationTokenSource limit = new(Deadline.Default * 2);
        while (Volatile.Read(ref open) > 0 || Epoll.Count > table)
        {
            Assert.False(limit.IsCancellationRequested, $"{open} of {Count} are still open; {Epoll.Count - table} wait in the table");
            Garbage.Collect();
            await Task.Yield();
        }

        foreach (string type in new[] { nameof(CURL), nameof(CURLM), nameof(CURLSH), nameof(CURLU), nameof(curl_slist), nameof(curl_mime) })
        {
            HandleLedger.Forgive(type, Count);
        }
    }

    // On a thread of its own: nothing may be left in a register or a stack frame of the test's.
    private static Task AbandonAsync(string kind, Uri uri)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                for (int i = 0; i < Count; i++)
                {
                    s_kinds[kind](uri).GetAwaiter().GetResult();
                }

                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }).Start();
        return Deadline.Within(done.Task);
    }

    private static async Task AnswerAndDrainAsync(ScriptedConnection connection)
    {
        try
        {
            await connection.WriteAsync(Wire.Text("answer"));
            while ((await connection.ReadSomeAsync()).Length > 0)
            {
            }
        }
        catch (System.IO.IOException)
        {
            // A reset is an end as well, and may come before the answer from a kind that does not wait for it.
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task SocketAsync(Uri uri, CurlFraming framing, Action<CurlWebSocketOptions>? configure = null)
    {
        CurlWebSocket socket = await Connections.ConnectAsync(uri, framing, configure);
        await socket.SendAsync(new byte[5], WebSocketMessageType.Binary, true, Deadline.Token());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ReceivedAsync(Uri uri)
    {
        CurlWebSocket socket = await Connections.ConnectAsync(uri, CurlFraming.Auto);
        await socket.SendAsync(new byte[5], WebSocketMessageType.Binary, true, Deadline.Token());
        Assert.Equal("answer"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task PingedAsync(Uri uri)
    {
        CurlWebSocket socket = await Connections.ConnectAsync(uri, CurlFraming.Auto);
        await socket.SendAsync(new byte[5], WebSocketMessageType.Binary, true, Deadline.Token());
        await socket.ReceiveWholeAsync();
        using CancellationTokenSource cancel = new();
        Task ping = socket.PingAsync(cancellationToken: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ping);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task EasyAsync(Uri uri, Action<CurlEasy> configure)
    {
        CurlEasy easy = new();
        easy.Options.Uri = uri;
        configure(easy);
        await easy.ConnectAsync(Deadline.Token());
        Assert.True(easy.TrySend(new byte[5], WebSocketFrameKind.Binary, out _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task BorrowedAsync(Uri uri, Func<CURL, CurlEasy> borrow)
    {
        CurlEasy easy = borrow(curl_easy_init()!);
        easy.Options.Uri = uri;
        await easy.ConnectAsync(Deadline.Token());
        Assert.True(easy.TrySend(new byte[5], WebSocketFrameKind.Binary, out _));
    }

    /// <summary>As another binding's: it frees the native handle, which no object of this library does.</summary>
    private sealed class ForeignHandle : System.Runtime.InteropServices.SafeHandle
    {
        internal ForeignHandle(CURL curl)
            : base(0, ownsHandle: true)
        {
            SetHandle(curl.DangerousGetHandle());
            curl.SetHandleAsInvalid();
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            using CURL owner = new(handle, ownsHandle: true);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InMulti(Uri uri, Action<CURL> configure)
    {
        CURL curl = curl_easy_init()!;
        CURLM multi = curl_multi_init()!;
        curl_easy_setopt(curl, CURLOPT_URL, uri.AbsoluteUri);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        configure(curl);
        Assert.Equal(CURLMcode.CURLM_OK, curl_multi_add_handle(multi, curl));
        int running = 1;
        while (running > 0)
        {
            curl_multi_perform(multi, out running);
            curl_multi_poll(multi, [], 100, out _);
        }

        Assert.Equal(CURLcode.CURLE_OK, curl_ws_send(curl, "hello"u8, out _, 0, CURLWS_TEXT));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Perform(Uri uri)
    {
        CURL curl = curl_easy_init()!;
        curl_easy_setopt(curl, CURLOPT_URL, uri.AbsoluteUri);
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
        Assert.Equal(CURLcode.CURLE_OK, curl_easy_perform(curl));
        Assert.Equal(CURLcode.CURLE_OK, curl_ws_send(curl, "hello"u8, out _, 0, CURLWS_TEXT));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FrameworkAsync(Uri uri)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(uri, Deadline.Token());
        await socket.SendAsync(new byte[5], WebSocketMessageType.Binary, true, Deadline.Token());
    }
}
