using System;
using System.Runtime.CompilerServices;

using CurlWs.Interop;

namespace CurlWs;

// Options that libcurl keeps in one place, or that change another one: set so that the order does not matter and null really goes back.
public sealed partial class CurlEasyOptions
{
    private TlsRange TlsRangeOf(CURLoption option) => Get<TlsRange?>(option) ?? default;

    private void SetTlsRange(CURLoption option, TlsRange range) =>
        SetNumber(option, range == default ? null : range, (long)(range.Minimum ?? 0) | ((long)(range.Maximum ?? 0) << 16));

    /// <summary>Chain and name, which protect together only. Remembered beside the first.</summary>
    private void SetVerification(CURLoption peer, CURLoption host, bool? value)
    {
        Apply(host, value ?? true ? 2 : 0);
        SetBoolean(peer, value, fallback: true);
    }

    private void SetHttpAuth(CurlAuth? value)
    {
        SetNumber(CURLoption.CURLOPT_HTTPAUTH, value, (uint)(value ?? CurlAuth.Basic));
        if (AwsSigV4 is { } signature)
        {
            SetString(CURLoption.CURLOPT_AWS_SIGV4, signature, signature);
        }
    }

    private void SetAwsSigV4(string? value)
    {
        SetNonEmptyLine(CURLoption.CURLOPT_AWS_SIGV4, value, nameof(AwsSigV4));
        if (value is null)
        {
            SetHttpAuth(HttpAuth);
        }
    }

    private void SetHaProxyClientIp(string? value)
    {
        SetNonEmptyLine(CURLoption.CURLOPT_HAPROXY_CLIENT_IP, value, nameof(HaProxyClientIp));
        if (value is null)
        {
            Apply(CURLoption.CURLOPT_HAPROXYPROTOCOL, HaProxyProtocol == true ? 1 : 0);
        }
    }

    private void SetUnixSocket(CURLoption option, string? value, [CallerMemberName] string property = "")
    {
        // One string in libcurl, and which option set it last: null for one must not take away the other.
        CURLoption other = option == CURLoption.CURLOPT_UNIX_SOCKET_PATH
            ? CURLoption.CURLOPT_ABSTRACT_UNIX_SOCKET
            : CURLoption.CURLOPT_UNIX_SOCKET_PATH;
        if (value is not null || !_values.ContainsKey(other))
        {
            SetNonEmpty(option, value, property);
            _values.Remove(other);
        }
    }

    private void SetCa(CURLoption option, string? value, CURLINFO builtIn, [CallerMemberName] string property = "")
    {
        SetNonEmpty(option, value, property);
        if (value is null && !CurlLibrary.RestoresRoots.IsThere
            && LibCurl.curl_easy_getinfo(_easy.Handle, builtIn, out string? path) == CURLcode.CURLE_OK && path is not null)
        {
            SetString(option, null, path);
        }
    }

    private void SetPostFields(ReadOnlyMemory<byte>? value)
    {
        byte[]? bytes = value?.ToArray();
        Store(
            CURLoption.CURLOPT_POSTFIELDS,
            bytes is null ? (object?)null : new ReadOnlyMemory<byte>(bytes),
            LibCurl.curl_easy_setopt(_easy.Handle, CURLoption.CURLOPT_POSTFIELDS, bytes));
        ApplyMethod();
    }

    private void SetMethod(CURLoption option, bool? value)
    {
        SetBoolean(option, value, fallback: false);
        ApplyMethod();
    }

    /// <summary>libcurl has one method, that of the option that was set last; here the strongest of those that are set.</summary>
    private void ApplyMethod()
    {
        Apply(CURLoption.CURLOPT_NOBODY, 0);
        Apply(CURLoption.CURLOPT_HTTPGET, 1);
        if (Post == true || PostFields is not null)
        {
            Apply(CURLoption.CURLOPT_POST, 1);
        }

        if (Upload == true)
        {
            Apply(CURLoption.CURLOPT_UPLOAD, 1);
        }

        if (NoBody == true)
        {
            Apply(CURLoption.CURLOPT_NOBODY, 1);
        }
    }

    private void Apply(CURLoption option, long number) =>
        _easy.CheckOption(LibCurl.curl_easy_setopt(_easy.Handle, option, number), option);
}
