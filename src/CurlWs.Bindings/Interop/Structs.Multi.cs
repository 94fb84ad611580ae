// The public structs of <curl/multi.h> and <curl/websockets.h>, libcurl 8.22.0, and curl_socket_t.

#pragma warning disable CS1591 // The fields carry C's names; each struct's summary names the page that explains them.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// One chunk of a frame: <c>len</c> bytes from <c>offset</c>, <c>bytesleft</c> bytes still to come, <c>flags</c> of <c>CURLWS_*</c>.
/// libcurl's pointer to it is good until the next <c>curl_ws_*</c> call on the handle: copy the struct to keep it.
/// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct curl_ws_frame
{
    public int age;
    public int flags;
    public long offset;
    public long bytesleft;
    public nuint len;
}

/// <summary>A transfer that ended. <see href="https://curl.se/libcurl/c/curl_multi_info_read.html">curl_multi_info_read(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CURLMsg
{
    public CURLMSG msg;
    public CURL_ptr easy_handle;
    public data_union data;

    /// <summary>C's union <c>data</c>.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct data_union
    {
        [FieldOffset(0)] public void* whatever;
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
    public curl_socket_t fd;
    public short events;
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

/// <summary>The headers of a pushed request, opaque. <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
[SuppressMessage("Performance", "CA1823", Justification = "Opaque: only its address is used.")]
public struct curl_pushheaders
{
    private readonly byte _opaque;
}

/// <summary>
/// A socket as the system numbers it: an <c>int</c> descriptor on Unix, a pointer-sized <c>SOCKET</c> on Windows.
/// Converts from and to <see cref="nint"/>; invalid is <see cref="LibCurl.CURL_SOCKET_BAD"/>.
/// </summary>
public readonly struct curl_socket_t : IEquatable<curl_socket_t>
{
    private readonly nint _value;

    private curl_socket_t(nint value) => _value = value;

    /// <summary>The number, as the system has it.</summary>
    public nint Value => _value;

    /// <summary>A register's content as a socket: where C's type is an <c>int</c>, the upper half of the register means nothing.</summary>
    internal static curl_socket_t FromNative(nint raw) => new(OperatingSystem.IsWindows() ? raw : (int)raw);

    /// <summary>A system socket number as libcurl's type.</summary>
    public static implicit operator curl_socket_t(nint value) => new(value);

    /// <summary>libcurl's type as a system socket number.</summary>
    public static implicit operator nint(curl_socket_t socket) => socket._value;

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(curl_socket_t left, curl_socket_t right) => left._value == right._value;

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(curl_socket_t left, curl_socket_t right) => left._value != right._value;

    /// <summary>A system socket number as libcurl's type.</summary>
    public static curl_socket_t FromIntPtr(nint value) => new(value);

    /// <summary>libcurl's type as a system socket number.</summary>
    public nint ToIntPtr() => _value;

    /// <inheritdoc/>
    public bool Equals(curl_socket_t other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is curl_socket_t other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
