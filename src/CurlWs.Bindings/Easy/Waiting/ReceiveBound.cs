using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Keeps what the system holds for a connection so small that <c>curl_ws_recv</c> comes to an end: it reads on as long as each read fills
/// its chunk of 64 KiB, into a buffer without limit, so that a server which is faster than the client decides how much memory is taken.
/// </summary>
internal static class ReceiveBound
{
    // Measured on Linux: up to 192 KiB every burst of reads ends, at 256 KiB no longer. It is the window as well: at most so much arrives
    // in a round trip.
    internal const int Bytes = 128 * 1024;

    // SO_BUF_LOCK of Linux 5.14, and its bit for a size of SO_RCVBUF that somebody chose.
    private const int LinuxSocketLevel = 1;
    private const int BufferLock = 72;
    private const int ReceiveBufferChosen = 2;

    /// <summary>Sets it, unless the application has chosen a size itself.</summary>
    /// <param name="descriptor">The connection's socket, which stays its owner's.</param>
    /// <param name="handled">Whether the application was given the socket: where it cannot be seen what it chose, that counts as a
    /// choice.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The socket owns the handle object, and neither owns the descriptor.")]
    internal static void Apply(curl_socket_t descriptor, bool handled)
    {
        try
        {
            using Socket socket = new(new SafeSocketHandle(descriptor, ownsHandle: false));
            if (socket.AddressFamily != AddressFamily.Unix && !IsChosen(socket, handled))
            {
                socket.ReceiveBufferSize = Bytes;
            }
        }
        catch (SocketException)
        {
            // The connection has ended already, which libcurl's next call reports with its own code and text.
        }
    }

    private static bool IsChosen(Socket socket, bool handled)
    {
        if (!OperatingSystem.IsLinux())
        {
            return handled;
        }

        Span<byte> value = stackalloc byte[sizeof(int)];
        try
        {
            socket.GetRawSocketOption(LinuxSocketLevel, BufferLock, value);
        }
        catch (SocketException)
        {
            // An older kernel.
            return handled;
        }

        return (BitConverter.ToInt32(value) & ReceiveBufferChosen) != 0;
    }
}
