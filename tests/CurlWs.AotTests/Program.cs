using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using CurlWs;
using CurlWs.AotTests;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

// The same checks run as ordinary code, trimmed, and compiled by NativeAOT: build/aot-test.sh. Nothing here may need reflection.
using MiniServer server = new();
using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
int passed = 0;
int failed = 0;

Console.WriteLine(
    $"libcurl {CurlLibrary.GetInfo().Version}, dynamic code: {System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");
await CheckAsync("the library describes itself", () =>
{
    Expect(CurlLibrary.Describe().Contains("protocols", StringComparison.Ordinal));
    Expect(CurlLibrary.GetInfo().SupportsWs);
    return Task.CompletedTask;
});
await CheckAsync("the C names: upgrade, send, receive", () => Task.Run(ExchangeUnderCNames));
await CheckAsync("a callback that throws surfaces from the call", () => Task.Run(ThrowingCallback));
await CheckAsync("CurlEasy: connect, send, wait, receive", ExchangeAsync);
await CheckAsync("CurlEasy: a frame larger than every buffer", LargeFrameAsync);
await CheckAsync("CurlEasy: canceled and late connects", HangingAsync);
await CheckAsync("CurlMulti: transfers at once", TransfersAsync);
await CheckAsync("CurlWebSocket: a listener has metrics, activities and logs", () => Seen.CheckAsync(server.WsUri, limit.Token));
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

async Task CheckAsync(string what, Func<Task> check)
{
    Stopwatch clock = Stopwatch.StartNew();
    try
    {
        await check().WaitAsync(limit.Token);
        passed++;
        Console.WriteLine($"  passed  {what} ({clock.ElapsedMilliseconds} ms)");
    }
    catch (Exception e)
    {
        failed++;
        Console.WriteLine($"  FAILED  {what}: {e}");
    }
}

static void Expect(bool condition)
{
    if (!condition)
    {
        throw new InvalidOperationException("An expectation was not met:" + Environment.NewLine + new StackTrace(1, fNeedFileInfo: false));
    }
}

CURL NewHandle(string url)
{
    CURL curl = curl_easy_init() ?? throw new InvalidOperationException("no handle");
    Expect(curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK);
    Expect(curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK);
    Expect(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK);
    return curl;
}

CurlEasy NewEasy(Uri url)
{
    CurlEasy easy = new();
    easy.Options.Uri = url;
    Expect(curl_easy_setopt(easy.Handle, CURLOPT_PROXY, "") == CURLE_OK);
    return easy;
}

void ExchangeUnderCNames()
{
    using CURL curl = NewHandle(server.WsUri.AbsoluteUri);
    Expect(curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L) == CURLE_OK);
    Expect(curl_easy_perform(curl) == CURLE_OK);
    Expect(curl_ws_send(curl, "hello"u8, out nuint sent, 0, CURLWS_TEXT) == CURLE_OK && sent == 5);
    byte[] buffer = new byte[64];
    CURLcode code;
    nuint received;
    curl_ws_frame meta;
    while ((code = curl_ws_recv(curl, buffer, out received, out meta)) == CURLE_AGAIN)
    {
        Thread.Yield();
        limit.Token.ThrowIfCancellationRequested();
    }

    Expect(code == CURLE_OK && received == 5 && meta.flags == CURLWS_TEXT && buffer.AsSpan(0, 5).SequenceEqual("hello"u8));
    Expect(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long status) == CURLE_OK && status == 101);
}

unsafe void ThrowingCallback()
{
    using CURL curl = NewHandle(server.HttpUri.AbsoluteUri);
    curl_write_callback write = (_, _, _, _) => throw new NotSupportedException("from the callback");
    Expect(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write) == CURLE_OK);
    try
    {
        curl_easy_perform(curl);
        Expect(false);
    }
    catch (NotSupportedException)
    {
        // As it should.
    }
}

async Task ExchangeAsync()
{
    using CurlEasy easy = NewEasy(server.WsUri);
    await easy.ConnectAsync(limit.Token);
    Expect(easy.TrySend("over the wire"u8, WebSocketFrameKind.Text, out int sent) && sent == 13);
    byte[] buffer = new byte[64];
    WebSocketFrame frame;
    while (!easy.TryReceive(buffer, out frame))
    {
        await easy.WaitToReceiveAsync(limit.Token);
    }

    Expect(frame.EndOfMessage && buffer.AsSpan(0, frame.Count).SequenceEqual("over the wire"u8));
    Expect(easy.TrySend([3, 232], WebSocketFrameKind.Close, out _));
    CurlException? end = null;
    try
    {
        while (true)
        {
            if (!easy.TryReceive(buffer, out frame))
            {
                await easy.WaitToReceiveAsync(limit.Token);
            }
        }
    }
    catch (CurlException e)
    {
        end = e;
    }

    Expect(end.Code == CurlErrorCode.GotNothing);
}

async Task LargeFrameAsync()
{
    byte[] payload = new byte[8 << 20];
    new Random(1).NextBytes(payload);
    using CurlEasy easy = NewEasy(server.WsUri);
    await easy.ConnectAsync(limit.Token);
    Task sending = Task.Run(async () =>
    {
        ReadOnlyMemory<byte> rest = payload;
        while (true)
        {
            if (easy.TrySend(rest.Span, WebSocketFrameKind.Binary, out int sent) && (rest = rest[sent..]).IsEmpty)
            {
                return;
            }

            await easy.WaitToSendAsync(limit.Token);
        }
    });
    byte[] got = new byte[payload.Length];
    int at = 0;
    while (at < got.Length)
    {
        if (easy.TryReceive(got.AsSpan(at), out WebSocketFrame frame))
        {
            at += frame.Count;
        }
        else
        {
            await easy.WaitToReceiveAsync(limit.Token);
        }
    }

    await sending;
    Expect(got.AsSpan().SequenceEqual(payload));
}

async Task HangingAsync()
{
    using CurlEasy easy = NewEasy(new Uri(server.WsUri, "/hang"));
    easy.Options.Timeout = TimeSpan.FromMilliseconds(50);
    try
    {
        await easy.ConnectAsync(limit.Token);
        Expect(false);
    }
    catch (CurlException e)
    {
        Expect(e.Code == CurlErrorCode.OperationTimedOut);
    }

    easy.Options.Timeout = null;
    using CancellationTokenSource source = new();
    Task connect = easy.ConnectAsync(source.Token);
    await source.CancelAsync();
    try
    {
        await connect;
        Expect(false);
    }
    catch (OperationCanceledException)
    {
        // As it should.
    }
}

async Task TransfersAsync()
{
    using CurlMulti multi = new();
    CurlEasy[] all = new CurlEasy[10];
    int[] bytes = new int[all.Length];
    Task[] tasks = new Task[all.Length];
    for (int i = 0; i < all.Length; i++)
    {
        all[i] = NewEasy(server.HttpUri);
        CountBytes(all[i], bytes, i);
        tasks[i] = multi.PerformAsync(all[i], limit.Token);
    }

    await Task.WhenAll(tasks);
    for (int i = 0; i < all.Length; i++)
    {
        Expect(bytes[i] == MiniServer.Body.Length);
        all[i].Dispose();
    }
}

static unsafe void CountBytes(CurlEasy easy, int[] bytes, int index)
{
    curl_write_callback write = (_, size, count, _) =>
    {
        bytes[index] += (int)(size * count);
        return size * count;
    };
    Expect(curl_easy_setopt(easy.Handle, CURLOPT_WRITEFUNCTION, write) == CURLE_OK);
}
