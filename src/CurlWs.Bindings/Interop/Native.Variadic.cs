// The variadic functions of <curl/easy.h>, <curl/multi.h> and <curl/curl.h>. They are called here and nowhere else.
//
// On every platform of .NET but one, a variadic integer or pointer travels in the register where a named argument would be.
// Apple arm64 passes variadic arguments on the stack: there, six ignored words fill the registers x2 to x7, so that the value,
// the ninth argument, lands at the stack slot where va_arg looks. It must be a whole 8-byte word: Apple packs smaller named ones.

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

internal static unsafe partial class Native
{
    // Not for Rosetta: an x64 process on Apple hardware follows the x64 convention.
    private static readonly bool s_appleArm64 =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        && (OperatingSystem.IsMacOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS());

    internal static CURLcode curl_easy_setopt(nint curl, CURLoption option, nint value) => s_appleArm64
        ? easy_setopt_apple(curl, option, 0, 0, 0, 0, 0, 0, value)
        : easy_setopt(curl, option, value);

    /// <summary>A <c>curl_off_t</c> option: eight bytes also where a word has four.</summary>
    internal static CURLcode curl_easy_setopt_off_t(nint curl, CURLoption option, long value) => s_appleArm64
        ? easy_setopt_apple(curl, option, 0, 0, 0, 0, 0, 0, (nint)value)
        : easy_setopt_off_t(curl, option, value);

    internal static CURLcode curl_easy_getinfo(nint curl, CURLINFO info, void* value) => s_appleArm64
        ? easy_getinfo_apple(curl, info, 0, 0, 0, 0, 0, 0, value)
        : easy_getinfo(curl, info, value);

    internal static CURLMcode curl_multi_setopt(nint m, CURLMoption option, nint value) => s_appleArm64
        ? multi_setopt_apple(m, option, 0, 0, 0, 0, 0, 0, value)
        : multi_setopt(m, option, value);

    /// <inheritdoc cref="curl_easy_setopt_off_t"/>
    internal static CURLMcode curl_multi_setopt_off_t(nint m, CURLMoption option, long value) => s_appleArm64
        ? multi_setopt_apple(m, option, 0, 0, 0, 0, 0, 0, (nint)value)
        : multi_setopt_off_t(m, option, value);

    internal static CURLSHcode curl_share_setopt(nint sh, CURLSHoption option, nint value) => s_appleArm64
        ? share_setopt_apple(sh, option, 0, 0, 0, 0, 0, 0, value)
        : share_setopt(sh, option, value);

    [LibraryImport(Library, EntryPoint = "curl_easy_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLcode easy_setopt(nint curl, CURLoption option, nint value);

    [LibraryImport(Library, EntryPoint = "curl_easy_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLcode easy_setopt_off_t(nint curl, CURLoption option, long value);

    [LibraryImport(Library, EntryPoint = "curl_easy_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLcode easy_setopt_apple(
        nint curl, CURLoption option, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint value);

    [LibraryImport(Library, EntryPoint = "curl_easy_getinfo")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLcode easy_getinfo(nint curl, CURLINFO info, void* value);

    [LibraryImport(Library, EntryPoint = "curl_easy_getinfo")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLcode easy_getinfo_apple(
        nint curl, CURLINFO info, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, void* value);

    [LibraryImport(Library, EntryPoint = "curl_multi_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLMcode multi_setopt(nint m, CURLMoption option, nint value);

    [LibraryImport(Library, EntryPoint = "curl_multi_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLMcode multi_setopt_off_t(nint m, CURLMoption option, long value);

    [LibraryImport(Library, EntryPoint = "curl_multi_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLMcode multi_setopt_apple(
        nint m, CURLMoption option, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint value);

    [LibraryImport(Library, EntryPoint = "curl_share_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLSHcode share_setopt(nint sh, CURLSHoption option, nint value);

    [LibraryImport(Library, EntryPoint = "curl_share_setopt")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial CURLSHcode share_setopt_apple(
        nint sh, CURLSHoption option, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint value);
}
