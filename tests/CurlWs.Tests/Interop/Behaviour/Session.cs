using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>
/// A CONNECT_ONLY connection under C's names, with the two loops that every program has: receive and send with a real wait.
/// </summary>
internal sealed class Session : IDisposable
{
    // A multi handle without transfers waits for any socket and can be woken.
    private readonly CURLM _poller = curl_multi_init()!;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private Session(string url, Action<CURL>? configure)
    {
        Curl = NewHandle(url, configure, connectOnly: true);
    }

    internal CURL Curl { get; }

    internal nint Socket
    {
        get
        {
            Assert.Equal(CURLE_OK, curl_easy_getinfo(Curl, CURLINFO_ACTIVESOCKET, out curl_socket_t socket));
            return socket;
        }
    }

    internal long ResponseCode => Long(Curl, CURLINFO_RESPONSE_CODE);

    /// <summary>Does the upgrade, which has to succeed.</summary>
    internal static Session Connect(ScriptedServer server, Action<CURL>? configure = null)
    {
        Session session = Open(server, configure, out CURLcode code);
        if (code != CURLE_OK)
        {
            session.Dispose();
            Assert.Fail("curl_easy_perform returned " + code);
        }

        return session;
    }

    /// <summary>The same with CURLWS_NOAUTOPONG.</summary>
    internal static Session ConnectQuiet(ScriptedServer server) => Connect(server, NoAutoPong);

    /// <summary>Tries the upgrade.</summary>
    internal static Session Open(ScriptedServer server, Action<CURL>? configure, out CURLcode code)
    {
        Session session = new(server.WsUri.AbsoluteUri, configure);
        code = curl_easy_perform(session.Curl);
        return session;
    }

    /// <summary>A session that has not performed yet.</summary>
    internal static Session Prepare(ScriptedServer server, Action<CURL>? configure = null) => new(server.WsUri.AbsoluteUri, configure);

    internal static void NoAutoPong(CURL curl) => Set(curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);

    /// <summary>Lets the kernel hold little, so that a send is soon a short one: left alone, its buffer grows to megabytes.</summary>
    internal static void LimitSendBuffer(CURL curl)
    {
        curl_sockopt_callback limit = (_, socket, _) =>
        {
            using System.Net.Sockets.Socket view = new(new System.Net.Sockets.SafeSocketHandle(socket, ownsHandle: false));
            view.SendBufferSize = 4096;
            return CURL_SOCKOPT_OK;
        };
        Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, limit));
    }

    internal static void Set(CURL curl, CURLoption option, long value) => Assert.Equal(CURLE_OK, curl_easy_setopt(curl, option, value));

    internal static void Set(CURL curl, CURLoption option, string value) => Assert.Equal(CURLE_OK, curl_easy_setopt(curl, option, value));

    internal static void SetHeaders(CURL curl, params string[] lines)
    {
        curl_slist? list = null;
        foreach (string line in lines)
        {
            list = curl_slist_append(list, line);
        }

        Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list));
        curl_slist_free_all(list);
    }

    internal static long Long(CURL curl, CURLINFO info)
    {
        Assert.Equal(CURLE_OK, curl_easy_getinfo(curl, info, out long value));
        return value;
    }

    internal static CURL NewHandle(string url, Action<CURL>? configure, bool connectOnly)
    {
        CURL curl = curl_easy_init()!;
        Set(curl, CURLOPT_URL, url);
        Set(curl, CURLOPT_NOSIGNAL, 1);
        Set(curl, CURLOPT_PROXY, "");
        if (connectOnly)
        {
            Set(curl, CURLOPT_CONNECT_ONLY, 2);
        }

        configure?.Invoke(curl);
        return curl;
    }

    /// <summary>One curl_ws_recv.</summary>
    internal (CURLcode Code, byte[] Data, curl_ws_frame Meta) Recv(int size = 65536)
    {
        byte[] buffer = new byte[size];
        CURLcode code = curl_ws_recv(Curl, buffer, out nuint count, out curl_ws_frame meta);
        return (code, buffer[..(int)count], meta);
    }

    /// <summary>curl_ws_recv until it says something else than AGAIN.</summary>
    internal (CURLcode Code, byte[] Data, curl_ws_frame Meta) RecvNext(int size = 65536)
    {
        (CURLcode, byte[], curl_ws_frame) result;
        while ((result = Recv(size)).Item1 == CURLE_AGAIN)
        {
            Wait(CURL_WAIT_POLLIN);
        }

        return result;
    }

    /// <summary>Receives until anything but OK or AGAIN comes, or a frame that is the last one wanted.</summary>
    internal CURLcode RecvAll(FrameAssembler into, int bufferSize = 65536, Func<Received, bool>? last = null)
    {
        byte[] buffer = new byte[bufferSize];
        while (true)
        {
            CURLcode code = curl_ws_recv(Curl, buffer, out nuint count, out curl_ws_frame meta);
            if (code == CURLE_AGAIN)
            {
                Wait(CURL_WAIT_POLLIN);
                continue;
            }

            if (code != CURLE_OK)
            {
                into.End();
                return code;
            }

            int before = into.Frames.Count;
            into.Add(meta, buffer.AsSpan(0, (int)count));
            if (into.Frames.Count > before && last is not null && last(into.Frames[^1]))
            {
                return CURLE_OK;
            }
        }
    }

    /// <summary>The frames up to the end of the stream, as lines; the last line is the final code.</summary>
    internal List<string> RecvLines(int bufferSize = 65536)
    {
        FrameAssembler frames = new();
        CURLcode end = RecvAll(frames, bufferSize);
        return [.. Received.Lines(frames.Frames), end.ToString()];
    }

    /// <summary>One curl_ws_send.</summary>
    internal (CURLcode Code, int Sent) Send(int flags, ReadOnlySpan<byte> data, long fragsize = 0)
    {
        CURLcode code = curl_ws_send(Curl, data, out nuint sent, fragsize, (uint)flags);
        return (code, (int)sent);
    }

    /// <summary>Sends a whole frame: waits while there is no room, and passes on exactly the rest after a short send.</summary>
    internal void SendAll(int flags, ReadOnlySpan<byte> data, long fragsize = 0)
    {
        do
        {
            (CURLcode code, int sent) = Send(flags, data, fragsize);
            if (code == CURLE_AGAIN)
            {
                Wait(CURL_WAIT_POLLOUT);
                continue;
            }

            Assert.Equal(CURLE_OK, code);
            data = data[sent..];
        }
        while (!data.IsEmpty);
    }

    /// <summary>Waits until the socket is ready or somebody calls <see cref="Wake"/>; true when it is ready.</summary>
    internal bool Wait(int events)
    {
        Span<curl_waitfd> sockets = [new curl_waitfd { fd = Socket, events = (short)events }];
        TimeSpan left = Deadline.Default - _clock.Elapsed;
        Assert.Equal(CURLM_OK, curl_multi_poll(_poller, sockets, Math.Max(0, (int)left.TotalMilliseconds), out int ready));
        if (ready == 0 && _clock.Elapsed >= Deadline.Default)
        {
            string text = Deadline.Default.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            throw new TimeoutException($"The socket was not ready for {events} within {text} s.");
        }

        return ready > 0;
    }

    internal CURLMcode Wake() => curl_multi_wakeup(_poller);

    public void Dispose()
    {
        curl_easy_cleanup(Curl);
        _poller.Dispose();
    }
}
