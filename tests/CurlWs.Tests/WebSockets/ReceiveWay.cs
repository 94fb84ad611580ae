namespace CurlWs.Tests.WebSockets;

/// <summary>The ways in which bytes of the server are taken.</summary>
public enum ReceiveWay
{
    /// <summary>The inherited member.</summary>
    Receive,

    /// <summary>Whole messages.</summary>
    Messages,

    /// <summary>Frame by frame.</summary>
    Frames,

    /// <summary>A message as a stream.</summary>
    Stream,

    /// <summary>Closing, which skips what comes before the close frame.</summary>
    Close,
}
