// From <curl/curl.h>, libcurl 8.22.0.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_global_init(CLong flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_global_init_mem(
        CLong flags,
        delegate* unmanaged[Cdecl]<nuint, void*> m,
        delegate* unmanaged[Cdecl]<void*, void> f,
        delegate* unmanaged[Cdecl]<void*, nuint, void*> r,
        delegate* unmanaged[Cdecl]<byte*, byte*> s,
        delegate* unmanaged[Cdecl]<nuint, nuint, void*> c);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_global_cleanup();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_global_trace(byte* config);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLsslset curl_global_sslset(curl_sslbackend id, byte* name, curl_ssl_backend*** avail);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_version();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_version_info_data* curl_version_info(CURLversion stamp);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_free(void* p);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_getenv(byte* variable);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_escape(byte* @string, int length);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_unescape(byte* @string, int length);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial long curl_getdate(byte* p, long* unused);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int curl_strequal(byte* s1, byte* s2);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int curl_strnequal(byte* s1, byte* s2, nuint n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_slist.node* curl_slist_append(curl_slist.node* list, byte* data);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_slist_free_all(curl_slist.node* list);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_share_init();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLSHcode curl_share_cleanup(nint sh);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_share_strerror(CURLSHcode error);
}
