namespace CurlWs;

/// <summary>What libcurl wants to hear about a socket from now on: <c>CURL_POLL_*</c>. <see href="https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html">CURLMOPT_SOCKETFUNCTION(3)</see>.</summary>
public enum CurlSocketInterest
{
    /// <summary>Nothing for now.</summary>
    None = 0,

    /// <summary>When it can be read.</summary>
    Read = 1,

    /// <summary>When it can be written.</summary>
    Write = 2,

    /// <summary>When it can be read or written.</summary>
    ReadWrite = 3,

    /// <summary>Nothing any more: forget the socket, its number may be used again.</summary>
    Remove = 4,
}
