// From <curl/multi.h>, libcurl 8.22.0.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_multi_init();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_add_handle(nint m, nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_remove_handle(nint m, nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_fdset(nint m, void* read_fd_set, void* write_fd_set, void* exc_fd_set, int* max_fd);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_wait(nint m, void* extra_fds, uint extra_nfds, int timeout_ms, int* ret);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_poll(nint m, void* extra_fds, uint extra_nfds, int timeout_ms, int* ret);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_wakeup(nint m);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_perform(nint m, int* running_handles);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_cleanup(nint m);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMsg* curl_multi_info_read(nint m, int* msgs_in_queue);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_multi_strerror(CURLMcode error);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_socket(nint m, nint s, int* running_handles);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_socket_action(nint m, nint s, int ev_bitmask, int* running_handles);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_socket_all(nint m, int* running_handles);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_timeout(nint m, CLong* timeout_ms);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_assign(nint m, nint sockfd, void* sockp);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint* curl_multi_get_handles(nint m);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_get_offt(nint m, CURLMinfo_offt info, long* pvalue);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_pushheader_bynum(curl_pushheaders* h, nuint num);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_pushheader_byname(curl_pushheaders* h, byte* name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_waitfds(nint m, void* ufds, uint size, uint* fd_count);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_notify_disable(nint m, uint notification);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLMcode curl_multi_notify_enable(nint m, uint notification);
}
