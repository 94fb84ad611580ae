using System;

namespace CurlWs;

/// <summary>A proxy's address as .NET reads it, for libcurl.</summary>
internal static class ProxyAddress
{
    /// <summary>Without a port it is the scheme's, where libcurl would take 1080 for http; port 0 stays what it is, and fails.</summary>
    internal static string WithPort(Uri proxy, bool withLogin = true)
    {
        string user = proxy.UserInfo.Length == 0 || !withLogin ? string.Empty : proxy.UserInfo + "@";
        string host = proxy.HostNameType == UriHostNameType.IPv6 ? proxy.Host : proxy.IdnHost;
        return $"{proxy.Scheme}://{user}{host}{(proxy.Port >= 0 ? $":{proxy.Port}" : string.Empty)}";
    }

    /// <summary>
    /// Text as people write it into the environment, where http:// may be missing. What cannot be read is left for libcurl to refuse.
    /// </summary>
    internal static string Normalize(string text)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(full, UriKind.Absolute, out Uri? proxy) && proxy.Host.Length > 0
            && HostName.InAscii(proxy) is not null ? WithPort(proxy) : text;
    }

    /// <summary>Whether the way to the proxy is TLS.</summary>
    internal static bool IsSecure(string? address) => address?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;
}
