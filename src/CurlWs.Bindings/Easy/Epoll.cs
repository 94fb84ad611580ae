using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Threading;

namespace CurlWs;

/// <summary>The process's one epoll and the thread that listens to it. Linux only. epoll(7).</summary>
internal static unsafe partial class Epoll
{
    internal const uint In = 0x001;
    internal const uint Out = 0x004;

    /// <summary>EPOLLERR and EPOLLHUP, which are reported without being asked for.</summary>
    internal const uint Failed = 0x008 | 0x010;

    /// <summary>EPOLLRDHUP.</summary>
    internal const uint PeerClosed = 0x2000;

    private const uint OneShot = 1u << 30;
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const int NotThere = 2;
    private const int Interrupted = 4;
    private const int NoDescriptor = 9;
    private const int MaxEvents = 256;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 only.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int s_eventSize = s_dataOffset + sizeof(long);

    private static readonly ConcurrentDictionary<long, EpollSocket> s_sockets = new();
    private static readonly Lazy<int> s_epoll = new(Start);
    private static long s_lastKey;

    /// <summary>Gives a socket its key: events that come after <see cref="Unregister"/> find nobody.</summary>
    internal static long Register(EpollSocket socket)
    {
        long key = Interlocked.Increment(ref s_lastKey);
        s_sockets[key] = socket;
        return key;
    }

    internal static void Unregister(long key) => s_sockets.TryRemove(key, out _);

    /// <summary>Asks for the next event of a descriptor, once.</summary>
    internal static void Arm(int descriptor, long key, uint events, bool add)
    {
        byte* request = stackalloc byte[16];
        *(uint*)request = events | OneShot;
        *(long*)(request + s_dataOffset) = key;
        Check(epoll_ctl(s_epoll.Value, add ? Add : Modify, descriptor, request));
    }

    /// <summary>Forgets a descriptor; one that libcurl has closed by itself the kernel has forgotten already.</summary>
    internal static void Remove(int descriptor)
    {
        byte* ignored = stackalloc byte[16];
        if (epoll_ctl(s_epoll.Value, Delete, descriptor, ignored) < 0 && Marshal.GetLastPInvokeError() is not (NotThere or NoDescriptor))
        {
            Check(-1);
        }
    }

    private static int Start()
    {
        int epoll = epoll_create1(CloseOnExec);
        Check(epoll);

        // Unsafe: the thread serves everybody, and must not keep what is AsyncLocal to whoever came first.
        new Thread(() => Run(epoll)) { IsBackground = true, Name = "CurlWs sockets" }.UnsafeStart();
        return epoll;
    }

    private static void Run(int epoll)
    {
        byte* events = (byte*)NativeMemory.Alloc((nuint)(MaxEvents * s_eventSize));
        while (true)
        {
            int count = epoll_wait(epoll, events, MaxEvents, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                Check(count);
            }

            for (int i = 0; i < count; i++)
            {
                byte* one = events + (i * s_eventSize);
                if (s_sockets.TryGetValue(*(long*)(one + s_dataOffset), out EpollSocket? socket))
                {
                    socket.Ready(*(uint*)one);
                }
            }
        }
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epfd, int op, int fd, byte* request);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);
}
