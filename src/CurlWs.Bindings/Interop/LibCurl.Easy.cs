// From <curl/easy.h>, libcurl 8.22.0.

using System;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    // libcurl before 8.16 reads through null pointers; an empty span gets this instead.
    private static readonly byte* s_nothing = (byte*)NativeMemory.AllocZeroed(1);

    /// <summary>
    /// Makes an easy handle; null when out of memory. <see href="https://curl.se/libcurl/c/curl_easy_init.html">curl_easy_init(3)</see>.
    /// </summary>
    public static CURL? curl_easy_init()
    {
        CURL? curl = Own(Native.curl_easy_init());
        if (curl is not null)
        {
            UseStandardOutput(curl);
        }

        return curl;
    }

    /// <summary>
    /// Frees the handle and closes its connection, and lets go of everything it kept alive; null is ignored. While a call runs on
    /// the handle this takes effect when it returns.
    /// <see href="https://curl.se/libcurl/c/curl_easy_cleanup.html">curl_easy_cleanup(3)</see>.
    /// </summary>
    public static void curl_easy_cleanup(CURL? curl) => curl?.Dispose();

    /// <summary>
    /// Performs the transfer and blocks until it ends. <c>CURLE_BAD_FUNCTION_ARGUMENT</c> if <c>CURLOPT_POSTFIELDSIZE</c> is more than the
    /// body that was set. <see href="https://curl.se/libcurl/c/curl_easy_perform.html">curl_easy_perform(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_perform(CURL? curl)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal
            : curl!.BodyIsShort ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
            : Native.curl_easy_perform(call.Handle);
    }

    /// <summary>
    /// Makes a handle with the same options, callbacks and data, and no connection; null when out of memory or refused.
    /// <see href="https://curl.se/libcurl/c/curl_easy_duphandle.html">curl_easy_duphandle(3)</see>.
    /// </summary>
    public static CURL? curl_easy_duphandle(CURL? curl)
    {
        using Call call = Call.On(curl);
        CURL? copy = call.Refused ? null : Own(Native.curl_easy_duphandle(call.Handle));
        if (copy is not null)
        {
            curl!.ShareKeptWith(copy);
        }

        return copy;
    }

    /// <summary>
    /// Sets all options back to their defaults; keeps connections, cookies and caches. Does nothing in a callback.
    /// <see href="https://curl.se/libcurl/c/curl_easy_reset.html">curl_easy_reset(3)</see>.
    /// </summary>
    public static void curl_easy_reset(CURL? curl)
    {
        using Call call = Call.On(curl);

        // libcurl since 8.19 refuses it in a callback without a word, and would go on using what is forgotten here.
        if (!call.Refused && !call.IsNested)
        {
            Native.curl_easy_reset(call.Handle);
            curl!.ForgetKept();
            UseStandardOutput(curl);
        }
    }

    /// <summary>
    /// Receives raw bytes on a <c>CONNECT_ONLY</c> connection, C's form.
    /// <see href="https://curl.se/libcurl/c/curl_easy_recv.html">curl_easy_recv(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_recv(CURL? curl, void* buffer, nuint buflen, nuint* n)
    {
        if (n == null || (buffer == null && buflen != 0))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        *n = 0;
        using Call call = Call.Briefly(curl);
        return call.Refused ? call.Refusal : Native.curl_easy_recv(call.Handle, buffer, buflen, n);
    }

    /// <summary>
    /// Receives raw bytes: <paramref name="n"/> of them, at most the span.
    /// <see href="https://curl.se/libcurl/c/curl_easy_recv.html">curl_easy_recv(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_recv(CURL? curl, Span<byte> buffer, out nuint n)
    {
        nuint received = 0;
        n = 0;
        using Call call = Call.Briefly(curl);
        if (call.Refused)
        {
            return call.Refusal;
        }

        CURLcode result;
        fixed (byte* p = buffer)
        {
            result = Native.curl_easy_recv(call.Handle, p == null ? s_nothing : p, (nuint)buffer.Length, &received);
        }

        n = received;
        return result;
    }

    /// <summary>
    /// Sends raw bytes on a <c>CONNECT_ONLY</c> connection, C's form.
    /// <see href="https://curl.se/libcurl/c/curl_easy_send.html">curl_easy_send(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_send(CURL? curl, void* buffer, nuint buflen, nuint* n)
    {
        if (n == null || (buffer == null && buflen != 0))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        *n = 0;
        using Call call = Call.Briefly(curl);
        return call.Refused ? call.Refusal : Native.curl_easy_send(call.Handle, buffer, buflen, n);
    }

    /// <summary>
    /// Sends raw bytes; <paramref name="n"/> of the span were taken.
    /// <see href="https://curl.se/libcurl/c/curl_easy_send.html">curl_easy_send(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_send(CURL? curl, ReadOnlySpan<byte> buffer, out nuint n)
    {
        nuint sent = 0;
        n = 0;
        using Call call = Call.Briefly(curl);
        if (call.Refused)
        {
            return call.Refusal;
        }

        CURLcode result;
        fixed (byte* p = buffer)
        {
            result = Native.curl_easy_send(call.Handle, p == null ? s_nothing : p, (nuint)buffer.Length, &sent);
        }

        n = sent;
        return result;
    }

    /// <summary>
    /// Does what idle connections need, such as HTTP/2 pings.
    /// <see href="https://curl.se/libcurl/c/curl_easy_upkeep.html">curl_easy_upkeep(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_upkeep(CURL? curl)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : Native.curl_easy_upkeep(call.Handle);
    }

    /// <summary>
    /// Pauses or continues a direction: <c>CURLPAUSE_*</c> bits.
    /// <see href="https://curl.se/libcurl/c/curl_easy_pause.html">curl_easy_pause(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_pause(CURL? curl, int action)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : Native.curl_easy_pause(call.Handle, action);
    }

    /// <summary>The text of a code. <see href="https://curl.se/libcurl/c/curl_easy_strerror.html">curl_easy_strerror(3)</see>.</summary>
    public static string curl_easy_strerror(CURLcode error) => Utf8.Text(Native.curl_easy_strerror(error)) ?? string.Empty;

    /// <summary>
    /// Percent-encodes text as UTF-8; <paramref name="length"/> counts bytes of it, 0 means all. Null on failure.
    /// <see href="https://curl.se/libcurl/c/curl_easy_escape.html">curl_easy_escape(3)</see>.
    /// </summary>
    public static string? curl_easy_escape(CURL? curl, string? @string, int length)
    {
        byte[]? bytes = Utf8.Bytes(@string);
        if (bytes is null || length > bytes.Length - 1)
        {
            return null;
        }

        using Hold hold = Hold.On(curl);
        fixed (byte* p = bytes)
        {
            return Utf8.TakeText(Native.curl_easy_escape(hold.Handle, p, length == 0 ? bytes.Length - 1 : length));
        }
    }

    /// <summary>
    /// Decodes percent-encoded text; <paramref name="inlength"/> counts bytes of it, 0 means all. The result may hold any byte. Null on
    /// failure. <see href="https://curl.se/libcurl/c/curl_easy_unescape.html">curl_easy_unescape(3)</see>.
    /// </summary>
    public static byte[]? curl_easy_unescape(CURL? curl, string? @string, int inlength)
    {
        byte[]? bytes = Utf8.Bytes(@string);
        if (bytes is null || inlength > bytes.Length - 1)
        {
            return null;
        }

        using Hold hold = Hold.On(curl);
        fixed (byte* p = bytes)
        {
            int length;
            byte* text = Native.curl_easy_unescape(hold.Handle, p, inlength == 0 ? bytes.Length - 1 : inlength, &length);
            if (text == null)
            {
                return null;
            }

            byte[] decoded = new ReadOnlySpan<byte>(text, length).ToArray();
            Native.curl_free(text);
            return decoded;
        }
    }

    /// <summary>
    /// Imports a TLS session. Since libcurl 8.12.
    /// <see href="https://curl.se/libcurl/c/curl_easy_ssls_import.html">curl_easy_ssls_import(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_ssls_import(CURL? curl, string? session_key, ReadOnlySpan<byte> shmac, ReadOnlySpan<byte> sdata)
    {
        using Call call = Call.On(curl);
        if (call.Refused)
        {
            return call.Refusal;
        }

        try
        {
            fixed (byte* key = Utf8.Bytes(session_key), mac = shmac, data = sdata)
            {
                return Native.curl_easy_ssls_import(call.Handle, key, mac, (nuint)shmac.Length, data, (nuint)sdata.Length);
            }
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_easy_ssls_import), "8.12.0", e);
        }
    }

    /// <summary>
    /// Hands the TLS sessions in the cache to a callback. Since libcurl 8.12.
    /// <see href="https://curl.se/libcurl/c/curl_easy_ssls_export.html">curl_easy_ssls_export(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_ssls_export(CURL? curl, curl_ssls_export_cb? export_fn, object? userptr)
    {
        using Call call = Call.On(curl);
        if (call.Refused || export_fn is null)
        {
            return call.Refused ? call.Refusal : CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        GCHandle context = GCHandle.Alloc((curl!, export_fn, userptr));
        try
        {
            return Native.curl_easy_ssls_export(call.Handle, &Callbacks.SessionExport, (void*)GCHandle.ToIntPtr(context));
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_easy_ssls_export), "8.12.0", e);
        }
        finally
        {
            context.Free();
        }
    }

    private static CURL? Own(nint handle) => handle == 0 ? null : new CURL(handle, ownsHandle: true);
}
