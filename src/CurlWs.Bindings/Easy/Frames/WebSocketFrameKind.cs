using System;

namespace CurlWs;

/// <summary>
/// Kinds of frame: libcurl's <c>CURLWS_*</c> bits. <see href="https://curl.se/libcurl/c/curl_ws_send.html">curl_ws_send(3)</see>.
/// </summary>
[Flags]
public enum WebSocketFrameKind
{
    /// <summary>Sends the rest of the frame that was begun.</summary>
    None = 0,

    /// <summary>Text, UTF-8, which libcurl does not check: <c>CURLWS_TEXT</c>.</summary>
    Text = 1,

    /// <summary>Bytes: <c>CURLWS_BINARY</c>.</summary>
    Binary = 2,

    /// <summary>More frames of the same message follow: <c>CURLWS_CONT</c>. With a type on every frame but the last.</summary>
    Continues = 4,

    /// <summary>A close frame, at most 125 bytes: <c>CURLWS_CLOSE</c>.</summary>
    Close = 8,

    /// <summary>A ping, at most 125 bytes, which the server answers with a pong of the same bytes: <c>CURLWS_PING</c>.</summary>
    Ping = 16,

    /// <summary>A pong, at most 125 bytes, as answer to a ping: <c>CURLWS_PONG</c>.</summary>
    Pong = 64,
}
