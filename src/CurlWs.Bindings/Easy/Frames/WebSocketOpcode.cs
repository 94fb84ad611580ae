namespace CurlWs;

/// <summary>Kinds of frame (RFC 6455, section 5.2).</summary>
public enum WebSocketOpcode
{
    /// <summary>A further frame of the message that the last text or binary frame began.</summary>
    Continuation = 0,

    /// <summary>The first frame of a text message, UTF-8.</summary>
    Text = 1,

    /// <summary>The first frame of a binary message.</summary>
    Binary = 2,

    /// <summary>The close frame, which begins or answers the closing handshake; its sender sends no more data.</summary>
    Close = 8,

    /// <summary>A ping, to be answered with a pong of the same payload.</summary>
    Ping = 9,

    /// <summary>The answer to a ping, or a pong that nobody asked for.</summary>
    Pong = 10,
}
