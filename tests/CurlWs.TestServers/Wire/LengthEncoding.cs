namespace CurlWs.TestServers;

/// <summary>How a frame's length is written.</summary>
public enum LengthEncoding
{
    /// <summary>With as few bytes as can hold it, the only form that RFC 6455 allows.</summary>
    Shortest = 0,

    /// <summary>In the second byte itself; only for lengths up to 125.</summary>
    SevenBit = 7,

    /// <summary>As 126 and two more bytes.</summary>
    SixteenBit = 16,

    /// <summary>As 127 and eight more bytes.</summary>
    SixtyFourBit = 64,
}
