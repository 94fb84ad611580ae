namespace CurlWs;

/// <summary>The side that has sent a frame: this client or its server.</summary>
public enum CurlFrameDirection
{
    /// <summary>Sent by this client, as <c>&gt;</c> in <see cref="CurlFrameTrace.ToString"/>.</summary>
    Sent,

    /// <summary>Received from the server, as <c>&lt;</c> in <see cref="CurlFrameTrace.ToString"/>.</summary>
    Received,
}
