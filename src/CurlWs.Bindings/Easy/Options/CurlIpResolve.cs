namespace CurlWs;

/// <summary>Kinds of IP address. <see href="https://curl.se/libcurl/c/CURLOPT_IPRESOLVE.html">CURLOPT_IPRESOLVE(3)</see>.</summary>
public enum CurlIpResolve
{
    /// <summary>IPv4 and IPv6 addresses.</summary>
    Any = 0,

    /// <summary>IPv4 addresses alone.</summary>
    V4 = 1,

    /// <summary>IPv6 addresses alone.</summary>
    V6 = 2,
}
