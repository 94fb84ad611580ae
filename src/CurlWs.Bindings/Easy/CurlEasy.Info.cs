using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

using CurlWs.Interop;

namespace CurlWs;

// What can be asked about a transfer.
public sealed partial class CurlEasy
{
    private CurlEasyInfo? _info;

    /// <summary>Facts about the transfer or connection, with .NET types.</summary>
    [SuppressMessage("Naming", "CA1721", Justification = "The one is the named view of the other, and GetInfo is libcurl's own name.")]
    public CurlEasyInfo Info
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _info ??= new CurlEasyInfo(this);
        }
    }

    /// <summary>
    /// Asks for anything about the transfer, as libcurl gives it.
    /// <see href="https://curl.se/libcurl/c/curl_easy_getinfo.html">curl_easy_getinfo(3)</see>.
    /// </summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="info">What is asked: a member of <see cref="CurlInfos"/>.</param>
    /// <returns>The answer; null or zero where there is none.</returns>
    /// <exception cref="CurlException">libcurl refused, as it does where its version is older than the info.</exception>
    public T? GetInfo<T>(CurlInfo<T> info)
    {
        CURLcode result;
        object? answer;
        if (typeof(T) == typeof(long))
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out long value);
            answer = value;
        }
        else if (typeof(T) == typeof(string))
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out string? value);
            answer = value;
        }
        else if (typeof(T) == typeof(double))
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out double value);
            answer = value;
        }
        else if (typeof(T) == typeof(nint))
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out curl_socket_t value);
            answer = value.Value;
        }
        else if (typeof(T) == typeof(IReadOnlyList<string>))
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out curl_slist? value);
            using curl_slist? list = value;
            answer = list?.ToStrings() ?? [];
        }
        else
        {
            result = LibCurl.curl_easy_getinfo(Handle, info.Id, out object? value);
            answer = value;
        }

        CurlErrors.Check(result, $"curl_easy_getinfo({info})");
        return (T?)answer;
    }
}
