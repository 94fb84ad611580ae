// From <curl/websockets.h>, libcurl 8.22.0.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_ws_recv(nint curl, void* buffer, nuint buflen, nuint* recv, curl_ws_frame** metap);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_ws_send(nint curl, void* buffer_arg, nuint buflen, nuint* sent, long fragsize, uint flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_ws_start_frame(nint curl, uint flags, long frame_len);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_ws_frame* curl_ws_meta(nint curl);
}
