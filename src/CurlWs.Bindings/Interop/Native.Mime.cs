// From <curl/curl.h> (mime and form) and <curl/urlapi.h>, libcurl 8.22.0.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_mime_init(nint easy);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_mime_free(nint mime);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_mime_addpart(nint mime);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_name(nint part, byte* name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_filename(nint part, byte* filename);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_type(nint part, byte* mimetype);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_encoder(nint part, byte* encoding);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_data(nint part, byte* data, nuint datasize);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_filedata(nint part, byte* filename);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_data_cb(
        nint part,
        long datasize,
        delegate* unmanaged[Cdecl]<byte*, nuint, nuint, void*, nuint> readfunc,
        delegate* unmanaged[Cdecl]<void*, long, int, int> seekfunc,
        delegate* unmanaged[Cdecl]<void*, void> freefunc,
        void* arg);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_subparts(nint part, nint subparts);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_mime_headers(nint part, curl_slist.node* headers, int take_ownership);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int curl_formget(
        curl_httppost* form, void* arg, delegate* unmanaged[Cdecl]<void*, byte*, nuint, nuint> append);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_formfree(curl_httppost* form);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_url();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_url_cleanup(nint u);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_url_dup(nint @in);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLUcode curl_url_get(nint u, CURLUPart what, byte** part, uint flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLUcode curl_url_set(nint u, CURLUPart what, byte* part, uint flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_url_strerror(CURLUcode error);
}
