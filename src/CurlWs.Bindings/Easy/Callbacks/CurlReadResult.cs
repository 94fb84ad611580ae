using System;

namespace CurlWs;

/// <summary>What a handler that supplies data has done.</summary>
public readonly record struct CurlReadResult
{
    private CurlReadResult(long code) => Code = code;

    /// <summary>There is no more data.</summary>
    public static CurlReadResult End => default;

    /// <summary>There is none for now: it is asked again after <see cref="CurlEasy.Pause"/> continues.</summary>
    public static CurlReadResult Pause => new(Interop.LibCurl.CURL_READFUNC_PAUSE);

    /// <summary>The transfer must end: it fails with <c>CURLE_ABORTED_BY_CALLBACK</c>.</summary>
    public static CurlReadResult Abort => new(Interop.LibCurl.CURL_READFUNC_ABORT);

    internal long Code { get; }

    /// <summary>So many bytes were written to the buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static CurlReadResult Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new CurlReadResult(count);
    }
}
