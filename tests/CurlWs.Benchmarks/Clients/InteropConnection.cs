using System;
using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Benchmarks;

internal sealed unsafe partial class InteropConnection : IBenchmarkConnection
{
    private const short POLLIN = 1;
    private const short POLLOUT = 4;

    private readonly CURL _curl;
    private readonly int _socket;

    public InteropConnection(string url, string caFile)
    {
        _curl = curl_easy_init() ?? throw new BenchmarkException("curl_easy_init failed");
        curl_easy_setopt(_curl, CURLOPT_URL, url);
        curl_easy_setopt(_curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(_curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(_curl, CURLOPT_CONNECT_ONLY, 2L);
        curl_easy_setopt(_curl, CURLOPT_WS_OPTIONS, CURLWS_NOAUTOPONG);
        curl_easy_setopt(_curl, CURLOPT_CAINFO, caFile);
        Check(curl_easy_perform(_curl));
        curl_socket_t socket;
        Check(curl_easy_getinfo(_curl, CURLINFO_ACTIVESOCKET, &socket));
        _socket = (int)socket;
    }

    public Task SendAsync(ReadOnlyMemory<byte> message, int count, int batch)
    {
        using MemoryHandle pin = message.Pin();
        for (int i = 0; i < count; i++)
        {
            Send((byte*)pin.Pointer, (nuint)message.Length);
        }

        return Task.CompletedTask;
    }

    public Task ReceiveAsync(Memory<byte> buffer, int count)
    {
        using MemoryHandle pin = buffer.Pin();
        for (int i = 0; i < count; i++)
        {
            Receive((byte*)pin.Pointer, (nuint)buffer.Length);
        }

        return Task.CompletedTask;
    }

    public Task EchoAsync(ReadOnlyMemory<byte> message, Memory<byte> buffer, int count, long[]? times)
    {
        using MemoryHandle from = message.Pin(), to = buffer.Pin();
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Send((byte*)from.Pointer, (nuint)message.Length);
            Receive((byte*)to.Pointer, (nuint)buffer.Length);
            times?[i] = Stopwatch.GetTimestamp() - start;
        }

        return Task.CompletedTask;
    }

    public void Dispose() => curl_easy_cleanup(_curl);

    private void Send(byte* message, nuint size)
    {
        while (true)
        {
            nuint sent = 0;
            CURLcode code = curl_ws_send(_curl, message, size, &sent, 0, CURLWS_BINARY);
            if (code is not (CURLE_OK or CURLE_AGAIN))
            {
                Check(code);
            }

            message += sent;
            size -= sent;
            if (code == CURLE_OK && size == 0)
            {
                return;
            }

            if (code == CURLE_AGAIN)
            {
                Wait(POLLOUT);
            }
        }
    }

    private bool TryReceive(byte* buffer, nuint size)
    {
        while (true)
        {
            nuint received;
            curl_ws_frame* frame;
            CURLcode code = curl_ws_recv(_curl, buffer, size, &received, &frame);
            if (code == CURLE_AGAIN)
            {
                return false;
            }

            Check(code);
            if (frame->bytesleft == 0 && (frame->flags & CURLWS_CONT) == 0)
            {
                return true;
            }
        }
    }

    private void Receive(byte* buffer, nuint size)
    {
        while (!TryReceive(buffer, size))
        {
            Wait(POLLIN);
        }
    }

    private void Wait(short events)
    {
        PollFd fd = new() { Fd = _socket, Events = events };
        if (poll(&fd, 1, 30000) < 1)
        {
            throw new BenchmarkException("poll: nothing for 30 s");
        }
    }

    private static void Check(CURLcode code)
    {
        if (code != CURLE_OK)
        {
            throw new BenchmarkException($"libcurl: {curl_easy_strerror(code)}");
        }
    }

    /// <summary>What the C client sets, and says why.</summary>
    public static void KeepHeap()
    {
        const int M_TRIM_THRESHOLD = -1, M_MMAP_THRESHOLD = -3;
        _ = mallopt(M_TRIM_THRESHOLD, 1 << 30);
        _ = mallopt(M_MMAP_THRESHOLD, 32 << 20);
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int poll(PollFd* fds, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
