namespace CurlWs.Tests.Rfc6455;

/// <summary>Whom a case of the suite is played to.</summary>
public enum ClientKind
{
    /// <summary>This library, framing itself in as far as the loaded libcurl allows it.</summary>
    Auto,

    /// <summary>This library, with libcurl's own framing.</summary>
    Libcurl,

    /// <summary>The framework's ClientWebSocket, for comparison.</summary>
    Framework,
}
