namespace CurlWs;

/// <summary>
/// Return value of <see cref="CurlEasy.SeekCallback"/>: whether the data to send now goes on from the place that libcurl asked for.
/// </summary>
public enum CurlSeekResult
{
    /// <summary>The data goes on from the place that was asked for.</summary>
    Done = 0,

    /// <summary>Moving failed, and the transfer fails with it.</summary>
    Failed = 1,

    /// <summary>The data cannot be moved in: libcurl tries to read up to the place instead.</summary>
    CannotSeek = 2,
}
