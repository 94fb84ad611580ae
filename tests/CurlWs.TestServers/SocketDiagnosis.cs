using System;
using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace CurlWs.TestServers;

/// <summary>Asks the Linux kernel about a TCP socket of anybody on this machine (sock_diag(7)), in some microseconds.</summary>
internal static partial class SocketDiagnosis
{
    private const int AddressFamilyNetlink = 16;
    private const int DatagramCloseOnExec = 0x80002;
    private const int ProtocolSocketDiagnosis = 4;
    private const int MessageError = 2;
    private const int MessageByFamily = 20;
    private const int NoSuchEntry = -2;
    private const int RequestLength = 72;
    private const int ReceiveQueueOffset = 72;

    /// <summary>How many bytes wait in the socket <paramref name="local"/> that is connected to <paramref name="remote"/>.</summary>
    /// <returns>0 as well when there is no such socket (any more); null when the kernel does not tell.</returns>
    public static uint? ReceiveQueue(IPEndPoint local, IPEndPoint remote)
    {
        int netlink = Open(AddressFamilyNetlink, DatagramCloseOnExec, ProtocolSocketDiagnosis);
        if (netlink < 0)
        {
            return null;
        }

        try
        {
            Span<byte> request = stackalloc byte[RequestLength];
            WriteRequest(request, local, remote);
            Span<byte> answer = stackalloc byte[1024];
            if (Send(netlink, request, request.Length, 0) < 0)
            {
                return null;
            }

            nint length = Receive(netlink, answer, answer.Length, 0);
            return length < 20 ? null : BitConverter.ToUInt16(answer[4..]) switch
            {
                MessageByFamily => BitConverter.ToUInt32(answer[ReceiveQueueOffset..]),
                MessageError when BitConverter.ToInt32(answer[16..]) == NoSuchEntry => 0,
                _ => null,
            };
        }
        finally
        {
            _ = Close(netlink);
        }
    }

    /// <summary>Writes <c>nlmsghdr</c> and <c>inet_diag_req_v2</c>: native byte order but for ports and addresses.</summary>
    private static void WriteRequest(Span<byte> request, IPEndPoint local, IPEndPoint remote)
    {
        request.Clear();
        BitConverter.TryWriteBytes(request, RequestLength);
        BitConverter.TryWriteBytes(request[4..], (ushort)MessageByFamily);
        BitConverter.TryWriteBytes(request[6..], (ushort)1); // NLM_F_REQUEST
        bool v4 = local.Address.MapToIPv6().IsIPv4MappedToIPv6;
        request[16] = (byte)(v4 ? 2 : 10); // AF_INET, AF_INET6
        request[17] = 6; // IPPROTO_TCP
        BitConverter.TryWriteBytes(request[20..], uint.MaxValue); // sockets in any state
        BinaryPrimitives.WriteUInt16BigEndian(request[24..], (ushort)local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(request[26..], (ushort)remote.Port);
        (v4 ? local.Address.MapToIPv4() : local.Address).TryWriteBytes(request[28..], out _);
        (v4 ? remote.Address.MapToIPv4() : remote.Address).TryWriteBytes(request[44..], out _);
        request[64..].Fill(0xFF); // no cookie
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Open(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int descriptor, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int descriptor, Span<byte> bytes, nint length, int flags);
}
