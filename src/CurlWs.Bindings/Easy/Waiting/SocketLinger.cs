using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>What becomes of a connection's socket when its handle is freed.</summary>
internal enum SocketEnd
{
    /// <summary>It is closed.</summary>
    Cut,

    /// <summary>What was sent is delivered: while some of it is not, the socket stays for a limited time.</summary>
    Deliver,

    /// <summary>The socket stays for a limited time until the peer ends, too: what was sent last says why, and is to be read.</summary>
    Linger,
}

/// <summary>
/// A lingering close. The system answers bytes that nobody reads with RST, once a socket is closed, and RST destroys what is still on its
/// way to the peer (on Windows also what the peer's system has, and the peer has not read). So a copy of the descriptor stays behind: it
/// sends FIN, and reads and drops what comes until the peer ends, too, or the time or the amount is up.
/// </summary>
internal sealed partial class SocketLinger
{
    private const int ReadSize = 16 * 1024;
    private const int MostAtOnce = 1024 * 1024;
    private const int MostInAll = 64 * 1024 * 1024;
    private const nuint GetUnsent = 0x5411;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly SafeSocketHandle _copy;

    private SocketLinger(SafeSocketHandle copy) => _copy = copy;

    /// <summary>
    /// Drops what has been received, and keeps the connection if that is needed; before its descriptor is closed. Waits for nothing.
    /// </summary>
    internal static SocketLinger? Begin(curl_socket_t socket, SocketEnd end)
    {
        if (socket == LibCurl.CURL_SOCKET_BAD)
        {
            return null;
        }

        nint descriptor = (nint)socket;
        if (HasEnded(descriptor) || (end == SocketEnd.Deliver && OperatingSystem.IsLinux() && IsDelivered((int)descriptor)))
        {
            // No RST comes from here, or it destroys nothing.
            return null;
        }

        nint copy = ClosedOnExec.Duplicate(descriptor);
        return copy < 0 ? null : new SocketLinger(new SafeSocketHandle(copy, ownsHandle: true));
    }

    /// <summary>Ends the sending side, and sees to the rest in the background; after the connection's own descriptor is closed.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The task that drains it disposes it.")]
    internal void Finish()
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(_copy);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // The peer is gone already.
            socket?.Dispose();
            _copy.Dispose();
            return;
        }

        // Unsafe: it must not keep what is AsyncLocal to the caller.
        ThreadPool.UnsafeQueueUserWorkItem(static socket => _ = DrainAsync(socket), socket, preferLocal: false);
    }

    private static async Task DrainAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                using CancellationTokenSource limit = new(s_timeout);
                byte[] dropped = new byte[ReadSize];
                int count = 1;
                for (int taken = 0; count > 0 && taken < MostInAll; taken += count)
                {
                    limit.Token.ThrowIfCancellationRequested();
                    count = OperatingSystem.IsWindows()
                        ? await ReceiveByLookingAsync(socket, dropped, limit.Token).ConfigureAwait(false)
                        : await socket.ReceiveAsync(dropped.AsMemory(), SocketFlags.None, limit.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The peer has reset, or had its time.
            }
        }
    }

    // Windows takes a socket into one completion port for good, whichever of its descriptors it was: ReadWait has had it.
    private static async ValueTask<int> ReceiveByLookingAsync(Socket socket, byte[] dropped, CancellationToken cancellationToken)
    {
        while (true)
        {
            int count = socket.Receive(dropped, SocketFlags.None, out SocketError error);
            if (error != SocketError.WouldBlock)
            {
                return error == SocketError.Success ? count : 0;
            }

            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Drops what is there, up to an amount; true when the peer's end came with it.</summary>
    private static unsafe bool HasEnded(nint descriptor)
    {
        byte* dropped = stackalloc byte[ReadSize];
        nint count = 1;
        for (nint taken = 0; count > 0 && taken < MostAtOnce; taken += count)
        {
            // libcurl's sockets do not block; Windows has no flag that says so once more.
            count = OperatingSystem.IsWindows()
                ? ReceiveOnWindows(descriptor, dropped, ReadSize, 0)
                : recv((int)descriptor, dropped, ReadSize, OperatingSystem.IsLinux() ? 0x40 : 0x80);
        }

        return count == 0;
    }

    /// <summary>Whether the peer's system has everything.</summary>
    private static unsafe bool IsDelivered(int descriptor)
    {
        int unsent = 0;
        return ioctl(descriptor, GetUnsent, &unsent) == 0 && unsent == 0;
    }

    // MSG_DONTWAIT is 0x40 on Linux, and 0x80 elsewhere.
    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial nint recv(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("ws2_32", EntryPoint = "recv")]
    private static unsafe partial int ReceiveOnWindows(nint socket, byte* buffer, int length, int flags);

    // SIOCOUTQ, on Linux only: a variadic call with an argument is the same there on every processor.
    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial int ioctl(int descriptor, nuint request, int* value);
}
