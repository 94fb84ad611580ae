using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// With Schannel libcurl's send waits inside the call until Windows has the whole TLS record, however long the server reads nothing: no
/// token and no limit ends that. So each send asks first whether the socket takes bytes; then Windows takes all that it is given at once.
/// </summary>
internal static partial class SchannelSend
{
    private const short WriteNormal = 0x0010;

    /// <summary>Whether the loaded libcurl sends so.</summary>
    internal static bool IsGuarded { get; } = CaRoots.IsSchannel(CurlLibrary.TlsBackend);

    /// <summary>Whether a send would wait now. A socket that has failed lets it through, and the send says how.</summary>
    internal static unsafe bool WouldWait(curl_socket_t socket)
    {
        WSAPOLLFD asked = new() { fd = (nint)socket, events = WriteNormal };
        return WSAPoll(&asked, 1, 0) == 0;
    }

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
