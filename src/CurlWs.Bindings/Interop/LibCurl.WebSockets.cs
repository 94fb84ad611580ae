// From <curl/websockets.h>, libcurl 8.22.0.

using System;


namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Receives a chunk of one frame, C's form. <c>CURLE_AGAIN</c> means that nothing is there yet; zero bytes is not the end.
    /// <paramref name="metap"/> is good until the next <c>curl_ws_*</c> call on the handle. Since libcurl 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_recv.html">curl_ws_recv(3)</see>.
    /// </summary>
    public static CURLcode curl_ws_recv(CURL? curl, void* buffer, nuint buflen, nuint* recv, curl_ws_frame** metap)
    {
        if (recv == null || metap == null || (buffer == null && buflen != 0))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        // libcurl before 8.11 leaves them as they were on an error.
        *recv = 0;
        *metap = null;
        using Call call = Call.Briefly(curl);
        return call.Refused ? call.Refusal : Native.curl_ws_recv(call.Handle, buffer, buflen, recv, metap);
    }

    /// <summary>
    /// Receives a chunk of one frame into the span and copies the frame's description out; an empty span only looks at the next
    /// frame's header. <paramref name="meta"/> is all zero unless the result is <c>CURLE_OK</c>. Since libcurl 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_recv.html">curl_ws_recv(3)</see>.
    /// </summary>
    public static CURLcode curl_ws_recv(CURL? curl, Span<byte> buffer, out nuint recv, out curl_ws_frame meta)
    {
        recv = 0;
        meta = default;
        using Call call = Call.Briefly(curl);
        if (call.Refused)
        {
            return call.Refusal;
        }

        nuint received = 0;
        curl_ws_frame* frame = null;
        CURLcode result;
        fixed (byte* p = buffer)
        {
            result = Native.curl_ws_recv(call.Handle, p == null ? s_nothing : p, (nuint)buffer.Length, &received, &frame);
        }

        if (result == CURLcode.CURLE_OK)
        {
            recv = received;
            CopyFrame(frame, received, out meta);
        }

        return result;
    }

    /// <summary>
    /// Sends a frame or a part of one, C's form. Fewer bytes taken than given: call again with exactly the rest. Since libcurl 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_send.html">curl_ws_send(3)</see>.
    /// </summary>
    public static CURLcode curl_ws_send(CURL? curl, void* buffer_arg, nuint buflen, nuint* sent, long fragsize, uint flags)
    {
        nuint ignored = 0;
        nuint* taken = sent == null ? &ignored : sent;
        *taken = 0;
        if (buffer_arg == null && buflen != 0)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        // libcurl before 8.16 reads through null pointers.
        using Call call = Call.Briefly(curl);
        return call.Refused
            ? call.Refusal
            : Native.curl_ws_send(call.Handle, buffer_arg == null ? s_nothing : buffer_arg, buflen, taken, fragsize, flags);
    }

    /// <summary>
    /// Sends a frame or a part of one; <paramref name="sent"/> bytes of the span were taken, call again with exactly the rest.
    /// <paramref name="fragsize"/> counts only with <c>CURLWS_OFFSET</c>: the whole frame's length in bytes. Since libcurl 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_send.html">curl_ws_send(3)</see>.
    /// </summary>
    public static CURLcode curl_ws_send(CURL? curl, ReadOnlySpan<byte> buffer_arg, out nuint sent, long fragsize, uint flags)
    {
        nuint taken = 0;
        CURLcode result;
        fixed (byte* p = buffer_arg)
        {
            result = curl_ws_send(curl, p, (nuint)buffer_arg.Length, &taken, fragsize, flags);
        }

        sent = taken;
        return result;
    }

    /// <summary>
    /// Begins a frame of the given payload length in bytes, for a read callback or for sends with flags 0. Since libcurl 8.16.
    /// <see href="https://curl.se/libcurl/c/curl_ws_start_frame.html">curl_ws_start_frame(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLcode curl_ws_start_frame(CURL? curl, uint flags, long frame_len)
    {
        using Call call = Call.On(curl);
        try
        {
            return call.Refused ? call.Refusal : Native.curl_ws_start_frame(call.Handle, flags, frame_len);
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_ws_start_frame), "8.16.0", e);
        }
    }

    /// <summary>
    /// The frame that a write callback is being called for, C's form: good until the callback returns; null outside one. Since libcurl
    /// 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.
    /// </summary>
    public static curl_ws_frame* curl_ws_meta(CURL? curl)
    {
        using Call call = Call.On(curl);
        return call.Refused ? null : Native.curl_ws_meta(call.Handle);
    }

    /// <summary>Copies the frame that a write callback is being called for; false outside one. Since libcurl 7.86.
    /// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.</summary>
    public static bool curl_ws_meta(CURL? curl, out curl_ws_frame meta)
    {
        curl_ws_frame* frame = curl_ws_meta(curl);
        if (frame == null)
        {
            meta = default;
            return false;
        }

        CopyFrame(frame, 0, out meta);
        return true;
    }

    private static void CopyFrame(curl_ws_frame* frame, nuint received, out curl_ws_frame copy)
    {
        if (frame == null)
        {
            copy = default;
        }
        else if (FrameHasLength)
        {
            copy = *frame;
        }
        else
        {
            copy = new curl_ws_frame
            {
                age = frame->age, flags = frame->flags, offset = frame->offset, bytesleft = frame->bytesleft, len = received,
            };
        }
    }

    // 7.86 and 7.87 end the struct before len.
    // Not a static initializer: libcurl may fail to load at the first attempt, and the class would be broken for good.
    private static bool FrameHasLength
    {
        get
        {
            if (s_version == 0)
            {
                s_version = Native.curl_version_info(CURLversion.CURLVERSION_FIRST)->version_num;
            }

            return s_version >= 0x075800;
        }
    }

    private static uint s_version;
}
