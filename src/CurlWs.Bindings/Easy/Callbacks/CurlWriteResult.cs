namespace CurlWs;

/// <summary>Return value of <see cref="CurlWriteCallback"/>: whether libcurl goes on, waits, or fails the transfer.</summary>
public enum CurlWriteResult
{
    /// <summary>More: all of the data was taken.</summary>
    Continue = 0,

    /// <summary>Nothing for now: the same data comes again after <see cref="CurlEasy.Pause"/> continues.</summary>
    Pause = 1,

    /// <summary>The end: the transfer fails with <see cref="CurlErrorCode.WriteError"/>.</summary>
    Abort = 2,
}
