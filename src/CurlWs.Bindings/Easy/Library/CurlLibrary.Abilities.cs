using System;
using System.Runtime.InteropServices;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

// What the loaded libcurl was built with, for decisions inside this library.
public static unsafe partial class CurlLibrary
{
    private static readonly Lazy<bool> s_hasMultiWait = new(
        static () => NativeLibrary.TryGetExport(Loader.Handle, "curl_multi_waitfds", out _), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Whether its sockets are inherited by child processes: 8.14.1 was seen to make such, 8.22.0 not.</summary>
    internal static bool MakesInheritableSockets => Version < new Version(8, 22, 0);

    /// <summary>Whether name servers can be chosen: the resolver is c-ares.</summary>
    internal static bool HasCAres => Info->age >= CURLversion.CURLVERSION_SECOND && Info->ares != null;

    /// <summary>Whether it can log in by NTLM.</summary>
    internal static bool HasNtlm => (Info->features & LibCurl.CURL_VERSION_NTLM) != 0;

    /// <summary>The file of roots that it trusts by itself; null if there is none.</summary>
    internal static string? DefaultCaFile => Info->age >= CURLversion.CURLVERSION_SEVENTH && Info->cainfo != null ? Text(Info->cainfo) : null;

    /// <summary>The folder of roots that it trusts by itself; null if there is none.</summary>
    internal static string? DefaultCaPath => Info->age >= CURLversion.CURLVERSION_SEVENTH && Info->capath != null ? Text(Info->capath) : null;
}
