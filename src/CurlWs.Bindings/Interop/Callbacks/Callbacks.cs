using System;

using static CurlWs.Interop.CURLoption;

namespace CurlWs.Interop;

/// <summary>Which native function stands in for which managed callback, and which option carries its user data.</summary>
/// <remarks>
/// The native functions (in <c>Callbacks.*.cs</c>) get the owner's <c>Self</c> as user data, call the managed callback, and never let
/// an exception into native code: they keep it for the call that drives them and return the value that aborts.
/// </remarks>
internal static unsafe partial class Callbacks
{
    /// <summary>The option that holds the user data of a function option; 0 where it has none.</summary>
    internal static CURLoption DataOption(CURLoption function) => function switch
    {
        CURLOPT_WRITEFUNCTION => CURLOPT_WRITEDATA,
        CURLOPT_READFUNCTION => CURLOPT_READDATA,
        CURLOPT_HEADERFUNCTION => CURLOPT_HEADERDATA,
        CURLOPT_PROGRESSFUNCTION or CURLOPT_XFERINFOFUNCTION => CURLOPT_XFERINFODATA,
        CURLOPT_DEBUGFUNCTION => CURLOPT_DEBUGDATA,
        CURLOPT_SSL_CTX_FUNCTION => CURLOPT_SSL_CTX_DATA,
        CURLOPT_IOCTLFUNCTION => CURLOPT_IOCTLDATA,
        CURLOPT_SOCKOPTFUNCTION => CURLOPT_SOCKOPTDATA,
        CURLOPT_OPENSOCKETFUNCTION => CURLOPT_OPENSOCKETDATA,
        CURLOPT_CLOSESOCKETFUNCTION => CURLOPT_CLOSESOCKETDATA,
        CURLOPT_SEEKFUNCTION => CURLOPT_SEEKDATA,
        CURLOPT_SSH_KEYFUNCTION => CURLOPT_SSH_KEYDATA,
        CURLOPT_SSH_HOSTKEYFUNCTION => CURLOPT_SSH_HOSTKEYDATA,
        CURLOPT_INTERLEAVEFUNCTION => CURLOPT_INTERLEAVEDATA,
        CURLOPT_CHUNK_BGN_FUNCTION or CURLOPT_CHUNK_END_FUNCTION => CURLOPT_CHUNK_DATA,
        CURLOPT_FNMATCH_FUNCTION => CURLOPT_FNMATCH_DATA,
        CURLOPT_RESOLVER_START_FUNCTION => CURLOPT_RESOLVER_START_DATA,
        CURLOPT_TRAILERFUNCTION => CURLOPT_TRAILERDATA,
        CURLOPT_HSTSREADFUNCTION => CURLOPT_HSTSREADDATA,
        CURLOPT_HSTSWRITEFUNCTION => CURLOPT_HSTSWRITEDATA,
        CURLOPT_PREREQFUNCTION => CURLOPT_PREREQDATA,
        _ => 0,
    };

    /// <summary>The function options that a user-data option belongs to; the second is 0 where there is one only.</summary>
    internal static (CURLoption First, CURLoption Second) FunctionsOf(CURLoption data) => data switch
    {
        CURLOPT_WRITEDATA => (CURLOPT_WRITEFUNCTION, 0),
        CURLOPT_READDATA => (CURLOPT_READFUNCTION, 0),
        CURLOPT_HEADERDATA => (CURLOPT_HEADERFUNCTION, 0),
        CURLOPT_XFERINFODATA => (CURLOPT_XFERINFOFUNCTION, CURLOPT_PROGRESSFUNCTION),
        CURLOPT_DEBUGDATA => (CURLOPT_DEBUGFUNCTION, 0),
        CURLOPT_SSL_CTX_DATA => (CURLOPT_SSL_CTX_FUNCTION, 0),
        CURLOPT_IOCTLDATA => (CURLOPT_IOCTLFUNCTION, 0),
        CURLOPT_SOCKOPTDATA => (CURLOPT_SOCKOPTFUNCTION, 0),
        CURLOPT_OPENSOCKETDATA => (CURLOPT_OPENSOCKETFUNCTION, 0),
        CURLOPT_CLOSESOCKETDATA => (CURLOPT_CLOSESOCKETFUNCTION, 0),
        CURLOPT_SEEKDATA => (CURLOPT_SEEKFUNCTION, 0),
        CURLOPT_SSH_KEYDATA => (CURLOPT_SSH_KEYFUNCTION, 0),
        CURLOPT_SSH_HOSTKEYDATA => (CURLOPT_SSH_HOSTKEYFUNCTION, 0),
        CURLOPT_INTERLEAVEDATA => (CURLOPT_INTERLEAVEFUNCTION, 0),
        CURLOPT_CHUNK_DATA => (CURLOPT_CHUNK_BGN_FUNCTION, CURLOPT_CHUNK_END_FUNCTION),
        CURLOPT_FNMATCH_DATA => (CURLOPT_FNMATCH_FUNCTION, 0),
        CURLOPT_RESOLVER_START_DATA => (CURLOPT_RESOLVER_START_FUNCTION, 0),
        CURLOPT_TRAILERDATA => (CURLOPT_TRAILERFUNCTION, 0),
        CURLOPT_HSTSREADDATA => (CURLOPT_HSTSREADFUNCTION, 0),
        CURLOPT_HSTSWRITEDATA => (CURLOPT_HSTSWRITEFUNCTION, 0),
        CURLOPT_PREREQDATA => (CURLOPT_PREREQFUNCTION, 0),
        _ => (0, 0),
    };

    /// <summary>The function option that has the same user data; 0 where there is none.</summary>
    internal static CURLoption Other(CURLoption function)
    {
        (CURLoption first, CURLoption second) = FunctionsOf(DataOption(function));
        return first == function ? second : first;
    }

    /// <summary>Writes to standard output, for which it needs no user data: what a handle has that nobody gave a write function.</summary>
    internal static nint StandardOutput => (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint>)&WriteStandardOutput;

    internal static nint WritePointer => (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint>)&Write;

    internal static nint HeaderPointer => (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint>)&Header;

    internal static nint ReadPointer => (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint>)&Read;

    internal static nint SeekPointer => (nint)(delegate* unmanaged[Cdecl]<nint, long, int, int>)&Seek;

    /// <summary>
    /// The native function for a managed callback, and the callback under the type that this function calls; 0 where the option
    /// takes another type. C lets a read callback be passed where a write callback is meant: they have the same shape.
    /// </summary>
    internal static nint Match(CURLoption option, ref Delegate callback)
    {
        switch (option)
        {
            case CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION or CURLOPT_INTERLEAVEFUNCTION
                when callback is curl_read_callback read:
                callback = new curl_write_callback(read.Invoke);
                break;
            case CURLOPT_READFUNCTION when callback is curl_write_callback write:
                callback = new curl_read_callback(write.Invoke);
                break;
        }

        return (option, callback) switch
        {
            (CURLOPT_WRITEFUNCTION, curl_write_callback) => WritePointer,
            (CURLOPT_HEADERFUNCTION, curl_write_callback) => HeaderPointer,
            (CURLOPT_INTERLEAVEFUNCTION, curl_write_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nint, nuint>)&Interleave,
            (CURLOPT_READFUNCTION, curl_read_callback) => ReadPointer,
            (CURLOPT_SEEKFUNCTION, curl_seek_callback) => SeekPointer,
            (CURLOPT_PROGRESSFUNCTION, curl_progress_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, double, double, double, double, int>)&Progress,
            (CURLOPT_XFERINFOFUNCTION, curl_xferinfo_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long, long, int>)&XferInfo,
            (CURLOPT_DEBUGFUNCTION, curl_debug_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, curl_infotype, byte*, nuint, nint, int>)&Debug,
            (CURLOPT_SSL_CTX_FUNCTION, curl_ssl_ctx_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, void*, nint, CURLcode>)&SslCtx,
            (CURLOPT_IOCTLFUNCTION, curl_ioctl_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, curlioerr>)&Ioctl,
            (CURLOPT_SOCKOPTFUNCTION, curl_sockopt_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, nint, curlsocktype, int>)&SockOpt,
            (CURLOPT_OPENSOCKETFUNCTION, curl_opensocket_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, curlsocktype, curl_sockaddr*, nint>)&OpenSocket,
            (CURLOPT_CLOSESOCKETFUNCTION, curl_closesocket_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&CloseSocket,
            (CURLOPT_RESOLVER_START_FUNCTION, curl_resolver_start_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<void*, void*, nint, int>)&ResolverStart,
            (CURLOPT_TRAILERFUNCTION, curl_trailer_callback) => (nint)(delegate* unmanaged[Cdecl]<curl_slist.node**, nint, int>)&Trailer,
            (CURLOPT_PREREQFUNCTION, curl_prereq_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int, int>)&Prereq,
            (CURLOPT_HSTSREADFUNCTION, curl_hstsread_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, curl_hstsentry*, nint, CURLSTScode>)&HstsRead,
            (CURLOPT_HSTSWRITEFUNCTION, curl_hstswrite_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, curl_hstsentry*, curl_index*, nint, CURLSTScode>)&HstsWrite,
            (CURLOPT_SSH_KEYFUNCTION, curl_sshkeycallback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, curl_khkey*, curl_khkey*, curl_khmatch, nint, int>)&SshKey,
            (CURLOPT_SSH_HOSTKEYFUNCTION, curl_sshhostkeycallback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, nuint, int>)&SshHostKey,
            (CURLOPT_CHUNK_BGN_FUNCTION, curl_chunk_bgn_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<void*, nint, int, System.Runtime.InteropServices.CLong>)&ChunkBegin,
            (CURLOPT_CHUNK_END_FUNCTION, curl_chunk_end_callback) =>
                (nint)(delegate* unmanaged[Cdecl]<nint, System.Runtime.InteropServices.CLong>)&ChunkEnd,
            (CURLOPT_FNMATCH_FUNCTION, curl_fnmatch_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)&FnMatch,
            _ => 0,
        };
    }
}
