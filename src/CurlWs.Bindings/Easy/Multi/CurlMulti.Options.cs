using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// The options of the multi handle. Null is libcurl's default, and setting null goes back to it.
public sealed unsafe partial class CurlMulti
{
    private readonly Dictionary<CURLMoption, long> _options = [];

    /// <summary>
    /// Number of idle connections that are kept for later. Default twice the number of handles added (four times in older versions).
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_MAXCONNECTS.html">CURLMOPT_MAXCONNECTS(3)</see>, since libcurl 7.16.3.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PerformAsync"/> has transfers under way.</exception>
    public int? MaxConnects
    {
        get => Get(CURLMoption.CURLMOPT_MAXCONNECTS);
        set => Set(CURLMoption.CURLMOPT_MAXCONNECTS, value, fallback: 0);
    }

    /// <summary>
    /// Number of connections to one host at once; further transfers wait. Default no limit.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_MAX_HOST_CONNECTIONS.html">CURLMOPT_MAX_HOST_CONNECTIONS(3)</see>, since libcurl 7.30.
    /// </summary>
    /// <inheritdoc cref="MaxConnects"/>
    public int? MaxHostConnections
    {
        get => Get(CURLMoption.CURLMOPT_MAX_HOST_CONNECTIONS);
        set => Set(CURLMoption.CURLMOPT_MAX_HOST_CONNECTIONS, value, fallback: 0);
    }

    /// <summary>
    /// Number of connections at once; further transfers wait. Default no limit.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_MAX_TOTAL_CONNECTIONS.html">CURLMOPT_MAX_TOTAL_CONNECTIONS(3)</see>, since libcurl
    /// 7.30.
    /// </summary>
    /// <inheritdoc cref="MaxConnects"/>
    public int? MaxTotalConnections
    {
        get => Get(CURLMoption.CURLMOPT_MAX_TOTAL_CONNECTIONS);
        set => Set(CURLMoption.CURLMOPT_MAX_TOTAL_CONNECTIONS, value, fallback: 0);
    }

    /// <summary>
    /// Number of HTTP/2 streams that one connection may carry at once. Default 100.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_MAX_CONCURRENT_STREAMS.html">CURLMOPT_MAX_CONCURRENT_STREAMS(3)</see>, since libcurl
    /// 7.67.
    /// </summary>
    /// <inheritdoc cref="MaxConnects"/>
    public int? MaxConcurrentStreams
    {
        get => Get(CURLMoption.CURLMOPT_MAX_CONCURRENT_STREAMS);
        set => Set(CURLMoption.CURLMOPT_MAX_CONCURRENT_STREAMS, value, fallback: 100);
    }

    /// <summary>
    /// Whether HTTP/2 transfers to one host share a connection. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_PIPELINING.html">CURLMOPT_PIPELINING(3)</see>, since libcurl 7.43.
    /// </summary>
    /// <inheritdoc cref="MaxConnects"/>
    public bool? Multiplex
    {
        get => Get(CURLMoption.CURLMOPT_PIPELINING) is { } value ? value != 0 : null;
        set => Set(
            CURLMoption.CURLMOPT_PIPELINING,
            value is { } on ? (on ? (int)LibCurl.CURLPIPE_MULTIPLEX : 0) : null,
            (int)LibCurl.CURLPIPE_MULTIPLEX);
    }

    /// <summary>
    /// Number of threads that resolve names, in a libcurl whose resolver has threads. Default 20. Since libcurl 8.20.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_RESOLVE_THREADS_MAX.html">CURLMOPT_RESOLVE_THREADS_MAX(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    /// <inheritdoc cref="MaxConnects"/>
    public int? MaxResolveThreads
    {
        get => Get(CURLMoption.CURLMOPT_RESOLVE_THREADS_MAX);
        set => Set(CURLMoption.CURLMOPT_RESOLVE_THREADS_MAX, value, fallback: 20);
    }

    /// <summary>
    /// Whether disposal returns without waiting for threads that still resolve names. Default false. Since libcurl 8.20.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_QUICK_EXIT.html">CURLMOPT_QUICK_EXIT(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    /// <inheritdoc cref="MaxConnects"/>
    public bool? QuickExit
    {
        get => Get(CURLMoption.CURLMOPT_QUICK_EXIT) is { } value ? value != 0 : null;
        set => Set(CURLMoption.CURLMOPT_QUICK_EXIT, value is { } on ? (on ? 1 : 0) : null, fallback: 0);
    }

    private int? Get(CURLMoption option) => WhileAlive(_options).TryGetValue(option, out long value) ? (int)value : null;

    private T WhileAlive<T>(T value)
    {
        ObjectDisposedException.ThrowIf(Handle.WasClosed, this);
        return value;
    }

    private void Set(CURLMoption option, int? value, int fallback)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(value));
        }

        GuardManual();
        CheckOption(LibCurl.curl_multi_setopt(Handle, option, value ?? fallback), option);
        if (value is null)
        {
            _options.Remove(option);
        }
        else
        {
            _options[option] = value.Value;
        }
    }

    private static void CheckOption(CURLMcode code, CURLMoption option)
    {
        if (code == CURLMcode.CURLM_UNKNOWN_OPTION)
        {
            throw new PlatformNotSupportedException($"{CurlLibrary.Path} is libcurl {CurlLibrary.Version}, which does not know {option}.");
        }

        CurlErrors.Check(code, $"curl_multi_setopt({option})");
    }
}
