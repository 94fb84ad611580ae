namespace CurlWs.TestServers;

/// <summary>A CONNECT request that a <see cref="SocksServer"/> has received, from a client whose login was good.</summary>
/// <param name="Version">4 or 5.</param>
/// <param name="AddressType">How the target was named.</param>
/// <param name="Host">The address or the name.</param>
/// <param name="Port">The port.</param>
/// <param name="User">The user, the user id in SOCKS4; null when there was none.</param>
/// <param name="Password">The password; null when there was none.</param>
public sealed record SocksRequest(
    int Version, SocksAddressType AddressType, string Host, int Port, string? User = null, string? Password = null);
