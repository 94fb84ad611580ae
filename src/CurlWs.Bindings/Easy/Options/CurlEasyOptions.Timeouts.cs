using System;

using CurlWs.Interop;

namespace CurlWs;

// How long things may take. A time of less than the resolution counts as the resolution, not as none.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The most that resolving, connecting, TLS and proxies may take; zero means the default. Resolution: milliseconds. Default 300
    /// seconds. <see href="https://curl.se/libcurl/c/CURLOPT_CONNECTTIMEOUT_MS.html">CURLOPT_CONNECTTIMEOUT_MS(3)</see>, since libcurl
    /// 7.16.2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan? ConnectTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_CONNECTTIMEOUT_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_CONNECTTIMEOUT_MS, value, fallback: 0);
    }

    /// <summary>
    /// The most that a server's answer to a command may take, in protocols such as FTP; zero means the default. Resolution: milliseconds.
    /// Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SERVER_RESPONSE_TIMEOUT_MS.html">CURLOPT_SERVER_RESPONSE_TIMEOUT_MS(3)</see>, since
    /// libcurl 8.6.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan? ServerResponseTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_SERVER_RESPONSE_TIMEOUT_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, value, fallback: 0);
    }

    /// <summary>
    /// Bytes a second: a transfer that is slower for <see cref="LowSpeedTime"/> fails. Default 0, never.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOW_SPEED_LIMIT.html">CURLOPT_LOW_SPEED_LIMIT(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public long? LowSpeedLimit
    {
        get => Get<long?>(CURLoption.CURLOPT_LOW_SPEED_LIMIT);
        set => SetInRange(CURLoption.CURLOPT_LOW_SPEED_LIMIT, value, 0, int.MaxValue, fallback: 0);
    }

    /// <summary>
    /// Time for which a transfer may be slower than <see cref="LowSpeedLimit"/>. Resolution: seconds. Default zero, never fails.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOW_SPEED_TIME.html">CURLOPT_LOW_SPEED_TIME(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 68 years.</exception>
    public TimeSpan? LowSpeedTime
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_LOW_SPEED_TIME);
        set => SetSeconds(CURLoption.CURLOPT_LOW_SPEED_TIME, value, fallback: 0);
    }

    /// <summary>
    /// Head start of IPv6 over IPv4 when both are tried. Resolution: milliseconds. Default 200 milliseconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS.html">CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS(3)</see>, since
    /// libcurl 7.59.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan? HappyEyeballsTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, value, fallback: 200);
    }

    /// <summary>
    /// Time after which <see cref="CurlEasy.Upkeep"/> pings an idle connection. Resolution: milliseconds. Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_UPKEEP_INTERVAL_MS.html">CURLOPT_UPKEEP_INTERVAL_MS(3)</see>, since libcurl 7.62.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan? UpkeepInterval
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_UPKEEP_INTERVAL_MS);
        set => SetMilliseconds(CURLoption.CURLOPT_UPKEEP_INTERVAL_MS, value, fallback: 60000);
    }

    /// <summary>
    /// Bytes a second that are received at most, on average; 0 means no limit. Default 0.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAX_RECV_SPEED_LARGE.html">CURLOPT_MAX_RECV_SPEED_LARGE(3)</see>, since libcurl 7.15.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public long? MaxReceiveSpeed
    {
        get => Get<long?>(CURLoption.CURLOPT_MAX_RECV_SPEED_LARGE);
        set => SetInRange(CURLoption.CURLOPT_MAX_RECV_SPEED_LARGE, value, 0, long.MaxValue, fallback: 0);
    }

    /// <summary>
    /// Bytes a second that are sent at most, on average; 0 means no limit. Default 0.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAX_SEND_SPEED_LARGE.html">CURLOPT_MAX_SEND_SPEED_LARGE(3)</see>, since libcurl 7.15.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public long? MaxSendSpeed
    {
        get => Get<long?>(CURLoption.CURLOPT_MAX_SEND_SPEED_LARGE);
        set => SetInRange(CURLoption.CURLOPT_MAX_SEND_SPEED_LARGE, value, 0, long.MaxValue, fallback: 0);
    }

    /// <summary>
    /// Bytes: a download that is larger fails; 0 means no limit. Default 0.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAXFILESIZE_LARGE.html">CURLOPT_MAXFILESIZE_LARGE(3)</see>, since libcurl 7.11.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public long? MaxFileSize
    {
        get => Get<long?>(CURLoption.CURLOPT_MAXFILESIZE_LARGE);
        set => SetInRange(CURLoption.CURLOPT_MAXFILESIZE_LARGE, value, 0, long.MaxValue, fallback: 0);
    }
}
