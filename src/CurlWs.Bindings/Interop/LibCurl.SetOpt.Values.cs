// How each kind of value reaches curl_easy_setopt, and what the handle keeps for it. The caller is inside the handle's gate.

using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>The kind of an option; of one that is newer than this file, what the loaded library says.</summary>
    private static OptionKind KindOf(CURLoption option)
    {
        OptionKind kind = OptionKinds.Of(option);
        curl_easyoption* known = kind == OptionKind.Unknown ? Native.curl_easy_option_by_id(option) : null;
        return known == null ? kind : known->type switch
        {
            curl_easytype.CURLOT_LONG => OptionKind.Long,
            curl_easytype.CURLOT_VALUES => OptionKind.Values,
            curl_easytype.CURLOT_OFF_T => OptionKind.OffT,
            curl_easytype.CURLOT_STRING => OptionKind.String,
            curl_easytype.CURLOT_SLIST => OptionKind.Slist,
            curl_easytype.CURLOT_CBPTR => OptionKind.CallbackData,
            curl_easytype.CURLOT_BLOB => OptionKind.Blob,
            curl_easytype.CURLOT_FUNCTION => OptionKind.Function,
            _ => OptionKind.Object,
        };
    }

    private static CURLcode SetNumber(CURL curl, CURLoption option, long value)
    {
        CURLcode result = SetNumberAsGiven(curl, option, value);
        return result == CURLcode.CURLE_OK && option is (CURLoption.CURLOPT_POSTFIELDSIZE or CURLoption.CURLOPT_POSTFIELDSIZE_LARGE)
            ? SetBodySize(curl, value)
            : result;
    }

    private static CURLcode SetNumberAsGiven(CURL curl, CURLoption option, long value)
    {
        switch ((uint)option / 10000)
        {
            case 0:
                // A C long: on Windows libcurl reads the lower half, and a value that does not fit would arrive as another one.
                return sizeof(CLong) == 4 && value is < int.MinValue or > uint.MaxValue
                    ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
                    : Native.curl_easy_setopt(curl.Raw, option, (nint)value);
            case 3:
                return Native.curl_easy_setopt_off_t(curl.Raw, option, value);
            default:
                return value == 0 ? SetPointer(curl, option, 0) : CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }
    }

    private static CURLcode SetString(CURL curl, CURLoption option, string? value)
    {
        if (value is null)
        {
            return (uint)option / 10000 is 1 or 2 or 4 ? SetPointer(curl, option, 0) : CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        switch (KindOf(option))
        {
            // C's strings end at a zero: libcurl would take what is before it, and say nothing.
            case OptionKind.String or OptionKind.Unknown when Utf8.HasZero(value):
                return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
            case OptionKind.String:
            case OptionKind.Unknown when (uint)option / 10000 == 1:
                fixed (byte* p = Utf8.Bytes(value))
                {
                    return Native.curl_easy_setopt(curl.Raw, option, (nint)p);
                }

            case OptionKind.Object when option is CURLoption.CURLOPT_POSTFIELDS or CURLoption.CURLOPT_COPYPOSTFIELDS:
                using (NativeMemoryHandle copy = new(value))
                {
                    return SetBody(curl, option, copy, Encoding.UTF8.GetByteCount(value));
                }

            case OptionKind.CallbackData:
            case OptionKind.Object when option == CURLoption.CURLOPT_PRIVATE:
                return SetData(curl, option, value);
            default:
                return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }
    }

    private static CURLcode SetBytes(CURL curl, CURLoption option, byte[]? value)
    {
        if (value is null)
        {
            return SetString(curl, option, null);
        }

        switch (KindOf(option))
        {
            case OptionKind.Blob:
                fixed (byte* p = value)
                {
                    curl_blob blob = new() { data = p == null ? s_nothing : p, len = (nuint)value.Length, flags = CURL_BLOB_COPY };
                    return Native.curl_easy_setopt(curl.Raw, option, (nint)(&blob));
                }

            case OptionKind.Object when option == CURLoption.CURLOPT_ERRORBUFFER:
                if (value.Length < CURL_ERROR_SIZE)
                {
                    return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
                }

                using (PinnedArrayHandle pin = new(value))
                {
                    return SetKept(curl, option, pin.Raw, pin);
                }

            case OptionKind.Object when option is CURLoption.CURLOPT_POSTFIELDS or CURLoption.CURLOPT_COPYPOSTFIELDS:
                using (NativeMemoryHandle copy = new(value))
                {
                    return SetBody(curl, option, copy, value.Length);
                }

            case OptionKind.CallbackData:
            case OptionKind.Object when option == CURLoption.CURLOPT_PRIVATE:
                return SetData(curl, option, value);
            default:
                return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }
    }

    private static CURLcode SetObject(CURL curl, CURLoption option, object? value)
    {
        OptionKind kind = KindOf(option);
        return value switch
        {
            null or string => SetString(curl, option, (string?)value),
            Delegate callback when kind == OptionKind.Function => SetFunction(curl, option, callback),
            _ when kind == OptionKind.CallbackData || option == CURLoption.CURLOPT_PRIVATE => SetData(curl, option, value),
            byte[] bytes => SetBytes(curl, option, bytes),
            SafeHandle handle => SetHandle(curl, option, handle),
            int number => SetNumber(curl, option, number),
            long number => SetNumber(curl, option, number),
            // a size_t: it converts to no number type by itself
            nuint number when number <= long.MaxValue => SetNumber(curl, option, (long)number),
            _ => CURLcode.CURLE_BAD_FUNCTION_ARGUMENT,
        };
    }

    /// <summary>An option whose value is another object of libcurl: kept alive by the handle.</summary>
    private static CURLcode SetHandle(CURL curl, CURLoption option, SafeHandle? value)
    {
        if (value is null)
        {
            return SetString(curl, option, null);
        }

        bool fits = value switch
        {
            curl_slist => KindOf(option) == OptionKind.Slist,
            CURLSH => option == CURLoption.CURLOPT_SHARE,
            CURLU => option == CURLoption.CURLOPT_CURLU,
            curl_mime => option == CURLoption.CURLOPT_MIMEPOST,
            CURL => option is CURLoption.CURLOPT_STREAM_DEPENDS or CURLoption.CURLOPT_STREAM_DEPENDS_E,
            _ => false,
        };
        if (!fits)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        using Hold hold = Hold.On(value);
        return SetKept(curl, option, hold.Handle, value);
    }

    private static CURLcode SetKept(CURL curl, CURLoption option, nint pointer, SafeHandle memory)
    {
        CURLcode result = Native.curl_easy_setopt(curl.Raw, option, pointer);
        if (result == CURLcode.CURLE_OK)
        {
            curl.Keep(option, memory);
        }

        return result;
    }

    private static CURLcode SetPointer(CURL curl, CURLoption option, nint value)
    {
        switch (KindOf(option))
        {
            case OptionKind.CallbackData:
                return SetCallbackData(curl, option, value == 0 ? null : value);
            case OptionKind.Function:
                return SetFunctionPointer(curl, option, value);
            case OptionKind.Object when option is CURLoption.CURLOPT_POSTFIELDS or CURLoption.CURLOPT_COPYPOSTFIELDS:
                return SetBodyPointer(curl, option, value);
        }

        CURLcode result = Native.curl_easy_setopt(curl.Raw, option, value);
        if (result != CURLcode.CURLE_OK)
        {
            return result;
        }

        if (option == CURLoption.CURLOPT_PRIVATE)
        {
            curl.SetData(option, value == 0 ? null : value);
        }
        else
        {
            curl.Keep(option, null);
        }

        return result;
    }
}
