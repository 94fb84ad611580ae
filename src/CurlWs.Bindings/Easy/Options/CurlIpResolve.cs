namespace CurlWs;

/// <summary>
/// IP versions that a connection may use where the URL has a name; an address in digits in the URL is used in any case.
/// <see href="https://curl.se/libcurl/c/CURLOPT_IPRESOLVE.html">CURLOPT_IPRESOLVE(3)</see>.
/// </summary>
public enum CurlIpResolve
{
    /// <summary>IPv4 and IPv6 addresses, as far as the system can use them.</summary>
    Any = 0,

    /// <summary>IPv4 addresses alone.</summary>
    V4 = 1,

    /// <summary>IPv6 addresses alone.</summary>
    V6 = 2,
}
