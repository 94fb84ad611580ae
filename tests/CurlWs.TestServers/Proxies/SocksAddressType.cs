namespace CurlWs.TestServers;

/// <summary>How a SOCKS request names its target; the numbers are those of SOCKS5.</summary>
public enum SocksAddressType
{
    /// <summary>Not a SOCKS address.</summary>
    None = 0,

    /// <summary>An IPv4 address: the client has resolved the name.</summary>
    IPv4 = 1,

    /// <summary>A name: the proxy has to resolve it (socks4a and socks5h).</summary>
    DomainName = 3,

    /// <summary>An IPv6 address.</summary>
    IPv6 = 4,
}
