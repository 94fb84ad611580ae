using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Makes libcurl's sockets where libcurl itself makes them inheritable: a child process that is started meanwhile would keep the connection
/// open, and the server would not see its end. Set as <c>CURLOPT_OPENSOCKETFUNCTION</c>, which leaves no moment between the socket and its
/// flag.
/// </summary>
internal static unsafe partial class ClosedOnExec
{
    private const int CloseOnExec = 0x80000;
    private const int DuplicateClosedOnExec = 1030;
    private const nuint SetCloseOnExec = 0x20006601;

    // Of winsock2.h: WSAPROTOCOL_INFOW, FROM_PROTOCOL_INFO, WSA_FLAG_OVERLAPPED and WSA_FLAG_NO_HANDLE_INHERIT.
    private const int ProtocolInformationSize = 628;
    private const int FromProtocolInformation = -1;
    private const int OverlappedNotInherited = 0x81;

    /// <summary>Whether the loaded libcurl needs it, on this system.</summary>
    private static bool IsNeeded => !OperatingSystem.IsWindows() && !CurlLibrary.ClosesOnExec.IsThere;

    /// <summary>Has the sockets of a handle made here, until the app sets a callback of its own.</summary>
    internal static void Apply(CURL handle)
    {
        if (IsNeeded)
        {
            LibCurl.curl_easy_setopt(
                handle,
                CURLoption.CURLOPT_OPENSOCKETFUNCTION,
                (nint)(delegate* unmanaged[Cdecl]<void*, curlsocktype, curl_sockaddr*, int>)&Open);
        }
    }

    /// <summary>Another descriptor for the same socket, which no child process inherits; below zero when there is none.</summary>
    internal static nint Duplicate(nint descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            byte* information = stackalloc byte[ProtocolInformationSize];
            const int From = FromProtocolInformation;
            return WSADuplicateSocketW(descriptor, Environment.ProcessId, information) == 0
                ? WSASocketW(From, From, From, information, 0, OverlappedNotInherited)
                : -1;
        }

        if (OperatingSystem.IsLinux())
        {
            return fcntl((int)descriptor, DuplicateClosedOnExec, 0);
        }

        int copy = dup((int)descriptor);
        if (copy >= 0)
        {
            _ = ioctl(copy, SetCloseOnExec);
        }

        return copy;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(void* data, curlsocktype purpose, curl_sockaddr* address)
    {
        if (OperatingSystem.IsLinux())
        {
            return socket(address->family, address->socktype | CloseOnExec, address->protocol);
        }

        int descriptor = socket(address->family, address->socktype, address->protocol);
        if (descriptor >= 0)
        {
            _ = ioctl(descriptor, SetCloseOnExec);
        }

        return descriptor;
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int dup(int descriptor);

    // F_DUPFD_CLOEXEC, on Linux only: a variadic call with an argument is the same there on every processor.
    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int fcntl(int descriptor, int command, int argument);

    // FIOCLEX, which takes no third argument: a variadic call without one is the same on every system.
    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int ioctl(int descriptor, nuint request);

    [LibraryImport("ws2_32")]
    private static partial int WSADuplicateSocketW(nint socket, int process, byte* information);

    [LibraryImport("ws2_32")]
    private static partial nint WSASocketW(int family, int type, int protocol, byte* information, int group, int flags);
}
