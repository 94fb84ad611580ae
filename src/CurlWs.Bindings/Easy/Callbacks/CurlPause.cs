using System;

namespace CurlWs;

/// <summary>
/// Directions of a transfer to pause. <see href="https://curl.se/libcurl/c/curl_easy_pause.html">curl_easy_pause(3)</see>.
/// </summary>
[Flags]
public enum CurlPause
{
    /// <summary>Continues both directions.</summary>
    None = 0,

    /// <summary>Pauses receiving: <c>CURLPAUSE_RECV</c>.</summary>
    Receive = 1,

    /// <summary>Pauses sending: <c>CURLPAUSE_SEND</c>.</summary>
    Send = 4,

    /// <summary>Pauses both directions.</summary>
    All = Receive | Send,
}
