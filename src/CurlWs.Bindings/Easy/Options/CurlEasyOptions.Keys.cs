using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// Every other option, by its typed key.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Sets any option, as libcurl takes it: numbers in libcurl's own units. The named property of the same option goes back to null,
    /// except for the few that decide what this object allows.
    /// <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    /// <typeparam name="T">The type of the option's value.</typeparam>
    /// <param name="option">Which option: a member of <see cref="CurlOptions"/>.</param>
    /// <param name="value">The value; null, where the type has it, means libcurl's default.</param>
    /// <exception cref="CurlException">libcurl refused it.</exception>
    /// <exception cref="ArgumentException">A string has a zero character, or an entry of a list is empty or has a control
    /// character.</exception>
    public void Set<T>(CurlOption<T> option, T? value)
    {
        CURLoption id = (CURLoption)option.Id;
        switch (value)
        {
            case string text:
                CheckText(text, nameof(value));
                SetString(id, null, text);
                break;
            case long number:
                SetNumber(id, null, number);
                break;
            case IReadOnlyList<string> list:
                SetList(id, list, nameof(value));
                _values.Remove(id);
                break;
            case ReadOnlyMemory<byte> bytes:
                Store(id, null, LibCurl.curl_easy_setopt(_easy.Handle, id, bytes.ToArray()));
                break;
            default:
                Store(id, null, LibCurl.curl_easy_setopt(_easy.Handle, id, (object?)value));
                break;
        }

        RememberByKey(id, value);
    }

    /// <summary>What the guards of <see cref="CurlEasy"/> look at must be right however it was set.</summary>
    private void RememberByKey(CURLoption id, object? value)
    {
        switch (id)
        {
            case CURLoption.CURLOPT_URL
                when Uri.TryCreate((string?)value, UriKind.Absolute, out Uri? url) && HostName.InAscii(url) is not null:
                _values[id] = url;
                break;
            case CURLoption.CURLOPT_CONNECT_ONLY:
                _values[id] = (CurlConnectOnly)(long)value!;
                break;
            case CURLoption.CURLOPT_WS_OPTIONS:
                _values[id] = (CurlFrameHandling)(long)value!;
                break;
            case CURLoption.CURLOPT_FORBID_REUSE or CURLoption.CURLOPT_VERBOSE:
                _values[id] = (long)value! != 0;
                break;
            case CURLoption.CURLOPT_SSL_VERIFYHOST:
                _values.Remove(CURLoption.CURLOPT_SSL_VERIFYPEER);
                break;
            case CURLoption.CURLOPT_PROXY_SSL_VERIFYHOST:
                _values.Remove(CURLoption.CURLOPT_PROXY_SSL_VERIFYPEER);
                break;
            case CURLoption.CURLOPT_DOH_SSL_VERIFYHOST:
                _values.Remove(CURLoption.CURLOPT_DOH_SSL_VERIFYPEER);
                break;
            case CURLoption.CURLOPT_TIMEOUT_MS when value is > 0L:
                _values[id] = TimeSpan.FromMilliseconds((long)value);
                break;
            case CURLoption.CURLOPT_TIMEOUT when value is > 0L:
                _values[CURLoption.CURLOPT_TIMEOUT_MS] = TimeSpan.FromSeconds((long)value);
                break;
            case CURLoption.CURLOPT_TIMEOUT:
                _values.Remove(CURLoption.CURLOPT_TIMEOUT_MS);
                break;
        }
    }
}
