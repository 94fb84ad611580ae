using System;

namespace CurlWs;

/// <summary>
/// The proxy that .NET's environment names for a scheme. libcurl looks into the process's native environment, which on Unix
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not change, and each of its versions for other names.
/// </summary>
/// <param name="Variable">The variable that names it; null where none does.</param>
/// <param name="Address">The proxy for libcurl; empty for none.</param>
/// <param name="NoProxy">Who is reached without it; empty for nobody.</param>
internal sealed record EnvironmentProxy(string? Variable, string Address, string NoProxy)
{
    /// <summary>Looks for it. A variable that is set to nothing counts as not set, as with curl and .NET.</summary>
    internal static EnvironmentProxy Find(string scheme, Func<string, string?>? environment = null, bool? ignoresCase = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        string noProxy = Value(environment, "no_proxy") ?? Value(environment, "NO_PROXY") ?? string.Empty;
        bool isCgi = Value(environment, "GATEWAY_INTERFACE") is not null;
        foreach (string name in Names(scheme, isCgi, ignoresCase ?? OperatingSystem.IsWindows()))
        {
            if (Value(environment, name) is { } address)
            {
                return new EnvironmentProxy(name, ProxyAddress.Normalize(address), noProxy);
            }
        }

        return new EnvironmentProxy(null, string.Empty, noProxy);
    }

    /// <summary>
    /// The scheme's own first, then that of HTTP, then that of all; in small letters before capitals. In a CGI program HTTP_PROXY is a
    /// header field of the request, Proxy, and whoever sends that would choose the proxy.
    /// </summary>
    private static string[] Names(string scheme, bool cgi, bool ignoresCase)
    {
        string[] http = WebSocketScheme.Of(scheme) == WebSocketScheme.Secure ? ["https_proxy", "HTTPS_PROXY"]
            : cgi && ignoresCase ? []
            : cgi ? ["http_proxy"]
            : ["http_proxy", "HTTP_PROXY"];
        string[] own = WebSocketScheme.Is(scheme) ? [scheme + "_proxy", scheme.ToUpperInvariant() + "_PROXY"] : [];
        return [.. own, .. http, "all_proxy", "ALL_PROXY"];
    }

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } value ? value : null;
}
