namespace CurlWs;

/// <summary>Outcomes of a callback that moves to another place in the data to send.</summary>
public enum CurlSeekResult
{
    /// <summary>The data goes on from the place that was asked for.</summary>
    Done = 0,

    /// <summary>Moving failed, and the transfer fails with it.</summary>
    Failed = 1,

    /// <summary>The data cannot be moved in: libcurl tries to read up to the place instead.</summary>
    CannotSeek = 2,
}
