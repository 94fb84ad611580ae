// Functions and their user data. libcurl has a function and a pointer for each; the caller may set them in any order, each as a managed
// value or as C's. What was set is remembered in the handle, and from that follows what libcurl must have. The caller is inside the gate.

using System;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>A handle that is new or reset: what libcurl writes by itself goes out at once, in order with what .NET writes.</summary>
    private static void UseStandardOutput(CURL curl)
    {
        Native.curl_easy_setopt(curl.Raw, CURLOPT_WRITEFUNCTION, Callbacks.StandardOutput);
        curl.HasOurDefaults = true;
    }

    private static CURLcode SetFunction(CURL curl, CURLoption option, Delegate? callback)
    {
        if (callback is null)
        {
            return SetString(curl, option, null);
        }

        nint native = Callbacks.Match(option, ref callback);
        if (native == 0 || curl.Pointer(Callbacks.Other(option)) != 0)
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        CURLcode result = Native.curl_easy_setopt(curl.Raw, option, native);
        if (result == CURLcode.CURLE_OK)
        {
            curl.SetPointer(option, 0);
            curl.SetFunction(option, callback);
            result = Wire(curl, Callbacks.DataOption(option));
        }

        return result;
    }

    /// <summary>A function of C's, which can do nothing with an object; 0 for none.</summary>
    private static CURLcode SetFunctionPointer(CURL curl, CURLoption option, nint value)
    {
        CURLoption data = Callbacks.DataOption(option);
        if (value != 0 && (IsObject(curl.Data(data)) || curl.Function(Callbacks.Other(option)) is not null))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        CURLcode result = Native.curl_easy_setopt(curl.Raw, option, value);
        if (result == CURLcode.CURLE_OK)
        {
            curl.SetFunction(option, null);
            curl.SetPointer(option, value);
            result = Wire(curl, data);
        }

        return result;
    }

    /// <summary>User data: an object for managed functions, a pointer for those of C or for managed ones, or null.</summary>
    private static CURLcode SetCallbackData(CURL curl, CURLoption option, object? value)
    {
        (CURLoption first, CURLoption second) = Callbacks.FunctionsOf(option);
        if (first == 0)
        {
            // Newer than this file: nothing here would hand an object on.
            return IsObject(value)
                ? CURLcode.CURLE_BAD_FUNCTION_ARGUMENT
                : Native.curl_easy_setopt(curl.Raw, option, (nint)(value ?? (nint)0));
        }

        if (IsObject(value) && (curl.Pointer(first) != 0 || curl.Pointer(second) != 0))
        {
            return CURLcode.CURLE_BAD_FUNCTION_ARGUMENT;
        }

        object? before = curl.Data(option);
        curl.SetData(option, value);
        CURLcode result = Wire(curl, option);
        if (result != CURLcode.CURLE_OK)
        {
            curl.SetData(option, before);
        }

        return result;
    }

    private static CURLcode SetData(CURL curl, CURLoption option, object value)
    {
        if (option != CURLOPT_PRIVATE)
        {
            return SetCallbackData(curl, option, value);
        }

        curl.SetData(option, value);
        return CURLcode.CURLE_OK;
    }

    private static bool IsObject(object? value) => value is not (null or nint);

    /// <summary>Gives libcurl what follows from the functions and the data that were set for an option of user data.</summary>
    private static CURLcode Wire(CURL curl, CURLoption data)
    {
        switch (data)
        {
            case 0:
                return CURLcode.CURLE_OK;
            case CURLOPT_WRITEDATA or CURLOPT_HEADERDATA:
                CURLcode result = WireWrite(curl);
                return result == CURLcode.CURLE_OK ? WireHeader(curl) : result;
            case CURLOPT_READDATA or CURLOPT_SEEKDATA:
                result = WireRead(curl);
                return result == CURLcode.CURLE_OK ? WireSeek(curl) : result;
        }

        (CURLoption first, CURLoption second) = Callbacks.FunctionsOf(data);
        if (curl.Function(first) is not null || curl.Function(second) is not null)
        {
            return GiveSelf(curl, data);
        }

        // Without a function libcurl does nothing with it. A handle of somebody else's may have one that is not known here.
        return !IsObject(curl.Data(data)) || curl.HasOurDefaults ? GivePointer(curl, data)
            : Native.curl_easy_option_by_id(data) == null ? CURLcode.CURLE_UNKNOWN_OPTION
            : CURLcode.CURLE_OK;
    }

    private static CURLcode WireWrite(CURL curl)
    {
        if (curl.Function(CURLOPT_WRITEFUNCTION) is not null)
        {
            return GiveSelf(curl, CURLOPT_WRITEDATA);
        }

        if (curl.Pointer(CURLOPT_WRITEFUNCTION) != 0)
        {
            return GivePointer(curl, CURLOPT_WRITEDATA);
        }

        switch (curl.Data(CURLOPT_WRITEDATA))
        {
            case nint:
                // A FILE of C's, unless somebody else's function has it.
                return Give(curl, CURLOPT_WRITEFUNCTION, 0, GivePointer(curl, CURLOPT_WRITEDATA));
            case not null:
                return Give(curl, CURLOPT_WRITEFUNCTION, Callbacks.WritePointer, GiveSelf(curl, CURLOPT_WRITEDATA));
            default:
                // libcurl's own data, which only it knows, is good for its own function as long as nothing has replaced it.
                bool own = !curl.HasGiven(CURLOPT_WRITEDATA) && (!curl.HasOurDefaults || HeadersGoToAFile(curl));
                return Give(curl, CURLOPT_WRITEFUNCTION, own ? 0 : Callbacks.StandardOutput, CURLcode.CURLE_OK);
        }
    }

    /// <summary>libcurl passes headers that have data but no function to the write function, with that data.</summary>
    private static CURLcode WireHeader(CURL curl)
    {
        if (curl.Function(CURLOPT_HEADERFUNCTION) is not null)
        {
            return GiveSelf(curl, CURLOPT_HEADERDATA);
        }

        if (curl.Pointer(CURLOPT_HEADERFUNCTION) != 0)
        {
            return GivePointer(curl, CURLOPT_HEADERDATA);
        }

        object? data = curl.Data(CURLOPT_HEADERDATA);
        return data is null && !curl.HasOurDefaults && !curl.HasGiven(CURLOPT_HEADERDATA) ? CURLcode.CURLE_OK
            : data is null || (data is nint && WritesWithC(curl))
                ? Give(curl, CURLOPT_HEADERFUNCTION, 0, GivePointer(curl, CURLOPT_HEADERDATA))
                : Give(curl, CURLOPT_HEADERFUNCTION, Callbacks.HeaderPointer, GiveSelf(curl, CURLOPT_HEADERDATA));
    }

    private static CURLcode WireRead(CURL curl)
    {
        if (curl.Function(CURLOPT_READFUNCTION) is not null)
        {
            return GiveSelf(curl, CURLOPT_READDATA);
        }

        if (curl.Pointer(CURLOPT_READFUNCTION) != 0)
        {
            return GivePointer(curl, CURLOPT_READDATA);
        }

        return curl.Data(CURLOPT_READDATA) switch
        {
            nint => Give(curl, CURLOPT_READFUNCTION, 0, GivePointer(curl, CURLOPT_READDATA)),
            null when !curl.HasGiven(CURLOPT_READDATA) => CURLcode.CURLE_OK,
            _ => Give(curl, CURLOPT_READFUNCTION, Callbacks.ReadPointer, GiveSelf(curl, CURLOPT_READDATA)),
        };
    }

    /// <summary>libcurl rewinds a FILE by itself; a stream is rewound the same way.</summary>
    private static CURLcode WireSeek(CURL curl)
    {
        if (curl.Function(CURLOPT_SEEKFUNCTION) is not null)
        {
            return GiveSelf(curl, CURLOPT_SEEKDATA);
        }

        if (curl.Pointer(CURLOPT_SEEKFUNCTION) != 0)
        {
            return GivePointer(curl, CURLOPT_SEEKDATA);
        }

        if (curl.ReadsAStream)
        {
            return Give(curl, CURLOPT_SEEKFUNCTION, Callbacks.SeekPointer, GiveSelf(curl, CURLOPT_SEEKDATA));
        }

        return curl.HasOurDefaults || curl.HasGiven(CURLOPT_SEEKDATA) || curl.Data(CURLOPT_SEEKDATA) is nint
            ? Give(curl, CURLOPT_SEEKFUNCTION, 0, GivePointer(curl, CURLOPT_SEEKDATA))
            : CURLcode.CURLE_OK;
    }

    private static bool HeadersGoToAFile(CURL curl) => curl.Data(CURLOPT_HEADERDATA) is nint
        && curl.Function(CURLOPT_HEADERFUNCTION) is null && curl.Pointer(CURLOPT_HEADERFUNCTION) == 0;

    /// <summary>Whether the write function is one of C's: the caller's, or libcurl's.</summary>
    private static bool WritesWithC(CURL curl) => curl.Function(CURLOPT_WRITEFUNCTION) is null
        && (curl.Pointer(CURLOPT_WRITEFUNCTION) != 0
            || curl.Data(CURLOPT_WRITEDATA) is nint
            || (curl.Data(CURLOPT_WRITEDATA) is null && !curl.HasGiven(CURLOPT_WRITEDATA)));

    private static CURLcode GiveSelf(CURL curl, CURLoption data)
    {
        curl.Gave(data, self: true);
        return Native.curl_easy_setopt(curl.Raw, data, curl.SelfFor(data));
    }

    private static CURLcode GivePointer(CURL curl, CURLoption data)
    {
        curl.Gave(data, self: false);
        return Native.curl_easy_setopt(curl.Raw, data, curl.Data(data) is nint pointer ? pointer : 0);
    }

    /// <summary>Gives libcurl a function that follows from the data, after the data. On another's handle, 0 leaves what it has.</summary>
    private static CURLcode Give(CURL curl, CURLoption function, nint pointer, CURLcode dataResult) =>
        dataResult != CURLcode.CURLE_OK || (pointer == 0 && !curl.HasOurDefaults && !curl.HasGivenFunction(function))
            ? dataResult
            : GiveFunction(curl, function, pointer);

    private static CURLcode GiveFunction(CURL curl, CURLoption function, nint pointer)
    {
        curl.GaveFunction(function);
        return Native.curl_easy_setopt(curl.Raw, function, pointer);
    }
}
