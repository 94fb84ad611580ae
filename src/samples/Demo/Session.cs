using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

/// <summary>
/// One WebSocket over libcurl's C-named API: an easy handle with CURLOPT_CONNECT_ONLY 2 that lives in a multi handle. Session.Pump.cs
/// moves its bytes.
/// </summary>
/// <remarks>One thread. Canceling the token wakes whatever waits.</remarks>
internal sealed unsafe partial class Session : IDisposable
{
    private readonly Uri _url;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _wakeUp;
    private readonly CURLM _multi = curl_multi_init()!;
    private readonly CURL _curl = curl_easy_init()!;

    // libcurl writes here as long as the handle lives.
    private readonly byte[] _error = GC.AllocateArray<byte>(CURL_ERROR_SIZE, pinned: true);

    /// <summary>Prepares a connection.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="caFile">The CA to trust; null for the system's.</param>
    /// <param name="patience">How long the upgrade may take, and how long nothing may move later.</param>
    /// <param name="cancellation">Ends every wait.</param>
    public Session(Uri url, string? caFile, TimeSpan patience, CancellationToken cancellation)
    {
        _url = url;
        _patience = patience;
        _cancellation = cancellation;
        _wakeUp = cancellation.Register(() => curl_multi_wakeup(_multi));
        try
        {
            Set(curl_easy_setopt(_curl, CURLOPT_URL, url.AbsoluteUri));
            Set(curl_easy_setopt(_curl, CURLOPT_CONNECT_ONLY, 2L));
            // An automatic pong of an idle reader never leaves libcurl 8.21.
            Set(curl_easy_setopt(_curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG));
            Set(curl_easy_setopt(_curl, CURLOPT_NOSIGNAL, 1L));
            Set(curl_easy_setopt(_curl, CURLOPT_QUICK_EXIT, 1L)); // Ctrl+C does not wait for the name server
            Set(curl_easy_setopt(_curl, CURLOPT_USERAGENT, $"curlws-demo libcurl/{CurlLibrary.GetInfo().Version}"));
            Set(curl_easy_setopt(_curl, CURLOPT_ERRORBUFFER, _error));
            if (caFile is not null)
            {
                // Our own server on loopback: its own CA, and no proxy.
                Set(curl_easy_setopt(_curl, CURLOPT_CAINFO, caFile));
                Set(curl_easy_setopt(_curl, CURLOPT_PROXY, ""));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Resolves, connects, shakes hands and upgrades.</summary>
    /// <remarks>Through the multi interface with a deadline of its own: since 8.17 libcurl's CURLOPT_TIMEOUT does not count here.</remarks>
    public Upgrade Connect()
    {
        Check(curl_multi_add_handle(_multi, _curl));
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            Check(curl_multi_perform(_multi, out int _));
            CURLMsg* message = curl_multi_info_read(_multi, out int _);
            if (message != null)
            {
                CURLcode code = message->data.result;
                return code == CURLE_OK ? ReadTimings() : throw ConnectFailure(code);
            }

            _cancellation.ThrowIfCancellationRequested();
            int left = (int)(_patience - clock.Elapsed).TotalMilliseconds;
            if (left <= 0)
            {
                throw Explain.Late("answer the upgrade", _url, _patience);
            }

            Check(curl_multi_poll(_multi, [], left, out int _));
        }
    }

    /// <summary>The first exchange. Some servers greet: their greeting is returned, the echo after it is awaited all the same.</summary>
    public string? Hello(string text)
    {
        string? greeting = null;
        byte[] sent = Encoding.UTF8.GetBytes(text);
        Enqueue(sent, CURLWS_TEXT);
        while (true)
        {
            (byte[] received, bool isText) = ReceiveMessage();
            if (isText && received.AsSpan().SequenceEqual(sent))
            {
                return greeting;
            }

            string got = isText ? $"\"{Units.Printable(Encoding.UTF8.GetString(received))}\"" : $"{received.Length} bytes";
            if (greeting is not null)
            {
                throw Explain.NotAnEcho($"\"{text}\" was answered with {got}");
            }

            greeting = got;
        }
    }

    /// <summary>Sends a message and compares what comes back.</summary>
    /// <param name="message">The payload.</param>
    /// <param name="type">CURLWS_TEXT or CURLWS_BINARY.</param>
    /// <param name="frameSize">The bytes of payload in a frame: longer messages are fragmented.</param>
    /// <param name="progress">Is told the bytes sent and received so far.</param>
    /// <returns>The time from the first byte out to the last byte in.</returns>
    public TimeSpan Echo(byte[] message, int type, int frameSize = int.MaxValue, Action<long, long>? progress = null)
    {
        long start = Stopwatch.GetTimestamp();
        for (int at = 0; at == 0 || at < message.Length; at += frameSize)
        {
            int length = Math.Min(frameSize, message.Length - at);
            bool last = length == message.Length - at;
            Enqueue(message.AsMemory(at, length), last ? type : type | CURLWS_CONT);
            if (last)
            {
                break;
            }
        }

        (byte[] received, bool isText) = ReceiveMessage(progress);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return isText != (type == CURLWS_TEXT)
            ? throw Explain.NotAnEcho($"{(isText ? "text" : "binary")} came for {(isText ? "binary" : "text")}")
            : received.AsSpan().SequenceEqual(message)
            ? time
            : throw Explain.NotAnEcho(
                $"{received.Length} bytes came for {message.Length}, "
                + $"different from byte {received.AsSpan().CommonPrefixLength(message)} on");
    }

    /// <summary>Sends a ping and waits for its pong.</summary>
    public TimeSpan Ping(string payload)
    {
        long start = Stopwatch.GetTimestamp();
        _pong = null;
        Enqueue(Encoding.UTF8.GetBytes(payload), CURLWS_PING);
        PumpUntil(() => _pong == payload, "answer the ping");
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Says goodbye and waits for the server's goodbye.</summary>
    public CloseFrame Close(CloseFrame goodbye)
    {
        _closing = true;
        Enqueue(goodbye.ToBytes(), CURLWS_CLOSE);
        PumpUntil(() => _close is not null, "answer the close frame");
        return _close!;
    }

    public void Dispose()
    {
        _wakeUp.Dispose();
        _curl.Dispose(); // curl_easy_cleanup
        _multi.Dispose(); // curl_multi_cleanup
        _message.Dispose();
        _control.Dispose();
    }

    private static void Check(CURLMcode code)
    {
        if (code != CURLM_OK)
        {
            throw new DemoException($"libcurl's multi interface failed: {curl_multi_strerror(code)}.", "Please report this.");
        }
    }

    private static void Set(CURLcode code)
    {
        if (code != CURLE_OK)
        {
            throw new DemoException(
                $"libcurl refused an option: {curl_easy_strerror(code)}.",
                "Use the bundled libcurl: unset the environment variable CURLWS_LIBCURL.");
        }
    }

    private DemoException ConnectFailure(CURLcode code)
    {
        curl_easy_getinfo(_curl, CURLINFO_RESPONSE_CODE, out long status);
        int length = Array.IndexOf(_error, (byte)0);
        string detail = length > 0 ? Units.Printable(Encoding.UTF8.GetString(_error, 0, length)).TrimEnd('.') : curl_easy_strerror(code);
        return Explain.Connecting(code, status, _url, detail);
    }

    private Upgrade ReadTimings()
    {
        // Each is the time from the start, in microseconds.
        TimeSpan Since(CURLINFO info) =>
            curl_easy_getinfo(_curl, info, out long time) == CURLE_OK ? TimeSpan.FromMicroseconds(time) : TimeSpan.Zero;

        TimeSpan dns = Since(CURLINFO_NAMELOOKUP_TIME_T);
        TimeSpan tcp = Since(CURLINFO_CONNECT_TIME_T);
        TimeSpan tls = Since(CURLINFO_APPCONNECT_TIME_T);
        TimeSpan total = Since(CURLINFO_TOTAL_TIME_T);
        return tls > TimeSpan.Zero
            ? new Upgrade(dns, tcp - dns, tls - tcp, total - tls)
            : new Upgrade(dns, tcp - dns, null, total - tcp);
    }
}
