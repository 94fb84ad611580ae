using System;
using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// With Schannel libcurl's send waits inside the call until Windows has the whole TLS record, however long the server reads nothing: no
/// token and no limit ends that. So each send asks first whether the socket takes bytes; then Windows takes all that it is given at once.
/// </summary>
/// <remarks>
/// What asks is WSAPoll. The event by which libcurl waits, FD_WRITE, says that a socket is full only after a send to it has failed, and
/// with Schannel none does: who waits believes it only where WSAPoll says the same.
/// </remarks>
internal static partial class SchannelSend
{
    private const short WriteNormal = 0x0010;
    private const int MostMilliseconds = 16;

    /// <summary>Whether the loaded libcurl sends so.</summary>
    internal static bool IsGuarded { get; } = TlsBackendText.IsSchannel(CurlLibrary.TlsBackend);

    /// <summary>Whether a send would wait now. A socket that has failed lets it through, and the send says how.</summary>
    internal static unsafe bool WouldWait(curl_socket_t socket)
    {
        WSAPOLLFD asked = new() { fd = (nint)socket, events = WriteNormal };
        return WSAPoll(&asked, 1, 0) == 0;
    }

    /// <summary>Whether a wait that says so has ended too early.</summary>
    internal static bool IsFalseAlarm(curl_socket_t socket, bool write) =>
        OperatingSystem.IsWindows() && write && IsGuarded && WouldWait(socket);

    /// <summary>How long a wait that has ended too early rests before it looks again, in milliseconds: more each time.</summary>
    internal static int Rest(int before) => Math.Clamp(before * 2, 1, MostMilliseconds);

    [LibraryImport("ws2_32")]
    private static unsafe partial int WSAPoll(WSAPOLLFD* fds, uint count, int milliseconds);

    // Named as in winsock2.h.
    private struct WSAPOLLFD
    {
        internal nint fd;
        internal short events;
        internal short revents;
    }
}
