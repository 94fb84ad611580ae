// From <curl/curl.h>, <curl/easy.h>, <curl/header.h>, <curl/options.h>, libcurl 8.22.0.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// The entry points of libcurl, raw: handles are addresses, nothing is checked. Everything else goes through <see cref="LibCurl"/>.
/// </summary>
internal static unsafe partial class Native
{
    /// <summary>The module's name: the one that other .NET bindings import, so that one process holds one libcurl.</summary>
    internal const string Library = "libcurl";

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_easy_init();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_perform(nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_easy_cleanup(nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint curl_easy_duphandle(nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void curl_easy_reset(nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_recv(nint curl, void* buffer, nuint buflen, nuint* n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_send(nint curl, void* buffer, nuint buflen, nuint* n);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_upkeep(nint curl);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_pause(nint curl, int action);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_easy_strerror(CURLcode error);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_easy_escape(nint curl, byte* @string, int length);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* curl_easy_unescape(nint curl, byte* @string, int inlength, int* outlength);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_ssls_import(
        nint curl, byte* session_key, byte* shmac, nuint shmac_len, byte* sdata, nuint sdata_len);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLcode curl_easy_ssls_export(
        nint curl,
        delegate* unmanaged[Cdecl]<nint, void*, byte*, byte*, nuint, byte*, nuint, long, int, byte*, nuint, CURLcode> export_fn,
        void* userptr);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CURLHcode curl_easy_header(
        nint curl, byte* name, nuint nameindex, uint origin, int request, curl_header** hout);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_header* curl_easy_nextheader(nint curl, uint origin, int request, curl_header* prev);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_easyoption* curl_easy_option_by_name(byte* name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_easyoption* curl_easy_option_by_id(CURLoption id);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial curl_easyoption* curl_easy_option_next(curl_easyoption* prev);
}
