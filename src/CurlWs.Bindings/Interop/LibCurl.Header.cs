// From <curl/header.h> and <curl/options.h>, libcurl 8.22.0.

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Gets a response header by name; those of a 101 have the origin <c>CURLH_1XX</c>. Good until the next transfer. Since libcurl 7.84.
    /// <see href="https://curl.se/libcurl/c/curl_easy_header.html">curl_easy_header(3)</see>.
    /// </summary>
    public static CURLHcode curl_easy_header(CURL? curl, string? name, nuint nameindex, uint origin, int request, curl_header** hout)
    {
        if (hout == null || name is null)
        {
            return CURLHcode.CURLHE_BAD_ARGUMENT;
        }

        using Call call = Call.On(curl);
        if (call.Refused)
        {
            return CURLHcode.CURLHE_BAD_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(name))
        {
            return Native.curl_easy_header(call.Handle, p, nameindex, origin, request, hout);
        }
    }

    /// <summary>Gets a response header's value by name, copied; null if there is none. See the other form.</summary>
    public static CURLHcode curl_easy_header(CURL? curl, string? name, nuint nameindex, uint origin, int request, out string? value)
    {
        curl_header* header = null;
        CURLHcode result = curl_easy_header(curl, name, nameindex, origin, request, &header);
        value = result == CURLHcode.CURLHE_OK ? Utf8.Text(header->value) : null;
        return result;
    }

    /// <summary>
    /// Walks the response headers; null ends the walk. Since libcurl 7.84.
    /// <see href="https://curl.se/libcurl/c/curl_easy_nextheader.html">curl_easy_nextheader(3)</see>.
    /// </summary>
    public static curl_header* curl_easy_nextheader(CURL? curl, uint origin, int request, curl_header* prev)
    {
        using Call call = Call.On(curl);
        return call.Refused ? null : Native.curl_easy_nextheader(call.Handle, origin, request, prev);
    }

    /// <summary>
    /// Finds an option of libcurl by its name without <c>CURLOPT_</c>; null if nothing.
    /// <see href="https://curl.se/libcurl/c/curl_easy_option_by_name.html">curl_easy_option_by_name(3)</see>.
    /// </summary>
    public static curl_easyoption* curl_easy_option_by_name(string? name)
    {
        if (name is null)
        {
            return null;
        }

        fixed (byte* p = Utf8.Bytes(name))
        {
            return Native.curl_easy_option_by_name(p);
        }
    }

    /// <summary>
    /// Finds an option of libcurl by its number; null if nothing.
    /// <see href="https://curl.se/libcurl/c/curl_easy_option_by_id.html">curl_easy_option_by_id(3)</see>.
    /// </summary>
    public static curl_easyoption* curl_easy_option_by_id(CURLoption id) => Native.curl_easy_option_by_id(id);

    /// <summary>
    /// Walks the options that this libcurl has: null begins, null ends.
    /// <see href="https://curl.se/libcurl/c/curl_easy_option_next.html">curl_easy_option_next(3)</see>.
    /// </summary>
    public static curl_easyoption* curl_easy_option_next(curl_easyoption* prev) => Native.curl_easy_option_next(prev);
}
