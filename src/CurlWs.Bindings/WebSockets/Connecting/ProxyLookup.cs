using System;
using System.Net;

namespace CurlWs;

/// <summary>Asks an <see cref="IWebProxy"/> as .NET's own handler does. What it throws is the application's, and comes out.</summary>
internal static class ProxyLookup
{
    /// <summary>The proxy for an address, or null for none.</summary>
    /// <exception cref="ArgumentException">What it names is no proxy's address.</exception>
    internal static Uri? AddressFor(IWebProxy proxy, Uri destination)
    {
        if (proxy.IsBypassed(destination) || proxy.GetProxy(destination) is not { } named || named == destination)
        {
            return null;
        }

        return CurlWebSocketOptions.IsProxy(named) ? named : throw new ArgumentException(
            $"WebProxy names {(named.IsAbsoluteUri ? SafeText.Address(named) : "a relative address")} as the proxy for "
            + $"{SafeText.Address(destination)}. A proxy's address begins with http, https, socks4, socks4a, socks5 or socks5h and ://.",
            nameof(CurlWebSocketOptions.WebProxy));
    }

    /// <summary>The same address for libcurl: where .NET leaves the host's name to a SOCKS 5 proxy, libcurl would resolve it.</summary>
    internal static string ForLibcurl(Uri proxy, bool withLogin)
    {
        string address = ProxyAddress.WithPort(proxy, withLogin);
        return proxy.Scheme == "socks5" ? "socks5h" + address[proxy.Scheme.Length..] : address;
    }
}
