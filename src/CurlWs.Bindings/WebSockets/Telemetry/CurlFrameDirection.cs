namespace CurlWs;

/// <summary>The way that a frame goes.</summary>
public enum CurlFrameDirection
{
    /// <summary>To the server.</summary>
    Sent,

    /// <summary>From the server.</summary>
    Received,
}
