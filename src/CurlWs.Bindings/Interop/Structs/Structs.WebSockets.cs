// The public struct of <curl/websockets.h>, libcurl 8.22.0.

using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// One chunk of a frame: <c>len</c> bytes from <c>offset</c>, <c>bytesleft</c> bytes still to come, <c>flags</c> of <c>CURLWS_*</c>.
/// libcurl's pointer to it is good until the next <c>curl_ws_*</c> call on the handle: copy the struct to keep it.
/// <see href="https://curl.se/libcurl/c/curl_ws_meta.html">curl_ws_meta(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct curl_ws_frame
{
    /// <summary>Layout of this struct; 0 so far.</summary>
    public int age;

    /// <summary>
    /// Type of the message or control frame, one <c>CURLWS_*</c> bit, and <see cref="LibCurl.CURLWS_CONT"/> where more frames of the
    /// message follow.
    /// </summary>
    public int flags;

    /// <summary>Bytes of the frame's payload before this chunk.</summary>
    public long offset;

    /// <summary>Bytes of the frame's payload after this chunk.</summary>
    public long bytesleft;

    /// <summary>Bytes of this chunk.</summary>
    public nuint len;
}
