using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Threading;

namespace CurlWs;

/// <summary>The process's one epoll, and who waits in it; <see cref="Listeners"/> listens. Linux only. epoll(7).</summary>
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
    private const int NoDescriptor = 9;
    private const int Interrupted = 4;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 only.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    // Weak: a connection that nobody waits for may be collected; see EpollSocket.
    private static readonly ConcurrentDictionary<long, WeakReference<EpollSocket>> s_sockets = new();
    private static readonly object s_lock = new();
    private static Listeners? s_loop;
    private static long s_usedAt;
    private static long s_lastKey;

    /// <summary>How many threads listen, for the tests.</summary>
    internal static int Threads
    {
        get
        {
            lock (s_lock)
            {
                return s_loop?.Threads ?? 0;
            }
        }
    }

    /// <summary>Gives a socket its key: events that come after <see cref="Unregister"/> find nobody.</summary>
    internal static long Register(EpollSocket socket)
    {
        long key = Interlocked.Increment(ref s_lastKey);
        s_sockets[key] = new WeakReference<EpollSocket>(socket);
        return key;
    }

    /// <summary>The size of struct epoll_event.</summary>
    private static int EventSize => s_dataOffset + sizeof(long);

    /// <summary>How many connections have a place in the table, for the tests.</summary>
    internal static int Count => s_sockets.Count;

    /// <summary>How long a thread waits for another connection, or for something to do; a test sets less.</summary>
    internal static int LingerMilliseconds { get; set; } = 10_000;

    internal static void Unregister(long key) => s_sockets.TryRemove(key, out _);

    /// <summary>Asks for the next event of a descriptor, once.</summary>
    internal static void Arm(int descriptor, long key, uint events, bool add)
    {
        byte* request = stackalloc byte[16];
        *(uint*)request = events | OneShot;
        *(long*)(request + s_dataOffset) = key;
        Check(epoll_ctl(Descriptor(), add ? Add : Modify, descriptor, request));
    }

    /// <summary>Forgets a descriptor; one that libcurl has closed by itself the kernel has forgotten already.</summary>
    internal static void Remove(int descriptor)
    {
        byte* ignored = stackalloc byte[16];
        lock (s_lock)
        {
            // If the epoll has been given up there is nothing to forget, and none is made for it: that could fail.
            if (s_loop is not null && epoll_ctl(s_loop.Descriptor, Delete, descriptor, ignored) < 0
                && Marshal.GetLastPInvokeError() is not (NotThere or NoDescriptor))
            {
                Check(-1);
            }
        }
    }

    /// <summary>Waits for events, at most so many; 0 when the time was up, or a signal came.</summary>
    /// <exception cref="Win32Exception">For a reason that nobody foresaw.</exception>
    private static int Wait(int epoll, byte* events, int most, int milliseconds)
    {
        int count = epoll_wait(epoll, events, most, milliseconds);
        return count >= 0 ? count
            : Marshal.GetLastPInvokeError() == Interrupted ? 0
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Whose event it is; null when nobody is there any more.</summary>
    private static EpollSocket? Find(byte* one) =>
        s_sockets.TryGetValue(*(long*)(one + s_dataOffset), out WeakReference<EpollSocket>? reference)
        && reference.TryGetTarget(out EpollSocket? socket) ? socket : null;

    private static void Close(int epoll) => _ = close(epoll);

    /// <summary>Gives the epoll up: whoever waits is told, and the next wait makes another one.</summary>
    private static void GiveUp(Listeners loop, Win32Exception reason)
    {
        lock (s_lock)
        {
            if (s_loop != loop)
            {
                return;
            }

            s_loop = null;
        }

        foreach (WeakReference<EpollSocket> reference in s_sockets.Values)
        {
            if (reference.TryGetTarget(out EpollSocket? socket))
            {
                socket.Lost(reason);
            }
        }
    }

    /// <summary>
    /// Ends the epoll, and its threads, when no connection has been there for a while: they would keep this assembly loaded.
    /// </summary>
    private static bool EndIfUnused(Listeners loop)
    {
        if (!s_sockets.IsEmpty)
        {
            Volatile.Write(ref s_usedAt, Environment.TickCount64);
            return false;
        }

        lock (s_lock)
        {
            // Whoever registers does so before asking for the descriptor.
            if (!s_sockets.IsEmpty || Environment.TickCount64 - Volatile.Read(ref s_usedAt) < LingerMilliseconds)
            {
                return false;
            }

            s_loop = s_loop == loop ? null : s_loop;
            return true;
        }
    }

    /// <summary>The descriptor, made with its thread when it is needed; a failure is not remembered.</summary>
    private static int Descriptor()
    {
        lock (s_lock)
        {
            if (s_loop is null)
            {
                int epoll = epoll_create1(CloseOnExec);
                Check(epoll);
                try
                {
                    s_loop = Listeners.Start(epoll);
                }
                catch (Exception e)
                {
                    // The connection itself has not failed, so no CurlException.
                    _ = close(epoll);
                    throw new Win32Exception("The thread that waits for sockets could not be started.", e);
                }
            }

            return s_loop.Descriptor;
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

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epfd, int op, int fd, byte* request);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epfd, byte* events, int maxevents, int timeout);
}
