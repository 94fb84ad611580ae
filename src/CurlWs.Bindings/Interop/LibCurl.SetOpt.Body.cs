// The body of a POST request. libcurl keeps its address and its size in two options; here the size that libcurl is told is never more
// than what is there, and one that the caller did not set goes with the body that it belonged to. The caller is inside the gate.

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>A body that the handle keeps. It has its own length, zeros included, unless the caller set a shorter one.</summary>
    private static CURLcode SetBody(CURL curl, CURLoption option, NativeMemoryHandle copy, long length)
    {
        // As in C, COPYPOSTFIELDS copies what the size of that moment says.
        bool cut = option == CURLoption.CURLOPT_COPYPOSTFIELDS && curl.BodySize >= 0 && curl.BodySize < length;

        // Never libcurl's own copy: it lets go of that when the size is set to more.
        return SetBody(curl, CURLoption.CURLOPT_POSTFIELDS, copy.Raw, copy, cut ? curl.BodySize : length);
    }

    /// <summary>A body at an address: only the caller knows its size, and that it is all there.</summary>
    private static CURLcode SetBodyPointer(CURL curl, CURLoption option, nint value) =>
        SetBody(curl, option, value, memory: null, length: null);

    private static CURLcode SetBody(CURL curl, CURLoption option, nint pointer, NativeMemoryHandle? memory, long? length)
    {
        long? before = curl.BodyLength;
        curl.BodyLength = length;

        // The size first: COPYPOSTFIELDS copies that much.
        CURLcode result = TellBodySize(curl);
        if (result == CURLcode.CURLE_OK)
        {
            result = Native.curl_easy_setopt(curl.Raw, option, pointer);
        }

        if (result == CURLcode.CURLE_OK)
        {
            curl.Keep(CURLoption.CURLOPT_POSTFIELDS, memory);
        }
        else
        {
            curl.BodyLength = before;
            TellBodySize(curl);
        }

        return result;
    }

    /// <summary>The caller's own size, which libcurl has accepted.</summary>
    private static CURLcode SetBodySize(CURL curl, long size)
    {
        curl.BodySize = size;
        curl.BodySizeIsTold = true;
        return curl.BodyLength is null ? CURLcode.CURLE_OK : TellBodySize(curl);
    }

    private static CURLcode TellBodySize(CURL curl)
    {
        long size = curl.BodyLength is { } length && (curl.BodySize < 0 || curl.BodySize > length) ? length : curl.BodySize;
        if (size < 0 && !curl.BodySizeIsTold)
        {
            return CURLcode.CURLE_OK;
        }

        curl.BodySizeIsTold = true;
        return Native.curl_easy_setopt_off_t(curl.Raw, CURLoption.CURLOPT_POSTFIELDSIZE_LARGE, size);
    }
}
