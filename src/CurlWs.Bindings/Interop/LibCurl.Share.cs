// The share interface of <curl/curl.h>, libcurl 8.22.0.

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>Makes a share handle; null when out of memory. <see href="https://curl.se/libcurl/c/curl_share_init.html">curl_share_init(3)</see>.</summary>
    public static CURLSH? curl_share_init()
    {
        nint handle = Native.curl_share_init();
        return handle == 0 ? null : new CURLSH(handle, ownsHandle: true);
    }

    /// <summary>Sets what is shared: a <c>CURL_LOCK_DATA_*</c> for <c>CURLSHOPT_SHARE</c> or <c>CURLSHOPT_UNSHARE</c>. <see href="https://curl.se/libcurl/c/curl_share_setopt.html">curl_share_setopt(3)</see>.</summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, curl_lock_data parameter) =>
        option is CURLSHoption.CURLSHOPT_SHARE or CURLSHoption.CURLSHOPT_UNSHARE
            ? SetShare(sh, option, (nint)parameter)
            : CURLSHcode.CURLSHE_BAD_OPTION;

    /// <summary>Sets the lock callback. libcurl calls it on the thread that drives an easy handle. <see href="https://curl.se/libcurl/c/CURLSHOPT_LOCKFUNC.html">CURLSHOPT_LOCKFUNC(3)</see>.</summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, curl_lock_function? parameter)
    {
        if (option != CURLSHoption.CURLSHOPT_LOCKFUNC)
        {
            return CURLSHcode.CURLSHE_BAD_OPTION;
        }

        delegate* unmanaged[Cdecl]<nint, curl_lock_data, curl_lock_access, nint, void> native = &Callbacks.Lock;
        CURLSHcode result = SetShareFunction(sh, option, parameter is null ? 0 : (nint)native);
        if (result == CURLSHcode.CURLSHE_OK)
        {
            sh!.Lock = parameter;
        }

        return result;
    }

    /// <summary>Sets the unlock callback. <see href="https://curl.se/libcurl/c/CURLSHOPT_UNLOCKFUNC.html">CURLSHOPT_UNLOCKFUNC(3)</see>.</summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, curl_unlock_function? parameter)
    {
        if (option != CURLSHoption.CURLSHOPT_UNLOCKFUNC)
        {
            return CURLSHcode.CURLSHE_BAD_OPTION;
        }

        delegate* unmanaged[Cdecl]<nint, curl_lock_data, nint, void> native = &Callbacks.Unlock;
        CURLSHcode result = SetShareFunction(sh, option, parameter is null ? 0 : (nint)native);
        if (result == CURLSHcode.CURLSHE_OK)
        {
            sh!.Unlock = parameter;
        }

        return result;
    }

    /// <summary>Sets the callbacks' user data. <see href="https://curl.se/libcurl/c/CURLSHOPT_USERDATA.html">CURLSHOPT_USERDATA(3)</see>.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, object? parameter)
    {
        if (sh is null || option != CURLSHoption.CURLSHOPT_USERDATA)
        {
            return sh is null ? CURLSHcode.CURLSHE_INVALID : CURLSHcode.CURLSHE_BAD_OPTION;
        }

        sh.UserData = parameter;
        return CURLSHcode.CURLSHE_OK;
    }

    /// <summary>Sets a pointer as C would: a native function or its data. <see href="https://curl.se/libcurl/c/curl_share_setopt.html">curl_share_setopt(3)</see>.</summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, void* parameter) => SetShare(sh, option, (nint)parameter);

    /// <summary>Frees the share; <c>CURLSHE_IN_USE</c> while an easy handle uses it. <see href="https://curl.se/libcurl/c/curl_share_cleanup.html">curl_share_cleanup(3)</see>.</summary>
    public static CURLSHcode curl_share_cleanup(CURLSH? sh)
    {
        if (sh is null)
        {
            return CURLSHcode.CURLSHE_INVALID;
        }

        CURLSHcode result;
        using (Hold hold = Hold.On(sh))
        {
            result = Native.curl_share_cleanup(hold.Handle);
            if (result == CURLSHcode.CURLSHE_OK)
            {
                sh.Freed();
            }
        }

        ThrowPending(sh);
        return result;
    }

    /// <summary>The text of a code. <see href="https://curl.se/libcurl/c/curl_share_strerror.html">curl_share_strerror(3)</see>.</summary>
    public static string curl_share_strerror(CURLSHcode error) => Utf8.Text(Native.curl_share_strerror(error)) ?? string.Empty;

    private static CURLSHcode SetShare(CURLSH? sh, CURLSHoption option, nint value)
    {
        if (sh is null)
        {
            return CURLSHcode.CURLSHE_INVALID;
        }

        using Hold hold = Hold.On(sh);
        CURLSHcode result = Native.curl_share_setopt(hold.Handle, option, value);
        ThrowPending(sh);
        return result;
    }

    // The data first: the next call on a share that has been used already takes the lock.
    private static CURLSHcode SetShareFunction(CURLSH? sh, CURLSHoption option, nint native)
    {
        CURLSHcode result = sh is null ? CURLSHcode.CURLSHE_INVALID : SetShare(sh, CURLSHoption.CURLSHOPT_USERDATA, sh.Self);
        return result == CURLSHcode.CURLSHE_OK ? SetShare(sh, option, native) : result;
    }

    private static void ThrowPending(CURLSH sh)
    {
        if (sh.Pending is { } pending)
        {
            sh.Pending = null;
            pending.Throw();
        }
    }
}
