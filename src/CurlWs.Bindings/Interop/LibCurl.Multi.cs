// From <curl/multi.h>, libcurl 8.22.0. Waiting is in LibCurl.Multi.Wait.cs.

using System;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Makes a multi handle; null when out of memory. <see href="https://curl.se/libcurl/c/curl_multi_init.html">curl_multi_init(3)</see>.
    /// </summary>
    public static CURLM? curl_multi_init()
    {
        nint handle = Native.curl_multi_init();
        return handle == 0 ? null : new CURLM(handle, ownsHandle: true);
    }

    /// <summary>
    /// Adds an easy handle; from then on the two are one unit for threads, and the multi handle keeps it alive.
    /// <see href="https://curl.se/libcurl/c/curl_multi_add_handle.html">curl_multi_add_handle(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_add_handle(CURLM? m, CURL? curl)
    {
        using Call multi = Call.On(m);
        if (multi.Refused || curl is null)
        {
            return multi.Refused ? multi.MultiRefusal : CURLMcode.CURLM_BAD_EASY_HANDLE;
        }

        using Call easy = Call.On(curl);
        if (easy.Refused || curl.BodyIsShort)
        {
            return easy.Refused ? easy.MultiRefusal : CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        CURLMcode result = Native.curl_multi_add_handle(multi.Handle, easy.Handle);
        if (result == CURLMcode.CURLM_OK)
        {
            m!.Attached(curl);
        }

        return result;
    }

    /// <summary>
    /// Removes an easy handle. A <c>CONNECT_ONLY</c> connection that was made through the multi handle dies with this.
    /// <see href="https://curl.se/libcurl/c/curl_multi_remove_handle.html">curl_multi_remove_handle(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_remove_handle(CURLM? m, CURL? curl)
    {
        using Call multi = Call.On(m);
        if (multi.Refused || curl is null)
        {
            return multi.Refused ? multi.MultiRefusal : CURLMcode.CURLM_BAD_EASY_HANDLE;
        }

        using Call easy = Call.On(curl);
        if (easy.Refused)
        {
            return easy.MultiRefusal;
        }

        CURLMcode result = Native.curl_multi_remove_handle(multi.Handle, easy.Handle);
        if (result == CURLMcode.CURLM_OK && ReferenceEquals(curl.Multi, m))
        {
            m!.Detached(curl);
        }

        return result;
    }

    /// <summary>
    /// Does what is ready without blocking. <see href="https://curl.se/libcurl/c/curl_multi_perform.html">curl_multi_perform(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_perform(CURLM? m, int* running_handles)
    {
        int ignored;
        using Call call = Call.On(m);
        return call.Refused
            ? call.MultiRefusal
            : Native.curl_multi_perform(call.Handle, running_handles == null ? &ignored : running_handles);
    }

    /// <inheritdoc cref="curl_multi_perform(CURLM, int*)"/>
    public static CURLMcode curl_multi_perform(CURLM? m, out int running_handles)
    {
        int running = 0;
        CURLMcode result = curl_multi_perform(m, &running);
        running_handles = running;
        return result;
    }

    /// <summary>
    /// Frees the multi handle, after removing the easy handles still in it. While a call runs on it this takes effect when it returns.
    /// <see href="https://curl.se/libcurl/c/curl_multi_cleanup.html">curl_multi_cleanup(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_cleanup(CURLM? m)
    {
        if (m is null)
        {
            return CURLMcode.CURLM_BAD_HANDLE;
        }

        m.Dispose();
        return m.CleanupResult;
    }

    /// <summary>
    /// The next transfer that ended, or null; good until the next multi call.
    /// <see href="https://curl.se/libcurl/c/curl_multi_info_read.html">curl_multi_info_read(3)</see>.
    /// </summary>
    public static CURLMsg* curl_multi_info_read(CURLM? m, int* msgs_in_queue)
    {
        int ignored;
        using Call call = Call.On(m);
        return call.Refused ? null : Native.curl_multi_info_read(call.Handle, msgs_in_queue == null ? &ignored : msgs_in_queue);
    }

    /// <inheritdoc cref="curl_multi_info_read(CURLM, int*)"/>
    public static CURLMsg* curl_multi_info_read(CURLM? m, out int msgs_in_queue)
    {
        int left = 0;
        CURLMsg* message = curl_multi_info_read(m, &left);
        msgs_in_queue = left;
        return message;
    }

    /// <summary>The text of a code. <see href="https://curl.se/libcurl/c/curl_multi_strerror.html">curl_multi_strerror(3)</see>.</summary>
    public static string curl_multi_strerror(CURLMcode error) => Utf8.Text(Native.curl_multi_strerror(error)) ?? string.Empty;

    /// <summary>
    /// The easy handles that are added and known to this process; empty when refused. Since libcurl 8.4.
    /// <see href="https://curl.se/libcurl/c/curl_multi_get_handles.html">curl_multi_get_handles(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURL_ptr[] curl_multi_get_handles(CURLM? m)
    {
        using Call call = Call.On(m);
        if (call.Refused)
        {
            return [];
        }

        try
        {
            nint* handles = Native.curl_multi_get_handles(call.Handle);
            if (handles == null)
            {
                return [];
            }

            int count = 0;
            while (handles[count] != 0)
            {
                count++;
            }

            CURL_ptr[] pointers = new CURL_ptr[count];
            for (int i = 0; i < count; i++)
            {
                pointers[i] = new CURL_ptr(handles[i]);
            }

            Native.curl_free(handles);
            return pointers;
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_multi_get_handles), "8.4.0", e);
        }
    }

    /// <summary>
    /// Gets a count of transfers. Since libcurl 8.16.
    /// <see href="https://curl.se/libcurl/c/curl_multi_get_offt.html">curl_multi_get_offt(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLMcode curl_multi_get_offt(CURLM? m, CURLMinfo_offt info, long* pvalue)
    {
        using Call call = Call.On(m);
        if (call.Refused || pvalue == null)
        {
            return call.Refused ? call.MultiRefusal : CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        try
        {
            return Native.curl_multi_get_offt(call.Handle, info, pvalue);
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_multi_get_offt), "8.16.0", e);
        }
    }

    /// <summary>
    /// Sets a number option; 0 sets a pointer option to NULL.
    /// <see href="https://curl.se/libcurl/c/curl_multi_setopt.html">curl_multi_setopt(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption option, long parameter)
    {
        using Call call = Call.On(m);
        return call.Refused ? call.MultiRefusal : ((uint)option / 10000) switch
        {
            0 => Native.curl_multi_setopt(call.Handle, option, (nint)parameter),
            3 => Native.curl_multi_setopt_off_t(call.Handle, option, parameter),
            _ => parameter == 0 ? SetMultiPointer(m!, option, 0) : CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT,
        };
    }

    /// <summary>
    /// Sets a pointer as C would: a native function or its data.
    /// <see href="https://curl.se/libcurl/c/curl_multi_setopt.html">curl_multi_setopt(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption? option, void* parameter)
    {
        using Call call = Call.On(m);
        return call.Refused ? call.MultiRefusal
            : (uint)option.GetValueOrDefault() / 10000 is 1 or 2 ? SetMultiPointer(m!, option.GetValueOrDefault(), (nint)parameter)
            : CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
    }

    /// <summary>Sets <c>CURLMOPT_SOCKETFUNCTION</c>; null unsets any pointer option.</summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption option, curl_socket_callback? parameter) =>
        SetMulti(m, option, parameter);

    /// <summary>Sets what hears when libcurl wants to be called next: <c>CURLMOPT_TIMERFUNCTION</c>.</summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption? option, curl_multi_timer_callback? parameter) =>
        SetMulti(m, option, parameter);

    /// <summary>Sets what accepts or refuses an HTTP/2 server push: <c>CURLMOPT_PUSHFUNCTION</c>.</summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption? option, curl_push_callback? parameter) =>
        SetMulti(m, option, parameter);

    /// <summary>Sets what hears the notifications that are enabled: <c>CURLMOPT_NOTIFYFUNCTION</c>.</summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption? option, curl_notify_callback? parameter) =>
        SetMulti(m, option, parameter);

    /// <summary>
    /// Sets any managed object as a callback's user data.
    /// <see href="https://curl.se/libcurl/c/curl_multi_setopt.html">curl_multi_setopt(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_setopt(CURLM? m, CURLMoption? option, object? parameter)
    {
        using Call call = Call.On(m);
        return call.Refused ? call.MultiRefusal
            : parameter is null ? SetMultiPointer(m!, option.GetValueOrDefault(), 0)
            : SetMultiData(m!, option.GetValueOrDefault(), parameter);
    }

    private static CURLMcode SetMulti(CURLM? m, CURLMoption? option, Delegate? callback)
    {
        using Call call = Call.On(m);
        return call.Refused ? call.MultiRefusal
            : callback is null ? SetMultiPointer(m!, option.GetValueOrDefault(), 0)
            : SetMultiFunction(m!, option.GetValueOrDefault(), callback);
    }

    private static CURLMcode SetMultiFunction(CURLM m, CURLMoption option, Delegate callback)
    {
        nint native = Callbacks.Match(option, callback);
        CURLMcode result = native == 0 ? CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT : Native.curl_multi_setopt(m.Raw, option, native);
        if (result == CURLMcode.CURLM_OK)
        {
            m.SetFunction(option, callback);
            result = WireMulti(m, option);
        }

        return result;
    }

    private static CURLMcode SetMultiPointer(CURLM m, CURLMoption option, nint value)
    {
        if (Callbacks.FunctionOf(option) != 0)
        {
            return SetMultiData(m, option, value == 0 ? null : value);
        }

        CURLMoption data = Callbacks.DataOption(option);
        if (data != 0 && value != 0 && m.Data(data) is not (null or nint))
        {
            // A function of C's can do nothing with an object.
            return CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        CURLMcode result = Native.curl_multi_setopt(m.Raw, option, value);
        if (result == CURLMcode.CURLM_OK && data != 0)
        {
            m.SetFunction(option, null);
            m.SetPointer(option, value);
            result = WireMulti(m, option);
        }

        return result;
    }

    /// <summary>User data in any order with its function: an object, a pointer as <see cref="nint"/>, or null.</summary>
    private static CURLMcode SetMultiData(CURLM m, CURLMoption option, object? value)
    {
        CURLMoption function = Callbacks.FunctionOf(option);
        if (function == 0 || (value is not (null or nint) && m.HasPointer(function)))
        {
            return CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        object? before = m.Data(option);
        m.SetData(option, value);
        CURLMcode result = WireMulti(m, function);
        if (result != CURLMcode.CURLM_OK)
        {
            m.SetData(option, before);
        }

        return result;
    }

    /// <summary>Our own function finds the data in the handle; one of C's gets the pointer itself.</summary>
    private static CURLMcode WireMulti(CURLM m, CURLMoption function)
    {
        CURLMoption data = Callbacks.DataOption(function);
        bool ours = m.Function(function) is not null;

        // Somebody else's handle may have a function that is not known here: it keeps its data.
        return !ours && m.Data(data) is not (null or nint)
            ? CURLMcode.CURLM_OK
            : Native.curl_multi_setopt(m.Raw, data, ours ? m.Self : m.Data(data) is nint pointer ? pointer : 0);
    }
}
