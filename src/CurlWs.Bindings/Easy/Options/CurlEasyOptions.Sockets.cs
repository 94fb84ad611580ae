using System;

using CurlWs.Interop;

namespace CurlWs;

// Sockets and buffers.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Whether small pieces are sent at once. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_NODELAY.html">CURLOPT_TCP_NODELAY(3)</see>, since libcurl 7.11.2.
    /// </summary>
    public bool? TcpNoDelay
    {
        get => Get<bool?>(CURLoption.CURLOPT_TCP_NODELAY);
        set => SetBoolean(CURLoption.CURLOPT_TCP_NODELAY, value, fallback: true);
    }

    /// <summary>
    /// Whether the system probes an idle connection. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPALIVE.html">CURLOPT_TCP_KEEPALIVE(3)</see>, since libcurl 7.25.0.
    /// </summary>
    public bool? TcpKeepAlive
    {
        get => Get<bool?>(CURLoption.CURLOPT_TCP_KEEPALIVE);
        set => SetBoolean(CURLoption.CURLOPT_TCP_KEEPALIVE, value, fallback: false);
    }

    /// <summary>
    /// Time for which a connection is idle before the first probe. Whole seconds. Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPIDLE.html">CURLOPT_TCP_KEEPIDLE(3)</see>, since libcurl 7.25.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 68 years.</exception>
    public TimeSpan? TcpKeepIdle
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_TCP_KEEPIDLE);
        set => SetSeconds(CURLoption.CURLOPT_TCP_KEEPIDLE, value, fallback: 60);
    }

    /// <summary>
    /// Time between two probes. Whole seconds. Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPINTVL.html">CURLOPT_TCP_KEEPINTVL(3)</see>, since libcurl 7.25.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 68 years.</exception>
    public TimeSpan? TcpKeepInterval
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_TCP_KEEPINTVL);
        set => SetSeconds(CURLoption.CURLOPT_TCP_KEEPINTVL, value, fallback: 60);
    }

    /// <summary>
    /// After how many unanswered probes the connection is given up. Default 9.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_KEEPCNT.html">CURLOPT_TCP_KEEPCNT(3)</see>, since libcurl 8.9.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public int? TcpKeepCount
    {
        get => Get<int?>(CURLoption.CURLOPT_TCP_KEEPCNT);
        set => SetInRange(CURLoption.CURLOPT_TCP_KEEPCNT, value, 0, int.MaxValue, fallback: 9);
    }

    /// <summary>
    /// Whether data goes with the first packet, where the system can. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TCP_FASTOPEN.html">CURLOPT_TCP_FASTOPEN(3)</see>, since libcurl 7.49.0.
    /// </summary>
    public bool? TcpFastOpen
    {
        get => Get<bool?>(CURLoption.CURLOPT_TCP_FASTOPEN);
        set => SetBoolean(CURLoption.CURLOPT_TCP_FASTOPEN, value, fallback: false);
    }

    /// <summary>
    /// Bytes of the buffer for receiving. Default 16,384.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_BUFFERSIZE.html">CURLOPT_BUFFERSIZE(3)</see>, since libcurl 7.10.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1_024 and 10,485,760.</exception>
    public int? BufferSize
    {
        get => Get<int?>(CURLoption.CURLOPT_BUFFERSIZE);
        set => SetInRange(CURLoption.CURLOPT_BUFFERSIZE, value, 1_024, 10_485_760, fallback: 16_384);
    }

    /// <summary>
    /// Bytes of the buffer for uploads. Default 65,536.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_UPLOAD_BUFFERSIZE.html">CURLOPT_UPLOAD_BUFFERSIZE(3)</see>, since libcurl 7.62.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 16_384 and 2,097,152.</exception>
    public int? UploadBufferSize
    {
        get => Get<int?>(CURLoption.CURLOPT_UPLOAD_BUFFERSIZE);
        set => SetInRange(CURLoption.CURLOPT_UPLOAD_BUFFERSIZE, value, 16_384, 2_097_152, fallback: 65_536);
    }

    /// <summary>
    /// Whether libcurl tells what it does, on standard error or to the trace callback. Headers and so secrets are in it. Default no, and
    /// yes while <see cref="CurlEasy.TraceCallback"/> is set.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_VERBOSE.html">CURLOPT_VERBOSE(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? Verbose
    {
        get => Get<bool?>(CURLoption.CURLOPT_VERBOSE);
        set => SetBoolean(CURLoption.CURLOPT_VERBOSE, value, fallback: _easy.TraceCallback is not null);
    }
}
