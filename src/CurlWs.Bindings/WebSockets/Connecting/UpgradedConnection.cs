namespace CurlWs;

/// <summary>What a connect leads to: a connection that has been upgraded, and all that a socket has to know of how.</summary>
internal sealed class UpgradedConnection
{
    /// <summary>The handle. It belongs to whoever has this object, until a socket takes it over.</summary>
    internal required CurlEasy Easy { get; init; }

    /// <summary>Those that were in force at the end; what concerns connecting has been done.</summary>
    internal required CurlWebSocketOptions Options { get; init; }

    /// <summary>Whether bytes come and go as they are, so that this library parses the frames; else libcurl does.</summary>
    internal required bool Raw { get; init; }

    /// <summary>The subprotocol that the server picked, or null.</summary>
    internal string? SubProtocol { get; init; }

    /// <summary>The compression that was agreed upon, or null.</summary>
    internal DeflateAgreement? Deflate { get; init; }

    /// <summary>The header fields of the 101.</summary>
    internal required CurlHeaders Headers { get; init; }

    internal required CurlWebSocketInfo Info { get; init; }
}
