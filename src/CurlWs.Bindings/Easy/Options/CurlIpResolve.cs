namespace CurlWs;

/// <summary>Kinds of IP address. <see href="https://curl.se/libcurl/c/CURLOPT_IPRESOLVE.html">CURLOPT_IPRESOLVE(3)</see>.</summary>
public enum CurlIpResolve
{
    /// <summary>Whatever the name has.</summary>
    Any = 0,

    /// <summary>IPv4 only.</summary>
    V4 = 1,

    /// <summary>IPv6 only.</summary>
    V6 = 2,
}
