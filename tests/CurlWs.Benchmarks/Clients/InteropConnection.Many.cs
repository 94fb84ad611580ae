using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace CurlWs.Benchmarks;

/// <summary>Several connections in one thread, as <c>echo_many</c> of the C client has them.</summary>
internal sealed unsafe partial class InteropConnection
{
    private const int EPOLL_CTL_ADD = 1;
    private const uint EPOLLIN = 1;
    private const int MostEvents = 128;
    private const int Buffer = 64 << 10;

    // struct epoll_event is packed on x86-64 only; the data is ours, so its upper half is not needed.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_eventSize = s_dataOffset + 8;

    /// <summary>One message under way on each connection, until each has had so many.</summary>
    public static void EchoMany(ReadOnlySpan<InteropConnection> connections, ReadOnlyMemory<byte> message, int count)
    {
        using MemoryHandle from = message.Pin(), to = new byte[Math.Max(Buffer, message.Length)].AsMemory().Pin();
        byte* text = (byte*)from.Pointer, buffer = (byte*)to.Pointer;
        nuint length = (nuint)message.Length, size = (nuint)Math.Max(Buffer, message.Length);
        byte* events = stackalloc byte[MostEvents * s_eventSize];
        int[] left = new int[connections.Length];
        int open = connections.Length, epoll = epoll_create1(0);
        for (int i = 0; i < connections.Length; i++)
        {
            *(uint*)events = EPOLLIN;
            *(long*)(events + s_dataOffset) = i;
            CheckSystem("epoll_ctl", epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i]._socket, events));
            left[i] = count;
        }

        foreach (InteropConnection connection in connections)
        {
            connection.Send(text, length);
        }

        while (open > 0)
        {
            int ready = epoll_wait(epoll, events, MostEvents, 30000);
            CheckSystem("epoll_wait", ready - 1);
            for (int j = 0; j < ready; j++)
            {
                int i = (int)*(long*)(events + (j * s_eventSize) + s_dataOffset);
                if (!connections[i].TryReceive(buffer, size))
                {
                    continue;
                }

                if (--left[i] > 0)
                {
                    connections[i].Send(text, length);
                }
                else
                {
                    open--;
                }
            }
        }

        _ = close(epoll);
    }

    private static void CheckSystem(string call, int result)
    {
        if (result < 0)
        {
            throw new BenchmarkException($"{call}: nothing for 30 s, or error {Marshal.GetLastSystemError()}");
        }
    }

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc")]
    private static partial int epoll_ctl(int epfd, int op, int fd, byte* request);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
