using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;
using CurlNative = ForeignBinding.CurlNative;

namespace CurlWs.Tests.Easy;

/// <summary>
/// What src/CurlWs.Bindings/MIGRATING.md shows on the right of its tables: compiled here, and run by the tests where it can be.
/// </summary>
internal static class MigratingSnippets
{
    internal static void Options(Uri url, string caFile, byte[] caPem)
    {
        using CurlEasy easy = new();
        easy.Options.Uri = url;
        easy.Options.FollowLocation = true;
        easy.Options.Timeout = TimeSpan.FromSeconds(30);
        easy.Options.ConnectTimeout = TimeSpan.FromSeconds(10);
        easy.Options.UserAgent = "migrated/1.0";
        easy.Options.HttpHeaders = ["X-Migrated: yes", "Accept: text/plain"];
        easy.Options.PostFields = "a=1&b=2"u8.ToArray();
        easy.Options.MaxReceiveSpeed = 1L << 33;
        easy.Options.CaFile = caFile;
        easy.Options.CaBlob = caPem;
        easy.Options.VerifyServerCertificate = false;
        easy.Options.Proxy = "socks5h://127.0.0.1:1080";
        easy.Options.HttpAuth = CurlAuth.Basic | CurlAuth.Digest;
        easy.Options.UserName = "user";
        easy.Options.Password = "secret";
        easy.Options.AddCookie("Set-Cookie: a=1; domain=example.com");
        easy.Options.Verbose = false;
        easy.Options.TcpNoDelay = true;
        easy.Options.Set(CurlOptions.PipeWait, 1);
        easy.Options.Set(CurlOptions.MimeOptions, 1);
        curl_easy_setopt(easy.Handle, CURLOPT_MIME_OPTIONS, 1L);
        using CurlEasy copy = easy.Duplicate();
        easy.Reset();
        easy.Options.Proxy = null;
    }

    internal static (int Status, string Body) Download(Uri url)
    {
        using CurlEasy easy = new();
        using MemoryStream body = new();
        List<string> headers = [];
        List<CurlTraceKind> traced = [];
        long downloaded = 0;
        easy.Options.Uri = url;
        easy.WriteTo(body);
        easy.HeaderCallback = line =>
        {
            headers.Add(Encoding.ASCII.GetString(line));
            return true;
        };
        easy.ProgressCallback = progress =>
        {
            downloaded = progress.Downloaded;
            return true;
        };
        easy.TraceCallback = (kind, data) => traced.Add(kind);
        easy.Perform();
        return headers.Count > 0 && traced.Count > 0 && downloaded == body.Length
            && easy.GetInfo().TotalTime > TimeSpan.Zero
            && easy.GetInfo().EffectiveUri is not null
            && easy.GetInfo(CurlInfos.FileTime) == -1
            && easy.GetHeaders().TryGetValue("date", out string? date)
            && date.Length > 0
            ? (easy.GetInfo().ResponseCode, Encoding.UTF8.GetString(body.ToArray()))
            : throw new InvalidOperationException("libcurl has told nothing");
    }

    internal static string Upload(Uri url, byte[] body)
    {
        using CurlEasy easy = new();
        List<byte> answer = [];
        int at = 0;
        easy.Options.Uri = url;
        easy.Options.Upload = true;
        easy.Options.InFileSize = body.Length;
        easy.ReadCallback = buffer =>
        {
            int count = Math.Min(buffer.Length, body.Length - at);
            body.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return CurlReadResult.Bytes(count);
        };
        easy.WriteCallback = data =>
        {
            answer.AddRange(data);
            return CurlWriteResult.Continue;
        };
        easy.Perform();
        return Encoding.UTF8.GetString([.. answer]);
    }

    internal static string? Refused(CurlEasy easy)
    {
        try
        {
            easy.Perform();
        }
        catch (CurlException e) when (e.Code == CurlErrorCode.CouldNotConnect)
        {
            return $"{e.Code}: {e.Detail}";
        }

        return null;
    }

    /// <summary>C's names, for code that keeps them.</summary>
    internal static unsafe CURLcode InCsNames(string url, Stream body)
    {
        CURL? curl = curl_easy_init();
        curl_slist? list = curl_slist_append(null, "X-Migrated: yes");
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Write);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
        CURLcode result = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long status);
        curl_easy_cleanup(curl);
        curl_slist_free_all(list);
        return status == 200 ? result : CURLcode.CURLE_HTTP_RETURNED_ERROR;
    }

    internal static CURLcode FramesInCsNames(CURL? curl, byte[] buffer)
    {
        CURLcode result = curl_ws_send(curl, "text"u8, out nuint sent, 0, CURLWS_TEXT);
        return result == CURLE_OK && sent == 4 ? curl_ws_recv(curl, buffer, out nuint received, out curl_ws_frame frame) : result;
    }

    internal static async Task MultiAsync(CurlEasy first, CurlEasy second, CancellationToken cancellationToken)
    {
        using CurlMulti multi = new();
        multi.MaxTotalConnections = 4;
        await Task.WhenAll(multi.PerformAsync(first, cancellationToken), multi.PerformAsync(second, cancellationToken));
    }

    internal static CurlException? MultiByHand(CurlEasy easy)
    {
        CurlException? result = null;
        using CurlMulti multi = new();
        multi.Add(easy);
        while (multi.Perform() > 0)
        {
            multi.Poll(TimeSpan.FromSeconds(1));
        }

        while (multi.TryReadEnded(out CurlEasy? ended, out CurlException? failure))
        {
            result = ended == easy ? failure : result;
        }

        multi.Remove(easy);
        return result;
    }

    internal static void EventLoop(CurlMulti multi, nint socket, Action<nint, CurlSocketInterest> watch, Action<TimeSpan?> schedule)
    {
        multi.SocketCallback = watch;
        multi.TimerCallback = schedule;
        multi.HandleSocket(socket, CurlSocketEvents.Read);
        multi.HandleTimeout();
        multi.WakeUp();
    }

    internal static void Share(CurlEasy first, CurlEasy second)
    {
        using CurlShare share = new(CurlShareData.Cookies | CurlShareData.Dns);
        first.Options.Share = share;
        second.Options.Share = share;
        first.Perform();
        second.Perform();
        first.Options.Share = null;
        second.Options.Share = null;
    }

    internal static async Task<string> FramesAsync(Uri url, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        using CurlEasy easy = new();
        easy.Options.Uri = url;
        await easy.ConnectAsync(cancellationToken);

        while (true)
        {
            bool taken = easy.TrySend(rest.Span, WebSocketFrameKind.Text, out int sent);
            rest = rest[sent..];
            if (taken && rest.IsEmpty)
            {
                break;
            }

            await easy.WaitToSendAsync(cancellationToken);
        }

        List<byte> message = [];
        byte[] buffer = new byte[16];
        WebSocketFrame frame;
        do
        {
            while (!easy.TryReceive(buffer, out frame))
            {
                await easy.WaitToReceiveAsync(cancellationToken);
            }

            message.AddRange(buffer.AsSpan(0, frame.Count));
        }
        while (!frame.EndOfMessage);

        return Encoding.UTF8.GetString([.. message]);
    }

    internal static CurlWebSocketOptions WebSocketOptions(string caFile)
    {
        CurlWebSocketOptions options = new();
        options.RequestHeaders.Add("Origin", "https://example.org");
        options.SubProtocols.Add("chat");
        options.CaFile = caFile;
        options.Proxy = new Uri("http://127.0.0.1:3128");
        options.ConnectTimeout = TimeSpan.FromSeconds(10);
        options.KeepAliveInterval = TimeSpan.FromSeconds(30);
        options.AutomaticPong = false;
        options.Configure = easy => easy.Options.TcpNoDelay = true;
        return options;
    }

    internal static async Task<string> WebSocketAsync(Uri url, CurlWebSocketOptions? options, CancellationToken cancellationToken)
    {
        using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(url, options, cancellationToken);
        await socket.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);

        await socket.SendAsync(new byte[] { 1, 2 }, WebSocketMessageType.Binary, endOfMessage: false, cancellationToken);
        await socket.SendAsync(new byte[] { 3 }, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        int bytes = 0;
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cancellationToken))
        {
            bytes += message.Payload.Length;
            break;
        }

        TimeSpan roundTrip = await socket.PingAsync(cancellationToken: cancellationToken);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", cancellationToken);
        return $"{Encoding.UTF8.GetString(buffer, 0, result.Count)}, {bytes}, {roundTrip > TimeSpan.Zero}, {socket.CloseStatus}";
    }

    internal static void Blocking(Uri url, CurlWebSocketOptions? options, byte[] buffer)
    {
        using CurlWebSocket socket = CurlWebSocket.Connect(url, options);
        socket.Send("text"u8.ToArray(), WebSocketMessageType.Text);
        ValueWebSocketReceiveResult result = socket.Receive(buffer);
        Array.Resize(ref buffer, result.Count);
        socket.Abort();
    }

    internal static string Library()
    {
        CurlLibrary.RequireWebSocket();
        return CurlLibrary.Describe();
    }

    /// <summary>Not run here: only before the first use.</summary>
    internal static void Choose(string path, nint module)
    {
        CurlLibrary.Use(path);
        CurlLibrary.Use(module);
    }

    internal static void Redirect() => CurlLibrary.Redirect(typeof(CurlNative).Assembly);

    /// <summary>Not run here: an assembly has one resolver.</summary>
    internal static void OwnResolver(Assembly assembly) =>
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == "libcurl" ? CurlLibrary.GetModule() : 0);

    internal static async Task BorrowAsync(SafeHandle theirs, Uri url, CancellationToken cancellationToken)
    {
        using CurlEasy easy = CurlEasy.Borrow(theirs);
        easy.Options.Uri = url;
        await easy.ConnectAsync(cancellationToken);
    }

    internal static async Task<CurlWebSocket> AdoptAsync(
        SafeHandle theirs, Uri url, CurlWebSocketOptions options, CancellationToken cancellationToken)
    {
        CurlEasy easy = CurlEasy.Adopt(theirs);
        easy.Options.Uri = url;
        await easy.ConnectAsync(cancellationToken);
        return CurlWebSocket.FromHandle(easy, options);
    }

    private static unsafe nuint Write(byte* data, nuint size, nuint count, object? stream)
    {
        ((Stream)stream!).Write(new ReadOnlySpan<byte>(data, (int)(size * count)));
        return size * count;
    }
}
