// From <curl/curl.h>, libcurl 8.22.0: what belongs to no handle.

using System;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Sets libcurl up; <paramref name="flags"/> are <c>CURL_GLOBAL_*</c>. Counted: each needs a cleanup.
    /// <see href="https://curl.se/libcurl/c/curl_global_init.html">curl_global_init(3)</see>.
    /// </summary>
    public static CURLcode curl_global_init(long flags) => Native.curl_global_init(new CLong(checked((nint)flags)));

    /// <summary>
    /// Sets libcurl up with an allocator of its own, C's form.
    /// <see href="https://curl.se/libcurl/c/curl_global_init_mem.html">curl_global_init_mem(3)</see>.
    /// </summary>
    public static CURLcode curl_global_init_mem(
        long flags,
        delegate* unmanaged[Cdecl]<nuint, void*> m,
        delegate* unmanaged[Cdecl]<void*, void> f,
        delegate* unmanaged[Cdecl]<void*, nuint, void*> r,
        delegate* unmanaged[Cdecl]<byte*, byte*> s,
        delegate* unmanaged[Cdecl]<nuint, nuint, void*> c) =>
        Native.curl_global_init_mem(new CLong(checked((nint)flags)), m, f, r, s, c);

    /// <summary>
    /// Undoes one <see cref="curl_global_init"/>. A process that may hold other users of libcurl should not call it.
    /// <see href="https://curl.se/libcurl/c/curl_global_cleanup.html">curl_global_cleanup(3)</see>.
    /// </summary>
    public static void curl_global_cleanup() => Native.curl_global_cleanup();

    /// <summary>
    /// Chooses what verbose output traces, such as <c>"ws,-tcp"</c>. Since libcurl 8.3.
    /// <see href="https://curl.se/libcurl/c/curl_global_trace.html">curl_global_trace(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLcode curl_global_trace(string? config)
    {
        try
        {
            fixed (byte* p = Utf8.Bytes(config))
            {
                return Native.curl_global_trace(p);
            }
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_global_trace), "8.3.0", e);
        }
    }

    /// <summary>
    /// Chooses the TLS library where there are several.
    /// <see href="https://curl.se/libcurl/c/curl_global_sslset.html">curl_global_sslset(3)</see>.
    /// </summary>
    public static CURLsslset curl_global_sslset(curl_sslbackend id, string? name, curl_ssl_backend*** avail)
    {
        fixed (byte* p = Utf8.Bytes(name))
        {
            return Native.curl_global_sslset(id, p, avail);
        }
    }

    /// <summary>
    /// The versions of libcurl and what is in it, as one line.
    /// <see href="https://curl.se/libcurl/c/curl_version.html">curl_version(3)</see>.
    /// </summary>
    public static string curl_version() => Utf8.Text(Native.curl_version()) ?? string.Empty;

    /// <summary>
    /// C's macro asks the header; this asks the loaded libcurl, which may be older or newer than the header that this file has its names
    /// from: whether it is at least version <paramref name="x"/>.<paramref name="y"/>.<paramref name="z"/>, each below 256.
    /// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
    /// </summary>
    public static bool CURL_AT_LEAST_VERSION(int x, int y, int z) =>
        Native.curl_version_info(CURLversion.CURLVERSION_FIRST)->version_num >= CURL_VERSION_BITS(x, y, z);

    /// <summary>
    /// Three numbers as the one that <c>version_num</c> has.
    /// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
    /// </summary>
    public static uint CURL_VERSION_BITS(int x, int y, int z) => ((uint)x << 16) | ((uint)y << 8) | (uint)z;

    /// <summary>
    /// Describes the loaded libcurl: versions, features and schemes.
    /// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
    /// </summary>
    public static curl_version_info_data* curl_version_info(CURLversion stamp) => Native.curl_version_info(stamp);

    /// <summary>
    /// Frees what libcurl allocated; null is ignored. <see href="https://curl.se/libcurl/c/curl_free.html">curl_free(3)</see>.
    /// </summary>
    public static void curl_free(void* p) => Native.curl_free(p);

    /// <summary>An environment variable, or null. <see href="https://curl.se/libcurl/c/curl_getenv.html">curl_getenv(3)</see>.</summary>
    public static string? curl_getenv(string? variable)
    {
        if (variable is null)
        {
            return null;
        }

        fixed (byte* p = Utf8.Bytes(variable))
        {
            return Utf8.TakeText(Native.curl_getenv(p));
        }
    }

    /// <summary>
    /// The older <see cref="curl_easy_escape"/>. <see href="https://curl.se/libcurl/c/curl_escape.html">curl_escape(3)</see>.
    /// </summary>
    public static string? curl_escape(string? @string, int length)
    {
        byte[]? bytes = Utf8.Bytes(@string);
        if (bytes is null || length > bytes.Length - 1)
        {
            return null;
        }

        fixed (byte* p = bytes)
        {
            return Utf8.TakeText(Native.curl_escape(p, length));
        }
    }

    /// <summary>
    /// The older <see cref="curl_easy_unescape"/>. <see href="https://curl.se/libcurl/c/curl_unescape.html">curl_unescape(3)</see>.
    /// </summary>
    public static string? curl_unescape(string? @string, int length)
    {
        byte[]? bytes = Utf8.Bytes(@string);
        if (bytes is null || length > bytes.Length - 1)
        {
            return null;
        }

        fixed (byte* p = bytes)
        {
            return Utf8.TakeText(Native.curl_unescape(p, length));
        }
    }

    /// <summary>
    /// Parses a date into seconds since 1970, or -1. <see href="https://curl.se/libcurl/c/curl_getdate.html">curl_getdate(3)</see>.
    /// </summary>
    public static long curl_getdate(string? p, long* unused)
    {
        if (p is null)
        {
            return -1;
        }

        fixed (byte* text = Utf8.Bytes(p))
        {
            return Native.curl_getdate(text, null);
        }
    }

    /// <summary>
    /// Whether two strings are equal when ASCII case is ignored: 1 or 0.
    /// <see href="https://curl.se/libcurl/c/curl_strequal.html">curl_strequal(3)</see>.
    /// </summary>
    public static int curl_strequal(string? s1, string? s2)
    {
        fixed (byte* a = Utf8.Bytes(s1), b = Utf8.Bytes(s2))
        {
            return Native.curl_strequal(a, b);
        }
    }

    /// <summary>
    /// The same for the first <paramref name="n"/> bytes.
    /// <see href="https://curl.se/libcurl/c/curl_strnequal.html">curl_strnequal(3)</see>.
    /// </summary>
    public static int curl_strnequal(string? s1, string? s2, nuint n)
    {
        fixed (byte* a = Utf8.Bytes(s1), b = Utf8.Bytes(s2))
        {
            return Native.curl_strnequal(a, b, n);
        }
    }

    /// <summary>
    /// Appends a copy of a string: to a new list when <paramref name="list"/> is null, else to it, which is also what is returned.
    /// Null when out of memory, or if the string is null or has a zero character.
    /// <see href="https://curl.se/libcurl/c/curl_slist_append.html">curl_slist_append(3)</see>.
    /// </summary>
    public static curl_slist? curl_slist_append(curl_slist? list, string? data)
    {
        if (data is null || Utf8.HasZero(data))
        {
            return null;
        }

        using Hold hold = Hold.On(list);
        curl_slist.node* head;
        fixed (byte* p = Utf8.Bytes(data))
        {
            head = Native.curl_slist_append((curl_slist.node*)hold.Handle, p);
        }

        return head == null ? null : list ?? new curl_slist(head);
    }

    /// <summary>
    /// Frees a list; null is ignored, and one that a handle uses is freed when that lets go.
    /// <see href="https://curl.se/libcurl/c/curl_slist_free_all.html">curl_slist_free_all(3)</see>.
    /// </summary>
    public static void curl_slist_free_all(curl_slist? list) => list?.Dispose();
}
