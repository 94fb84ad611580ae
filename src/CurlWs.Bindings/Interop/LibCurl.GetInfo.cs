// curl_easy_getinfo of <curl/easy.h>: one overload for each kind of value. Asking for the wrong kind is CURLE_BAD_FUNCTION_ARGUMENT.

using System.Runtime.InteropServices;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    private const int LastInfo = (int)CURLINFO.CURLINFO_LASTONE;

    /// <summary>
    /// Gets a number: a C <c>long</c>, a <c>curl_off_t</c>, or a socket.
    /// <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out long value)
    {
        value = 0;
        switch (KindOf(info))
        {
            case CURLINFO_LONG:
                CLong narrow = default;
                CURLcode result = GetInfo(curl, info, &narrow);
                value = narrow.Value;
                return result;
            case CURLINFO_OFF_T:
                long wide = 0;
                result = GetInfo(curl, info, &wide);
                value = wide;
                return result;
            case CURLINFO_SOCKET:
                result = curl_easy_getinfo(curl, info, out curl_socket_t socket);
                value = socket;
                return result;
            default:
                return WrongKind(info);
        }
    }

    /// <inheritdoc cref="curl_easy_getinfo(CURL, CURLINFO, out long)"/>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, long* value)
    {
        if (value == null)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        CURLcode result = curl_easy_getinfo(curl, info, out long number);
        *value = number;
        return result;
    }

    /// <summary>
    /// Gets a <c>double</c>, such as seconds. <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out double value)
    {
        double number = 0;
        CURLcode result = KindOf(info) == CURLINFO_DOUBLE ? GetInfo(curl, info, &number) : WrongKind(info);
        value = number;
        return result;
    }

    /// <inheritdoc cref="curl_easy_getinfo(CURL, CURLINFO, out double)"/>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, double* value)
    {
        if (value == null)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        CURLcode result = curl_easy_getinfo(curl, info, out double number);
        *value = number;
        return result;
    }

    /// <summary>
    /// Gets a string, copied; null where there is none. For <c>CURLINFO_PRIVATE</c>, the string that was set.
    /// <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out string? value)
    {
        if (info == CURLINFO.CURLINFO_PRIVATE)
        {
            CURLcode found = curl_easy_getinfo(curl, info, out object? data);
            value = data as string;
            return data is null or string ? found : WrongKind(info);
        }

        byte* text = null;
        using Call call = Call.On(curl);
        CURLcode result = call.Refused ? call.Refusal
            : KindOf(info) == CURLINFO_STRING ? Native.curl_easy_getinfo(call.Handle, info, &text)
            : WrongKind(info);
        value = Utf8.Text(text);
        return result;
    }

    /// <summary>
    /// Gets a string as C does: a pointer that is good until the next call on the handle; of <c>CURLINFO_PRIVATE</c>, the pointer that was
    /// set. <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, byte** value)
    {
        if (value == null || KindOf(info) != CURLINFO_STRING)
        {
            return value == null ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT : WrongKind(info);
        }

        *value = null;
        if (info == CURLINFO.CURLINFO_PRIVATE)
        {
            CURLcode found = curl_easy_getinfo(curl, info, out object? data);
            *value = data is nint pointer ? (byte*)pointer : null;
            return data is null or nint ? found : WrongKind(info);
        }

        return GetInfo(curl, info, value);
    }

    /// <summary>
    /// Gets a socket: <c>CURLINFO_ACTIVESOCKET</c>.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_ACTIVESOCKET.html">CURLINFO_ACTIVESOCKET(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out curl_socket_t value)
    {
        // libcurl writes an int on Unix, a word on Windows.
        nint raw = -1;
        CURLcode result = KindOf(info) == CURLINFO_SOCKET ? GetInfo(curl, info, &raw) : WrongKind(info);
        value = result == CURLcode.CURLE_OK ? curl_socket_t.FromNative(raw) : CURL_SOCKET_BAD;
        return result;
    }

    /// <inheritdoc cref="curl_easy_getinfo(CURL, CURLINFO, out curl_socket_t)"/>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, curl_socket_t* value)
    {
        if (value == null)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        CURLcode result = curl_easy_getinfo(curl, info, out curl_socket_t socket);
        *value = socket;
        return result;
    }

    /// <summary>
    /// Gets a list, to be freed with <see cref="curl_slist_free_all"/>: <c>CURLINFO_COOKIELIST</c>, <c>CURLINFO_SSL_ENGINES</c>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out curl_slist? value)
    {
        curl_slist.node* head = null;
        CURLcode result = info is CURLINFO.CURLINFO_COOKIELIST or CURLINFO.CURLINFO_SSL_ENGINES
            ? GetInfo(curl, info, &head)
            : WrongKind(info);
        value = head == null ? null : new curl_slist(head);
        return result;
    }

    /// <summary>
    /// Gets the chain of <c>CURLINFO_CERTINFO</c>; the handle owns it.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, curl_certinfo** value) =>
        value == null ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
        : info == CURLINFO.CURLINFO_CERTINFO ? GetInfo(curl, info, value)
        : WrongKind(info);

    /// <summary>
    /// Gets the session of <c>CURLINFO_TLS_SSL_PTR</c>; the handle owns it.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_TLS_SSL_PTR.html">CURLINFO_TLS_SSL_PTR(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, curl_tlssessioninfo** value) =>
        value == null ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
        : info is CURLINFO.CURLINFO_TLS_SSL_PTR or CURLINFO.CURLINFO_TLS_SESSION ? GetInfo(curl, info, value)
        : WrongKind(info);

    /// <summary>Gets what was set as <c>CURLOPT_PRIVATE</c>: the object, or a pointer as <see cref="nint"/>.</summary>
    public static CURLcode curl_easy_getinfo(CURL? curl, CURLINFO info, out object? value)
    {
        value = null;
        using Call call = Call.On(curl);
        if (call.Refused || info != CURLINFO.CURLINFO_PRIVATE)
        {
            return call.Refused ? call.Refusal : WrongKind(info);
        }

        value = curl!.Data(CURLoption.CURLOPT_PRIVATE);
        if (value is not null)
        {
            return CURLcode.CURLE_OK;
        }

        nint raw = 0;
        CURLcode result = Native.curl_easy_getinfo(call.Handle, info, &raw);
        value = raw == 0 ? null : raw;
        return result;
    }

    /// <summary>
    /// Gets the object that was set as <c>CURLOPT_PRIVATE</c> as what it is; <c>CURLE_BAD_FUNCTION_ARGUMENT</c> and null where it is of
    /// another type.
    /// </summary>
    public static CURLcode curl_easy_getinfo<T>(CURL? curl, CURLINFO info, out T? value)
        where T : class
    {
        CURLcode result = curl_easy_getinfo(curl, info, out object? data);
        value = data as T;
        return result == CURLcode.CURLE_OK && data is not (null or T) ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT : result;
    }

    private static int KindOf(CURLINFO info) => (int)info & CURLINFO_TYPEMASK;

    /// <summary>Not an info of this kind: a number that no header knows is libcurl's to refuse, and it says so with this code.</summary>
    private static CURLcode WrongKind(CURLINFO info) =>
        ((int)info & CURLINFO_MASK) > LastInfo || KindOf(info) == 0 ? CURLcode.CURLE_UNKNOWN_OPTION : CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;

    private static CURLcode GetInfo(CURL? curl, CURLINFO info, void* value)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : Native.curl_easy_getinfo(call.Handle, info, value);
    }
}
