// The mime interface of <curl/curl.h>, and what is left of its predecessor, libcurl 8.22.0.

using System;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Makes an empty multipart body; null when out of memory.
    /// <see href="https://curl.se/libcurl/c/curl_mime_init.html">curl_mime_init(3)</see>.
    /// </summary>
    public static curl_mime? curl_mime_init(CURL? easy)
    {
        using Call call = Call.On(easy);
        nint handle = call.Refused ? 0 : Native.curl_mime_init(call.Handle);
        return handle == 0 ? null : new curl_mime(handle, easy);
    }

    /// <summary>
    /// Frees a body; null is ignored, and one that a handle uses is freed when that lets go.
    /// <see href="https://curl.se/libcurl/c/curl_mime_free.html">curl_mime_free(3)</see>.
    /// </summary>
    public static void curl_mime_free(curl_mime? mime)
    {
        mime?.Dispose();
        if (mime?.Users.Pending is { } pending)
        {
            mime.Users.Pending = null;
            pending.Throw();
        }
    }

    /// <summary>
    /// Adds an empty part; null when out of memory or given null.
    /// <see href="https://curl.se/libcurl/c/curl_mime_addpart.html">curl_mime_addpart(3)</see>.
    /// </summary>
    public static curl_mimepart? curl_mime_addpart(curl_mime? mime)
    {
        if (mime is null)
        {
            return null;
        }

        using Hold hold = Hold.On(mime.Root);
        nint part = Native.curl_mime_addpart(mime.Raw);
        return part == 0 ? null : new curl_mimepart(part, mime);
    }

    /// <summary>Sets a part's name. <see href="https://curl.se/libcurl/c/curl_mime_name.html">curl_mime_name(3)</see>.</summary>
    public static CURLcode curl_mime_name(curl_mimepart? part, string? name)
    {
        if (Utf8.HasZero(name))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(name))
        {
            return Native.curl_mime_name(curl_mimepart.RawOf(part), p);
        }
    }

    /// <summary>
    /// Sets a part's file name. <see href="https://curl.se/libcurl/c/curl_mime_filename.html">curl_mime_filename(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_filename(curl_mimepart? part, string? filename)
    {
        if (Utf8.HasZero(filename))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(filename))
        {
            return Native.curl_mime_filename(curl_mimepart.RawOf(part), p);
        }
    }

    /// <summary>Sets a part's content type. <see href="https://curl.se/libcurl/c/curl_mime_type.html">curl_mime_type(3)</see>.</summary>
    public static CURLcode curl_mime_type(curl_mimepart? part, string? mimetype)
    {
        if (Utf8.HasZero(mimetype))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(mimetype))
        {
            return Native.curl_mime_type(curl_mimepart.RawOf(part), p);
        }
    }

    /// <summary>
    /// Sets a part's transfer encoding, such as <c>"base64"</c>.
    /// <see href="https://curl.se/libcurl/c/curl_mime_encoder.html">curl_mime_encoder(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_encoder(curl_mimepart? part, string? encoding)
    {
        if (Utf8.HasZero(encoding))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(encoding))
        {
            return Native.curl_mime_encoder(curl_mimepart.RawOf(part), p);
        }
    }

    /// <summary>
    /// Sets a part's data, copied, C's form. <see href="https://curl.se/libcurl/c/curl_mime_data.html">curl_mime_data(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_data(curl_mimepart? part, byte* data, nuint? datasize) =>
        Native.curl_mime_data(curl_mimepart.RawOf(part), data, datasize.GetValueOrDefault());

    /// <summary>Sets a part's data, copied. <see href="https://curl.se/libcurl/c/curl_mime_data.html">curl_mime_data(3)</see>.</summary>
    public static CURLcode curl_mime_data(curl_mimepart? part, ReadOnlySpan<byte> data)
    {
        fixed (byte* p = data)
        {
            return Native.curl_mime_data(curl_mimepart.RawOf(part), p == null ? s_nothing : p, (nuint)data.Length);
        }
    }

    /// <summary>
    /// Sets a part's data to text as UTF-8, copied; null clears.
    /// <see href="https://curl.se/libcurl/c/curl_mime_data.html">curl_mime_data(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_data(curl_mimepart? part, string? data, nuint datasize)
    {
        byte[]? bytes = Utf8.Bytes(data);
        if (bytes is not null && datasize != CURL_ZERO_TERMINATED && datasize > (nuint)(bytes.Length - 1))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        nuint size = bytes is null || datasize != CURL_ZERO_TERMINATED ? datasize : (nuint)(bytes.Length - 1);
        fixed (byte* p = bytes)
        {
            return Native.curl_mime_data(curl_mimepart.RawOf(part), p, size);
        }
    }

    /// <summary>
    /// Sets a part's data to a file's content. <see href="https://curl.se/libcurl/c/curl_mime_filedata.html">curl_mime_filedata(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_filedata(curl_mimepart? part, string? filename)
    {
        if (Utf8.HasZero(filename))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        fixed (byte* p = Utf8.Bytes(filename))
        {
            return Native.curl_mime_filedata(curl_mimepart.RawOf(part), p);
        }
    }

    /// <summary>
    /// Sets a part's data to what callbacks supply: <paramref name="datasize"/> bytes, -1 for unknown. They stay alive until libcurl has
    /// called
    /// <paramref name="freefunc"/>, once for each copy of the part.
    /// <see href="https://curl.se/libcurl/c/curl_mime_data_cb.html">curl_mime_data_cb(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_data_cb(
        curl_mimepart? part,
        long datasize,
        curl_read_callback? readfunc,
        curl_seek_callback? seekfunc,
        Action<object?>? freefunc,
        object? arg)
    {
        nint raw = curl_mimepart.RawOf(part);
        if (raw == 0 || readfunc is null)
        {
            return raw == 0 ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT : Native.curl_mime_data_cb(raw, 0, null, null, null, null);
        }

        MimeSource source = new(part!.Mime.Users, readfunc, seekfunc, freefunc, arg);
        CURLcode result = Native.curl_mime_data_cb(
            raw, datasize, &Callbacks.MimeRead, seekfunc is null ? null : &Callbacks.MimeSeek, &Callbacks.MimeFree, (void*)source.Self);
        if (result == CURLcode.CURLE_OK)
        {
            part!.Mime.Add(source);
        }
        else
        {
            source.Release();
        }

        return result;
    }

    /// <summary>
    /// Makes a body a part of another one, which then owns it.
    /// <see href="https://curl.se/libcurl/c/curl_mime_subparts.html">curl_mime_subparts(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_subparts(curl_mimepart? part, curl_mime? subparts)
    {
        if (subparts?.Parent is not null)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        using Hold hold = Hold.On(subparts);
        CURLcode result = Native.curl_mime_subparts(curl_mimepart.RawOf(part), hold.Handle);
        if (result == CURLcode.CURLE_OK && subparts is not null)
        {
            subparts.BecomePartOf(part!.Mime);
        }

        return result;
    }

    /// <summary>
    /// Sets a part's own headers; the body keeps the list alive. With <paramref name="take_ownership"/> other than 0 the part frees the
    /// list, and it may not be used any more. <see href="https://curl.se/libcurl/c/curl_mime_headers.html">curl_mime_headers(3)</see>.
    /// </summary>
    public static CURLcode curl_mime_headers(curl_mimepart? part, curl_slist? headers, int take_ownership)
    {
        using Hold hold = Hold.On(headers);
        CURLcode result = Native.curl_mime_headers(curl_mimepart.RawOf(part), (curl_slist.node*)hold.Handle, take_ownership);
        if (result == CURLcode.CURLE_OK)
        {
            part!.Mime.Root.KeepHeaders(part, take_ownership == 0 ? headers : null);
            if (take_ownership != 0)
            {
                headers?.SetHandleAsInvalid();
            }
        }

        return result;
    }

    /// <summary>
    /// Serializes a form of the deprecated kind, C's form. <see href="https://curl.se/libcurl/c/curl_formget.html">curl_formget(3)</see>.
    /// </summary>
    public static int curl_formget(curl_httppost* form, void* arg, delegate* unmanaged[Cdecl]<void*, byte*, nuint, nuint> append) =>
        Native.curl_formget(form, arg, append);

    /// <summary>
    /// Frees a form of the deprecated kind; null is ignored.
    /// <see href="https://curl.se/libcurl/c/curl_formfree.html">curl_formfree(3)</see>.
    /// </summary>
    public static void curl_formfree(curl_httppost* form) => Native.curl_formfree(form);
}
