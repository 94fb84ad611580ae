namespace CurlWs;

/// <summary>Names of tags, OpenTelemetry's where it has one.</summary>
internal static class TagNames
{
    internal const string ServerAddress = "server.address";
    internal const string ServerPort = "server.port";
    internal const string PeerAddress = "network.peer.address";
    internal const string PeerPort = "network.peer.port";
    internal const string ProtocolName = "network.protocol.name";
    internal const string Direction = "network.io.direction";
    internal const string ErrorType = "error.type";
    internal const string UrlFull = "url.full";
    internal const string UrlScheme = "url.scheme";
    internal const string StatusCode = "http.response.status_code";

    internal const string ConnectionId = "curlws.connection.id";
    internal const string ProxyStatusCode = "curlws.proxy.status_code";
    internal const string MessageType = "curlws.message.type";
    internal const string Opcode = "curlws.frame.opcode";
    internal const string CloseCode = "curlws.close.code";
    internal const string CloseInitiator = "curlws.close.initiator";
    internal const string Reason = "curlws.keep_alive.reason";
    internal const string DropReason = "curlws.drop.reason";

    /// <summary>The value of <see cref="ProtocolName"/>.</summary>
    internal const string Protocol = "websocket";

    /// <summary>A value of <see cref="Direction"/>: to the server.</summary>
    internal const string Transmit = "transmit";

    /// <summary>A value of <see cref="Direction"/>: from the server.</summary>
    internal const string Receive = "receive";

    internal static string Of(WebSocketOpcode opcode) => opcode switch
    {
        WebSocketOpcode.Continuation => "continuation",
        WebSocketOpcode.Text => "text",
        WebSocketOpcode.Binary => "binary",
        WebSocketOpcode.Close => "close",
        WebSocketOpcode.Ping => "ping",
        _ => "pong",
    };

    internal static string Of(CurlDropReason reason) => reason switch
    {
        CurlDropReason.Oldest => "oldest",
        CurlDropReason.Newest => "newest",
        _ => "replaced",
    };
}
