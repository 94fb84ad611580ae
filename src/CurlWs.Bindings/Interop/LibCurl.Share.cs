// The share interface of <curl/curl.h>, libcurl 8.22.0.

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Makes a share handle; null when out of memory. <see href="https://curl.se/libcurl/c/curl_share_init.html">curl_share_init(3)</see>.
    /// </summary>
    public static CURLSH? curl_share_init()
    {
        nint handle = Native.curl_share_init();
        return handle == 0 ? null : new CURLSH(handle, ownsHandle: true);
    }

    /// <summary>
    /// Sets what is shared: a <c>CURL_LOCK_DATA_*</c> for <c>CURLSHOPT_SHARE</c> or <c>CURLSHOPT_UNSHARE</c>.
    /// <see href="https://curl.se/libcurl/c/curl_share_setopt.html">curl_share_setopt(3)</see>.
    /// </summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, curl_lock_data parameter) =>
        option is CURLSHoption.CURLSHOPT_SHARE or CURLSHoption.CURLSHOPT_UNSHARE
            ? SetShare(sh, option, (nint)parameter)
            : CURLSHcode.CURLSHE_BAD_OPTION;

    /// <summary>
    /// Sets the lock callback; null unsets any pointer option. libcurl calls it on the thread that drives an easy handle.
    /// <see href="https://curl.se/libcurl/c/CURLSHOPT_LOCKFUNC.html">CURLSHOPT_LOCKFUNC(3)</see>.
    /// </summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption option, curl_lock_function? parameter)
    {
        if (parameter is null || option != CURLSHoption.CURLSHOPT_LOCKFUNC)
        {
            return parameter is null ? SetSharePointer(sh, option, 0) : CURLSHcode.CURLSHE_BAD_OPTION;
        }

        delegate* unmanaged[Cdecl]<nint, curl_lock_data, curl_lock_access, nint, void> native = &Callbacks.Lock;
        CURLSHcode result = SetShareFunction(sh, option, (nint)native);
        if (result == CURLSHcode.CURLSHE_OK)
        {
            sh!.Lock = parameter;
        }

        return result;
    }

    /// <summary>
    /// Sets what gives shared data free again.
    /// <see href="https://curl.se/libcurl/c/CURLSHOPT_UNLOCKFUNC.html">CURLSHOPT_UNLOCKFUNC(3)</see>.
    /// </summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption? option, curl_unlock_function? parameter)
    {
        if (parameter is null || option != CURLSHoption.CURLSHOPT_UNLOCKFUNC)
        {
            return parameter is null ? SetSharePointer(sh, option.GetValueOrDefault(), 0) : CURLSHcode.CURLSHE_BAD_OPTION;
        }

        delegate* unmanaged[Cdecl]<nint, curl_lock_data, nint, void> native = &Callbacks.Unlock;
        CURLSHcode result = SetShareFunction(sh, CURLSHoption.CURLSHOPT_UNLOCKFUNC, (nint)native);
        if (result == CURLSHcode.CURLSHE_OK)
        {
            sh!.Unlock = parameter;
        }

        return result;
    }

    /// <summary>
    /// Sets the callbacks' user data. <see href="https://curl.se/libcurl/c/CURLSHOPT_USERDATA.html">CURLSHOPT_USERDATA(3)</see>.
    /// </summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption? option, object? parameter)
    {
        if (sh is null || parameter is null)
        {
            return SetSharePointer(sh, option.GetValueOrDefault(), 0);
        }

        // A function of C's can do nothing with an object.
        if (option != CURLSHoption.CURLSHOPT_USERDATA || sh.Pointers != 0)
        {
            return CURLSHcode.CURLSHE_BAD_OPTION;
        }

        sh.UserData = parameter;
        return CURLSHcode.CURLSHE_OK;
    }

    /// <summary>
    /// Sets a pointer as C would: a native function or its data.
    /// <see href="https://curl.se/libcurl/c/curl_share_setopt.html">curl_share_setopt(3)</see>.
    /// </summary>
    public static CURLSHcode curl_share_setopt(CURLSH? sh, CURLSHoption? option, void* parameter) =>
        SetSharePointer(sh, option.GetValueOrDefault(), (nint)parameter);

    /// <summary>
    /// Frees the share; <c>CURLSHE_IN_USE</c> while an easy handle uses it.
    /// <see href="https://curl.se/libcurl/c/curl_share_cleanup.html">curl_share_cleanup(3)</see>.
    /// </summary>
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

    /// <summary>A function or the data of C's; 0 for none. Both functions have the same data, so both are managed or neither is.</summary>
    private static CURLSHcode SetSharePointer(CURLSH? sh, CURLSHoption option, nint value)
    {
        if (sh is null)
        {
            return CURLSHcode.CURLSHE_INVALID;
        }

        if (option is CURLSHoption.CURLSHOPT_SHARE or CURLSHoption.CURLSHOPT_UNSHARE)
        {
            return SetShare(sh, option, value);
        }

        if (option == CURLSHoption.CURLSHOPT_USERDATA)
        {
            CURLSHcode data = sh.HasFunction ? CURLSHcode.CURLSHE_OK : SetShare(sh, option, value);
            if (data == CURLSHcode.CURLSHE_OK)
            {
                sh.UserData = value == 0 ? null : value;
            }

            return data;
        }

        bool isLock = option == CURLSHoption.CURLSHOPT_LOCKFUNC;
        if (value != 0 && (sh.UserData is not (null or nint) || (isLock ? sh.Unlock is not null : sh.Lock is not null)))
        {
            return CURLSHcode.CURLSHE_BAD_OPTION;
        }

        CURLSHcode result = SetShare(sh, option, value);
        if (result == CURLSHcode.CURLSHE_OK && option is (CURLSHoption.CURLSHOPT_LOCKFUNC or CURLSHoption.CURLSHOPT_UNLOCKFUNC))
        {
            sh.SetPointer(isLock, value != 0);

            // The managed function is gone; what stood for its data must go with it.
            if (value != 0)
            {
                result = SetShare(sh, CURLSHoption.CURLSHOPT_USERDATA, sh.UserData is nint pointer ? pointer : 0);
            }
        }

        return result;
    }

    // The data first: the next call on a share that has been used already takes the lock.
    private static CURLSHcode SetShareFunction(CURLSH? sh, CURLSHoption option, nint native)
    {
        if (sh is null || sh.HasOtherPointer(option == CURLSHoption.CURLSHOPT_LOCKFUNC))
        {
            return sh is null ? CURLSHcode.CURLSHE_INVALID : CURLSHcode.CURLSHE_BAD_OPTION;
        }

        CURLSHcode result = SetShare(sh, CURLSHoption.CURLSHOPT_USERDATA, sh.Self);
        result = result == CURLSHcode.CURLSHE_OK ? SetShare(sh, option, native) : result;
        if (result == CURLSHcode.CURLSHE_OK)
        {
            sh.SetPointer(option == CURLSHoption.CURLSHOPT_LOCKFUNC, set: false);
        }

        return result;
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
