namespace CurlWs;

/// <summary>The code that makes and parses frames: this library, or libcurl.</summary>
public enum CurlFraming
{
    /// <summary>
    /// The faster way that the loaded libcurl allows: this library's encoder from 8.14.0, its decoder from 8.21.0, libcurl's below. The
    /// default.
    /// </summary>
    Auto,

    /// <summary>
    /// libcurl's <c>curl_ws_send</c> and <c>curl_ws_recv</c>. Refused below 8.16.0, where libcurl masks every frame of a connection with
    /// one key (CVE-2025-10148), unless <see cref="CurlWebSocketOptions.AllowPredictableMasking"/> is set. Where libcurl decodes, the
    /// socket's receive buffer is 128 KiB, because otherwise a fast server could fill the memory: at most so much arrives in a round trip,
    /// 2.6 MB/s at 50 ms. A size that <see cref="CurlEasy.SocketCreatedCallback"/> sets (SO_RCVBUF) stays; from 256 KiB on the memory is
    /// the server's to decide.
    /// </summary>
    Libcurl,

    /// <summary>This library's encoder and decoder over <c>curl_easy_send</c> and <c>curl_easy_recv</c>. Needs libcurl 8.21.0.</summary>
    Managed,
}
