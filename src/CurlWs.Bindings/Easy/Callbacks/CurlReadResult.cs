using System;

namespace CurlWs;

/// <summary>Outcomes of a callback that supplies data to send.</summary>
public readonly record struct CurlReadResult
{
    private CurlReadResult(long code) => Code = code;

    /// <summary>Ends the data.</summary>
    public static CurlReadResult End => default;

    /// <summary>Has no data now: the callback is called again after <see cref="CurlEasy.Pause"/> continues.</summary>
    public static CurlReadResult Pause => new(Interop.LibCurl.CURL_READFUNC_PAUSE);

    /// <summary>Fails the transfer with <see cref="CurlErrorCode.AbortedByCallback"/>.</summary>
    public static CurlReadResult Abort => new(Interop.LibCurl.CURL_READFUNC_ABORT);

    internal long Code { get; }

    /// <summary>Has written <paramref name="count"/> bytes to the buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static CurlReadResult Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new CurlReadResult(count);
    }
}
