// From <curl/urlapi.h>, libcurl 8.22.0.

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Makes an empty URL; null when out of memory. <see href="https://curl.se/libcurl/c/curl_url.html">curl_url(3)</see>.
    /// </summary>
    public static CURLU? curl_url()
    {
        nint handle = Native.curl_url();
        return handle == 0 ? null : new CURLU(handle);
    }

    /// <summary>
    /// Frees a URL; null is ignored, and one that a handle uses is freed when that lets go.
    /// <see href="https://curl.se/libcurl/c/curl_url_cleanup.html">curl_url_cleanup(3)</see>.
    /// </summary>
    public static void curl_url_cleanup(CURLU? u) => u?.Dispose();

    /// <summary>
    /// Copies a URL; null when out of memory or given null. <see href="https://curl.se/libcurl/c/curl_url_dup.html">curl_url_dup(3)</see>.
    /// </summary>
    public static CURLU? curl_url_dup(CURLU? @in)
    {
        if (@in is null)
        {
            return null;
        }

        using Hold hold = Hold.On(@in);
        nint handle = Native.curl_url_dup(hold.Handle);
        return handle == 0 ? null : new CURLU(handle);
    }

    /// <summary>
    /// Gets a part of a URL as C does: <paramref name="part"/> is to be freed with <see cref="curl_free"/>.
    /// <see href="https://curl.se/libcurl/c/curl_url_get.html">curl_url_get(3)</see>.
    /// </summary>
    public static CURLUcode curl_url_get(CURLU? u, CURLUPart what, byte** part, uint flags)
    {
        using Hold hold = Hold.On(u);
        return Native.curl_url_get(hold.Handle, what, part, flags);
    }

    /// <summary>Gets a part of a URL, copied. <see href="https://curl.se/libcurl/c/curl_url_get.html">curl_url_get(3)</see>.</summary>
    public static CURLUcode curl_url_get(CURLU? u, CURLUPart what, out string? part, uint flags)
    {
        byte* text = null;
        CURLUcode result = curl_url_get(u, what, &text, flags);
        part = result == CURLUcode.CURLUE_OK ? Utf8.TakeText(text) : null;
        return result;
    }

    /// <summary>
    /// Sets a part of a URL, or the whole of it; null clears.
    /// <see href="https://curl.se/libcurl/c/curl_url_set.html">curl_url_set(3)</see>.
    /// </summary>
    public static CURLUcode curl_url_set(CURLU? u, CURLUPart what, string? part, uint flags)
    {
        if (Utf8.HasZero(part))
        {
            return CURLUcode.CURLUE_MALFORMED_INPUT;
        }

        using Hold hold = Hold.On(u);
        fixed (byte* p = Utf8.Bytes(part))
        {
            return Native.curl_url_set(hold.Handle, what, p, flags);
        }
    }

    /// <summary>The text of a code. <see href="https://curl.se/libcurl/c/curl_url_strerror.html">curl_url_strerror(3)</see>.</summary>
    public static string curl_url_strerror(CURLUcode error) => Utf8.Text(Native.curl_url_strerror(error)) ?? string.Empty;
}
