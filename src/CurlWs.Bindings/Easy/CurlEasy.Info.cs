using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// What can be asked about a transfer.
public sealed partial class CurlEasy
{
    /// <summary>Reads one info after the other, for this library's own use.</summary>
    internal InfoReader Infos => new(Handle);

    /// <summary>
    /// Reads all facts about the transfer or connection at once, with .NET types: about 45 small questions to libcurl. For a single one,
    /// such as in a loop, use <see cref="GetInfo{T}(CurlInfo{T})"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call on the handle.</exception>
    public CurlEasyInfo GetInfo()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new CurlEasyInfo(Handle);
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
        CURLINFO id = (CURLINFO)info.Id;
        CURLcode result;
        object? answer;
        if (typeof(T) == typeof(long))
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out long value);
            answer = value;
        }
        else if (typeof(T) == typeof(string))
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out string? value);
            answer = value;
        }
        else if (typeof(T) == typeof(double))
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out double value);
            answer = value;
        }
        else if (typeof(T) == typeof(nint))
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out curl_socket_t value);
            answer = value.Value;
        }
        else if (typeof(T) == typeof(IReadOnlyList<string>))
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out curl_slist? value);
            using curl_slist? list = value;
            answer = list?.ToStrings() ?? [];
        }
        else
        {
            result = LibCurl.curl_easy_getinfo(Handle, id, out object? value);
            answer = value;
        }

        CurlErrors.Check(result, $"curl_easy_getinfo({info})");
        return (T?)answer;
    }
}
