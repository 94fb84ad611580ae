namespace CurlWs;

/// <summary>Return value of <see cref="CurlEasy.SocketCreatedCallback"/>: what libcurl does with the new socket.</summary>
public enum CurlSocketResult
{
    /// <summary>Connects the socket.</summary>
    Connect = 0,

    /// <summary>Closes the socket: connecting fails.</summary>
    Abort = 1,

    /// <summary>Uses the socket as it is: already connected.</summary>
    AlreadyConnected = 2,
}
