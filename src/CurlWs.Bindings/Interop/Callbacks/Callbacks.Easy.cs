// The native side of the easy handle's callbacks. All have one form: find the handle, call the managed callback, keep an exception.

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using static CurlWs.Interop.CURLoption;

namespace CurlWs.Interop;

internal static unsafe partial class Callbacks
{
    /// <summary>The object of a handle that a callback is given: mostly that which the callback belongs to.</summary>
    private static CURL? Of(CURL curl, nint handle) => handle == curl.Raw ? curl : CURL.Find(handle);

    private static T Fail<T>(CURL curl, Exception exception, T abort)
    {
        curl.Thrown ??= exception;
        curl.Gate.Fail(exception);
        return abort;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Write(byte* buffer, nuint size, nuint nitems, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_write_callback?)curl.Function(CURLOPT_WRITEFUNCTION) ?? StandardStreams.Write)(
                buffer, size, nitems, curl.Data(CURLOPT_WRITEDATA));
        }
        catch (Exception e)
        {
            return Fail(curl, e, (nuint)LibCurl.CURL_WRITEFUNC_ERROR);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint WriteStandardOutput(byte* buffer, nuint size, nuint nitems, nint unused)
    {
        try
        {
            return StandardStreams.Write(buffer, size, nitems, null);
        }
        catch (System.IO.IOException)
        {
            // As fwrite, which has no exceptions either: the transfer fails with CURLE_WRITE_ERROR.
            return LibCurl.CURL_WRITEFUNC_ERROR;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Header(byte* buffer, nuint size, nuint nitems, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            // As libcurl does: without a function of their own, headers go to the write function with their own data.
            Delegate? function = curl.Function(CURLOPT_HEADERFUNCTION) ?? curl.Function(CURLOPT_WRITEFUNCTION);
            return function is not null || curl.Pointer(CURLOPT_WRITEFUNCTION) == 0
                ? ((curl_write_callback?)function ?? StandardStreams.Write)(buffer, size, nitems, curl.Data(CURLOPT_HEADERDATA))
                : LibCurl.CURL_WRITEFUNC_ERROR;
        }
        catch (Exception e)
        {
            return Fail(curl, e, (nuint)LibCurl.CURL_WRITEFUNC_ERROR);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Interleave(byte* buffer, nuint size, nuint nitems, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_write_callback)curl.Function(CURLOPT_INTERLEAVEFUNCTION)!)(
                buffer, size, nitems, curl.Data(DataOption(CURLOPT_INTERLEAVEFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, (nuint)LibCurl.CURL_WRITEFUNC_ERROR);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(byte* buffer, nuint size, nuint nitems, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_read_callback?)curl.Function(CURLOPT_READFUNCTION) ?? StandardStreams.Read)(
                buffer, size, nitems, curl.Data(CURLOPT_READDATA));
        }
        catch (Exception e)
        {
            return Fail(curl, e, (nuint)LibCurl.CURL_READFUNC_ABORT);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(nint self, long offset, int origin)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return curl.Function(CURLOPT_SEEKFUNCTION) is curl_seek_callback function
                ? function(curl.Data(CURLOPT_SEEKDATA), offset, origin)
                : StandardStreams.Seek(curl.Data(CURLOPT_READDATA), offset, origin);
        }
        catch (Exception e)
        {
            return Fail(curl, e, LibCurl.CURL_SEEKFUNC_FAIL);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Progress(nint self, double dltotal, double dlnow, double ultotal, double ulnow)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_progress_callback)curl.Function(CURLOPT_PROGRESSFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_PROGRESSFUNCTION)), dltotal, dlnow, ultotal, ulnow);
        }
        catch (Exception e)
        {
            return Fail(curl, e, 1);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int XferInfo(nint self, long dltotal, long dlnow, long ultotal, long ulnow)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_xferinfo_callback)curl.Function(CURLOPT_XFERINFOFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_XFERINFOFUNCTION)), dltotal, dlnow, ultotal, ulnow);
        }
        catch (Exception e)
        {
            return Fail(curl, e, 1);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Debug(nint handle, curl_infotype type, byte* data, nuint size, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_debug_callback)curl.Function(CURLOPT_DEBUGFUNCTION)!)(
                Of(curl, handle), type, data, size, curl.Data(DataOption(CURLOPT_DEBUGFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CURLcode SslCtx(nint handle, void* sslCtx, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_ssl_ctx_callback)curl.Function(CURLOPT_SSL_CTX_FUNCTION)!)(
                Of(curl, handle), sslCtx, curl.Data(DataOption(CURLOPT_SSL_CTX_FUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, CURLcode.CURLE_ABORTED_BY_CALLBACK);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static curlioerr Ioctl(nint handle, int cmd, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_ioctl_callback)curl.Function(CURLOPT_IOCTLFUNCTION)!)(
                Of(curl, handle), cmd, curl.Data(DataOption(CURLOPT_IOCTLFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, curlioerr.CURLIOE_FAILRESTART);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SockOpt(nint self, nint socket, curlsocktype purpose)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_sockopt_callback)curl.Function(CURLOPT_SOCKOPTFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_SOCKOPTFUNCTION)), curl_socket_t.FromNative(socket), purpose);
        }
        catch (Exception e)
        {
            return Fail(curl, e, LibCurl.CURL_SOCKOPT_ERROR);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OpenSocket(nint self, curlsocktype purpose, curl_sockaddr* address)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_opensocket_callback)curl.Function(CURLOPT_OPENSOCKETFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_OPENSOCKETFUNCTION)), purpose, address);
        }
        catch (Exception e)
        {
            return Fail(curl, e, (nint)LibCurl.CURL_SOCKET_BAD);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CloseSocket(nint self, nint socket)
    {
        return SocketCloser.FromSelf(self).Close(curl_socket_t.FromNative(socket));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ResolverStart(void* state, void* reserved, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_resolver_start_callback)curl.Function(CURLOPT_RESOLVER_START_FUNCTION)!)(
                state, reserved, curl.Data(DataOption(CURLOPT_RESOLVER_START_FUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, 1);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Trailer(curl_slist.node** list, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_trailer_callback)curl.Function(CURLOPT_TRAILERFUNCTION)!)(
                list, curl.Data(DataOption(CURLOPT_TRAILERFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, LibCurl.CURL_TRAILERFUNC_ABORT);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Prereq(nint self, byte* primaryIp, byte* localIp, int primaryPort, int localPort)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_prereq_callback)curl.Function(CURLOPT_PREREQFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_PREREQFUNCTION)), primaryIp, localIp, primaryPort, localPort);
        }
        catch (Exception e)
        {
            return Fail(curl, e, LibCurl.CURL_PREREQFUNC_ABORT);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CURLSTScode HstsRead(nint handle, curl_hstsentry* entry, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_hstsread_callback)curl.Function(CURLOPT_HSTSREADFUNCTION)!)(
                Of(curl, handle), entry, curl.Data(DataOption(CURLOPT_HSTSREADFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, CURLSTScode.CURLSTS_FAIL);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CURLSTScode HstsWrite(nint handle, curl_hstsentry* entry, curl_index* index, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_hstswrite_callback)curl.Function(CURLOPT_HSTSWRITEFUNCTION)!)(
                Of(curl, handle), entry, index, curl.Data(DataOption(CURLOPT_HSTSWRITEFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, CURLSTScode.CURLSTS_FAIL);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SshKey(nint handle, curl_khkey* known, curl_khkey* found, curl_khmatch match, nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_sshkeycallback)curl.Function(CURLOPT_SSH_KEYFUNCTION)!)(
                Of(curl, handle), known, found, match, curl.Data(DataOption(CURLOPT_SSH_KEYFUNCTION)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, (int)curl_khstat.CURLKHSTAT_REJECT);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SshHostKey(nint self, int keyType, byte* key, nuint keyLength)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_sshhostkeycallback)curl.Function(CURLOPT_SSH_HOSTKEYFUNCTION)!)(
                curl.Data(DataOption(CURLOPT_SSH_HOSTKEYFUNCTION)), keyType, key, keyLength);
        }
        catch (Exception e)
        {
            return Fail(curl, e, (int)curl_khmatch.CURLKHMATCH_MISMATCH);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CLong ChunkBegin(void* info, nint self, int remains)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return new CLong(checked((nint)((curl_chunk_bgn_callback)curl.Function(CURLOPT_CHUNK_BGN_FUNCTION)!)(
                info, curl.Data(DataOption(CURLOPT_CHUNK_BGN_FUNCTION)), remains)));
        }
        catch (Exception e)
        {
            return Fail(curl, e, new CLong(LibCurl.CURL_CHUNK_BGN_FUNC_FAIL));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CLong ChunkEnd(nint self)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return new CLong(checked((nint)((curl_chunk_end_callback)curl.Function(CURLOPT_CHUNK_END_FUNCTION)!)(
                curl.Data(DataOption(CURLOPT_CHUNK_END_FUNCTION)))));
        }
        catch (Exception e)
        {
            return Fail(curl, e, new CLong(LibCurl.CURL_CHUNK_END_FUNC_FAIL));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FnMatch(nint self, byte* pattern, byte* text)
    {
        CURL curl = CURL.FromSelf(self);
        try
        {
            return ((curl_fnmatch_callback)curl.Function(CURLOPT_FNMATCH_FUNCTION)!)(
                curl.Data(DataOption(CURLOPT_FNMATCH_FUNCTION)), pattern, text);
        }
        catch (Exception e)
        {
            return Fail(curl, e, LibCurl.CURL_FNMATCHFUNC_FAIL);
        }
    }
}
