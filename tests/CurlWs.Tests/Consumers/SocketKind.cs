namespace CurlWs.Tests.Consumers;

/// <summary>Which WebSocket a consumer is given.</summary>
public enum SocketKind
{
    /// <summary><see cref="CurlWebSocket"/>, its frames made by this library.</summary>
    Curl,

    /// <summary><see cref="CurlWebSocket"/>, its frames made by libcurl.</summary>
    CurlFrames,

    /// <summary>The framework's ClientWebSocket: the reference, so that a test never asks for more than it does.</summary>
    Framework,
}
