using System;

namespace CurlWs;

/// <summary>
/// Return value of <see cref="CurlReadCallback"/>: how much data it has supplied, or that the data ends, pauses or fails.
/// </summary>
public readonly record struct CurlReadResult
{
    private CurlReadResult(long code) => Code = code;

    /// <summary>Ends the data: all of it has been supplied.</summary>
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
