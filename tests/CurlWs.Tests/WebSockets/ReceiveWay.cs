namespace CurlWs.Tests.WebSockets;

/// <summary>The ways in which bytes of the server are taken.</summary>
public enum ReceiveWay
{
    /// <summary>The inherited member.</summary>
    Receive,

    /// <summary>Whole messages.</summary>
    Messages,

    /// <summary>One whole message at a time.</summary>
    Message,

    /// <summary>Whole messages in memory that is lent.</summary>
    Borrowed,

    /// <summary>Frame by frame.</summary>
    Frames,

    /// <summary>A message as a stream.</summary>
    Stream,

    /// <summary>Closing, which skips what comes before the close frame.</summary>
    Close,
}
