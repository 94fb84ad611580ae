// The public structs of <curl/multi.h>, libcurl 8.22.0.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// Message that a transfer has ended, from <c>curl_multi_info_read</c>. libcurl owns the struct: copy what is needed before the easy handle
/// is removed or freed. <see href="https://curl.se/libcurl/c/curl_multi_info_read.html">curl_multi_info_read(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CURLMsg
{
    /// <summary>
    /// Reason for the message: <see cref="CURLMSG.CURLMSG_DONE"/>, or one that newer versions of libcurl may add; skip those.
    /// </summary>
    public CURLMSG msg;

    /// <summary>Easy handle whose transfer has ended.</summary>
    public CURL_ptr easy_handle;

    /// <summary>Outcome of the transfer: read <see cref="data_union.result"/>.</summary>
    public data_union data;

    /// <summary>C's union <c>data</c>: with <see cref="CURLMSG.CURLMSG_DONE"/> its content is <see cref="result"/>.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct data_union
    {
        /// <summary>Pointer of other kinds of message, of which none exists.</summary>
        [FieldOffset(0)] public void* whatever;

        /// <summary>Success, or the reason why the transfer failed.</summary>
        [FieldOffset(0)] public CURLcode result;
    }
}

/// <summary>
/// A socket to wait for besides libcurl's own; <c>events</c> and <c>revents</c> are <c>CURL_WAIT_POLL*</c> bits.
/// <see href="https://curl.se/libcurl/c/curl_multi_poll.html">curl_multi_poll(3)</see>.
/// </summary>
/// <remarks>
/// This is the layout of 64-bit Windows, whose <c>SOCKET</c> has the size of a pointer. Elsewhere C's struct has a four-byte
/// descriptor; the functions that take this one copy it in and out.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct curl_waitfd
{
    /// <summary>Socket to watch.</summary>
    public curl_socket_t fd;

    /// <summary>Events to wait for, as <c>CURL_WAIT_POLL*</c> bits.</summary>
    public short events;

    /// <summary>Events that happened, as <c>CURL_WAIT_POLL*</c> bits.</summary>
    public short revents;
}

/// <summary>C's <c>struct curl_waitfd</c> where a socket is an <c>int</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct curl_waitfd_unix
{
    public int fd;
    public short events;
    public short revents;
}

/// <summary>
/// The headers of a pushed request, opaque.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
[SuppressMessage("Performance", "CA1823", Justification = "Opaque: only its address is used.")]
public struct curl_pushheaders
{
    private readonly byte _opaque;
}
