// The native side of the callbacks of multi and share handles, of mime parts, and of one-call functions.

using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

using static CurlWs.Interop.CURLMoption;

namespace CurlWs.Interop;

internal static unsafe partial class Callbacks
{
    /// <summary>The native function for a managed multi callback; 0 where the option takes another type.</summary>
    internal static nint Match(CURLMoption option, Delegate callback) => (option, callback) switch
    {
        (CURLMOPT_SOCKETFUNCTION, curl_socket_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, nint, void*, int>)&Socket,
        (CURLMOPT_TIMERFUNCTION, curl_multi_timer_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, CLong, nint, int>)&Timer,
        (CURLMOPT_PUSHFUNCTION, curl_push_callback) =>
            (nint)(delegate* unmanaged[Cdecl]<nint, nint, nuint, curl_pushheaders*, nint, int>)&Push,
        (CURLMOPT_NOTIFYFUNCTION, curl_notify_callback) => (nint)(delegate* unmanaged[Cdecl]<nint, uint, nint, nint, void>)&Notify,
        _ => 0,
    };

    internal static CURLMoption DataOption(CURLMoption function) => function switch
    {
        CURLMOPT_SOCKETFUNCTION => CURLMOPT_SOCKETDATA,
        CURLMOPT_TIMERFUNCTION => CURLMOPT_TIMERDATA,
        CURLMOPT_PUSHFUNCTION => CURLMOPT_PUSHDATA,
        CURLMOPT_NOTIFYFUNCTION => CURLMOPT_NOTIFYDATA,
        _ => 0,
    };

    /// <summary>The function option that a user-data option belongs to; 0 for any other option.</summary>
    internal static CURLMoption FunctionOf(CURLMoption data) => data switch
    {
        CURLMOPT_SOCKETDATA => CURLMOPT_SOCKETFUNCTION,
        CURLMOPT_TIMERDATA => CURLMOPT_TIMERFUNCTION,
        CURLMOPT_PUSHDATA => CURLMOPT_PUSHFUNCTION,
        CURLMOPT_NOTIFYDATA => CURLMOPT_NOTIFYFUNCTION,
        _ => 0,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Socket(nint easy, nint s, int what, nint self, void* socketp)
    {
        CURLM multi = CURLM.FromSelf(self);
        curl_socket_t socket = curl_socket_t.FromNative(s);
        try
        {
            int result = ((curl_socket_callback)multi.Function(CURLMOPT_SOCKETFUNCTION)!)(
                CURL.Find(easy), socket, what, multi.Data(CURLMOPT_SOCKETDATA), multi.SocketData(socket));
            if (what == LibCurl.CURL_POLL_REMOVE)
            {
                multi.SetSocketData(socket, null);
            }

            return result;
        }
        catch (Exception e)
        {
            multi.Gate.Fail(e);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Timer(nint m, CLong timeout, nint self)
    {
        CURLM multi = CURLM.FromSelf(self);
        try
        {
            return ((curl_multi_timer_callback)multi.Function(CURLMOPT_TIMERFUNCTION)!)(
                multi, timeout.Value, multi.Data(CURLMOPT_TIMERDATA));
        }
        catch (Exception e)
        {
            multi.Gate.Fail(e);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Push(nint parent, nint easy, nuint count, curl_pushheaders* headers, nint self)
    {
        CURLM multi = CURLM.FromSelf(self);
        try
        {
            return ((curl_push_callback)multi.Function(CURLMOPT_PUSHFUNCTION)!)(
                CURL.Find(parent), new CURL_ptr(easy), count, headers, multi.Data(CURLMOPT_PUSHDATA));
        }
        catch (Exception e)
        {
            multi.Gate.Fail(e);
            return LibCurl.CURL_PUSH_ERROROUT;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Notify(nint m, uint notification, nint easy, nint self)
    {
        CURLM multi = CURLM.FromSelf(self);
        try
        {
            ((curl_notify_callback)multi.Function(CURLMOPT_NOTIFYFUNCTION)!)(
                multi, notification, CURL.Find(easy), multi.Data(CURLMOPT_NOTIFYDATA));
        }
        catch (Exception e)
        {
            multi.Gate.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Lock(nint easy, curl_lock_data data, curl_lock_access access, nint self)
    {
        CURLSH share = CURLSH.FromSelf(self);
        try
        {
            share.Lock?.Invoke(CURL.Find(easy), data, access, share.UserData);
        }
        catch (Exception e)
        {
            Fail(share, easy, e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Unlock(nint easy, curl_lock_data data, nint self)
    {
        CURLSH share = CURLSH.FromSelf(self);
        try
        {
            share.Unlock?.Invoke(CURL.Find(easy), data, share.UserData);
        }
        catch (Exception e)
        {
            Fail(share, easy, e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static nuint MimeRead(byte* buffer, nuint size, nuint nitems, void* self)
    {
        MimeSource source = MimeSource.FromSelf((nint)self);
        try
        {
            return source.Read(buffer, size, nitems, source.Arg);
        }
        catch (Exception e)
        {
            source.Fail(e);
            return LibCurl.CURL_READFUNC_ABORT;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int MimeSeek(void* self, long offset, int origin)
    {
        MimeSource source = MimeSource.FromSelf((nint)self);
        try
        {
            return source.Seek!(source.Arg, offset, origin);
        }
        catch (Exception e)
        {
            source.Fail(e);
            return LibCurl.CURL_SEEKFUNC_FAIL;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void MimeFree(void* self)
    {
        MimeSource source = MimeSource.FromSelf((nint)self);
        try
        {
            source.Free?.Invoke(source.Arg);
        }
        catch (Exception e)
        {
            source.Fail(e);
        }

        source.Release();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static CURLcode SessionExport(
        nint easy,
        void* self,
        byte* sessionKey,
        byte* shmac,
        nuint shmacLength,
        byte* data,
        nuint dataLength,
        long validUntil,
        int tlsId,
        byte* alpn,
        nuint earlyDataMax)
    {
        var (curl, callback, user) = ((CURL, curl_ssls_export_cb, object?))GCHandle.FromIntPtr((nint)self).Target!;
        try
        {
            return callback(
                Of(curl, easy), user, sessionKey, shmac, shmacLength, data, dataLength, validUntil, tlsId, alpn, earlyDataMax);
        }
        catch (Exception e)
        {
            return Fail(curl, e, CURLcode.CURLE_ABORTED_BY_CALLBACK);
        }
    }

    private static void Fail(CURLSH share, nint easy, Exception e)
    {
        if (CURL.Find(easy) is { } curl)
        {
            curl.Gate.Fail(e);
        }
        else
        {
            share.Pending ??= ExceptionDispatchInfo.Capture(e);
        }
    }
}
