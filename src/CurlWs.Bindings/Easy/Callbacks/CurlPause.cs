using System;

namespace CurlWs;

/// <summary>Directions of a transfer to pause. <see href="https://curl.se/libcurl/c/curl_easy_pause.html">curl_easy_pause(3)</see>.</summary>
[Flags]
public enum CurlPause
{
    /// <summary>Neither: continue.</summary>
    None = 0,

    /// <summary>Receiving: <c>CURLPAUSE_RECV</c>.</summary>
    Receive = 1,

    /// <summary>Sending: <c>CURLPAUSE_SEND</c>.</summary>
    Send = 4,

    /// <summary>Both.</summary>
    All = Receive | Send,
}
