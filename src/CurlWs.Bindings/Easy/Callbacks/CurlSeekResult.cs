namespace CurlWs;

/// <summary>What came of seeking in the data to send.</summary>
public enum CurlSeekResult
{
    /// <summary>It is there now.</summary>
    Done = 0,

    /// <summary>It failed: the transfer fails too.</summary>
    Failed = 1,

    /// <summary>It cannot: libcurl finds another way, if there is one.</summary>
    CannotSeek = 2,
}
