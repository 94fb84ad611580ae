// The public struct of <curl/websockets.h>, libcurl 8.22.0.

#pragma warning disable CS1591 // The fields carry C's names; the summary names the page that explains them.

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
    public int age;
    public int flags;
    public long offset;
    public long bytesleft;
    public nuint len;
}
