using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>What the tests of handles and callbacks have in common.</summary>
internal static class Drive
{
    private static readonly unsafe curl_write_callback s_discard = static (_, size, nitems, _) => size * nitems;

    /// <summary>A handle for a URL, with a limit on its time, that throws away what it receives.</summary>
    internal static CURL NewCurl(Uri url)
    {
        CURL curl = curl_easy_init()!;
        Ok(curl_easy_setopt(curl, CURLOPT_URL, url.AbsoluteUri));
        Ok(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1));
        Ok(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
        Ok(curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, Milliseconds));
        Discard(curl);
        return curl;
    }

    /// <summary>Has the handle throw away what it receives.</summary>
    internal static void Discard(CURL curl) => Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s_discard));

    /// <summary>A WebSocket that is connected and waits for <c>curl_ws_recv</c> and <c>curl_ws_send</c>.</summary>
    internal static async Task<CURL> ConnectAsync(Uri url)
    {
        CURL curl = NewCurl(url);
        Ok(curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2));
        Ok(await PerformAsync(curl));
        return curl;
    }

    /// <summary>Runs a call that blocks on a thread of its own: the servers need the pool's.</summary>
    internal static Task<T> OnThreadAsync<T>(Func<T> call) =>
        Deadline.Within(
            Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Late,
            "a blocking call");

    internal static Task<CURLcode> PerformAsync(CURL curl) => OnThreadAsync(() => curl_easy_perform(curl));

    /// <summary>Answers one request after another until the client closes; <paramref name="onBody"/> gets the bodies.</summary>
    internal static Func<ScriptedConnection, Task> Http(string body = "hello", Action<byte[]>? onBody = null) => async connection =>
    {
        try
        {
            while (true)
            {
                RequestHead request = await connection.ReadRequestAsync();
                if (request["Content-Length"] is { } length)
                {
                    byte[] posted = await connection.ReadBytesAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
                    onBody?.Invoke(posted);
                }

                if (request["Transfer-Encoding"] == "chunked")
                {
                    List<byte> chunks = [];
                    while (!chunks.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
                    {
                        byte[] more = await connection.ReadSomeAsync();
                        if (more.Length == 0) { return; }
                        chunks.AddRange(more);
                    }

                    onBody?.Invoke([.. chunks]);
                }

                await connection.RespondAsync(200, [("Set-Cookie", "crumb=1")], body);
            }
        }
        catch (System.IO.IOException)
        {
            // The client has closed, or has aborted the transfer.
        }
    };

    /// <summary>Receives until something other than would-block comes, waiting on the socket.</summary>
    internal static Task<CURLcode> ReceiveAsync(CURL curl, byte[] buffer, Action<nuint, curl_ws_frame> result) => OnThreadAsync(() =>
    {
        while (true)
        {
            CURLcode code = curl_ws_recv(curl, buffer, out nuint n, out curl_ws_frame meta);
            if (code != CURLE_AGAIN)
            {
                result(n, meta);
                return code;
            }

            Wait(curl);
        }
    });

    /// <summary>Waits until the handle's socket can be read.</summary>
    internal static void Wait(CURL curl)
    {
        Ok(curl_easy_getinfo(curl, CURLINFO.CURLINFO_ACTIVESOCKET, out curl_socket_t socket));
        CURLM multi = curl_multi_init()!;
        curl_waitfd[] fds = [new curl_waitfd { fd = socket, events = CURL_WAIT_POLLIN }];
        Xunit.Assert.Equal(CURLMcode.CURLM_OK, curl_multi_poll(multi, fds, Milliseconds, out int ready));
        curl_multi_cleanup(multi);
        Xunit.Assert.NotEqual(0, ready);
    }

    internal static void Ok(CURLcode code) => Xunit.Assert.Equal(CURLE_OK, code);

    internal static void Ok(CURLMcode code) => Xunit.Assert.Equal(CURLMcode.CURLM_OK, code);

    internal static unsafe string Text(byte* buffer, nuint length) => Encoding.UTF8.GetString(new ReadOnlySpan<byte>(buffer, (int)length));

    internal static unsafe string? Text(byte* text) => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)text);

    private static TimeSpan Late => Deadline.Default * 1.5;

    private static int Milliseconds => (int)Math.Max(Deadline.Default.TotalMilliseconds, 1000);
}
