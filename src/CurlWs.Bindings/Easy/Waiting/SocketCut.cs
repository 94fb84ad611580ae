using System;
using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Ends a connection under whoever reads or writes it, and leaves its descriptor open. shutdown(2).</summary>
internal static partial class SocketCut
{
    private const int BothDirections = 2;

    /// <summary>A failure says that it has ended already.</summary>
    internal static void Shutdown(curl_socket_t socket)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = ShutdownOnWindows((nint)socket, BothDirections);
        }
        else
        {
            _ = ShutdownOnUnix((int)(nint)socket, BothDirections);
        }
    }

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutdownOnUnix(int descriptor, int how);

    [LibraryImport("ws2_32", EntryPoint = "shutdown")]
    private static partial int ShutdownOnWindows(nint descriptor, int how);
}
