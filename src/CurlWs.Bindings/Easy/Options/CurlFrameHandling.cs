using System;

namespace CurlWs;

/// <summary>
/// Ways in which libcurl handles WebSocket frames.
/// <see href="https://curl.se/libcurl/c/CURLOPT_WS_OPTIONS.html">CURLOPT_WS_OPTIONS(3)</see>.
/// </summary>
[Flags]
public enum CurlFrameHandling
{
    /// <summary>Frames are parsed and pings are answered. The default.</summary>
    None = 0,

    /// <summary>Bytes are handed over as they are: <c>CURLWS_RAW_MODE</c>.</summary>
    RawMode = 1,

    /// <summary>
    /// Pings are handed over, not answered: <c>CURLWS_NOAUTOPONG</c>. Since libcurl 8.14: an older one accepts this bit and still answers.
    /// </summary>
    NoAutoPong = 2,
}
