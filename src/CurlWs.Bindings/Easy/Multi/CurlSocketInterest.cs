namespace CurlWs;

/// <summary>
/// Events of a socket that libcurl wants to hear of from now on: <c>CURL_POLL_*</c>.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html">CURLMOPT_SOCKETFUNCTION(3)</see>.
/// </summary>
public enum CurlSocketInterest
{
    /// <summary>Nothing for now: watch the socket for no event until the next call for it.</summary>
    None = 0,

    /// <summary>The socket becomes readable.</summary>
    Read = 1,

    /// <summary>The socket becomes writable.</summary>
    Write = 2,

    /// <summary>The socket becomes readable or writable.</summary>
    ReadWrite = 3,

    /// <summary>Nothing any more: forget the socket, its number may be used again.</summary>
    Remove = 4,
}
