using System;
using System.Collections.Generic;
using System.Linq;

using CurlWs.Interop;

namespace CurlWs;

// The way through proxies, and what to say when they are in the way.
internal sealed partial class UpgradeRequest
{
    /// <summary>What a user and a password are good for. libcurl asks first, and takes the safest of these that the proxy offers.</summary>
    private const CurlAuth ProxyAuth = CurlAuth.Digest | CurlAuth.Ntlm | CurlAuth.Basic;

    // The variable of the environment whose proxy the request was given, and whether the proxy was given a user and a password.
    private string? _proxyVariable;
    private bool _proxyLogin;

    /// <summary>What to add to the message of a failure: what was tried, where it is about proxies or roots.</summary>
    internal string Hint(CurlException failure)
    {
        if (_validation is { HasRefused: true })
        {
            return string.Empty;
        }

        if (_easy.Info.HttpConnectCode == 407)
        {
            return LoginHint();
        }

        string roots = failure.Code is CURLcode.CURLE_PEER_FAILED_VERIFICATION or CURLcode.CURLE_SSL_CACERT_BADFILE
            ? $" Roots looked at: {Roots.LookedAt}." : string.Empty;
        return _proxyVariable is not null && (_easy.Info.UsedProxy || failure.Detail.Contains("proxy", StringComparison.OrdinalIgnoreCase))
            ? $"{roots} The proxy is that of the environment variable {_proxyVariable}: see UseEnvironmentProxy." : roots;
    }

    private void ApplyProxy(CurlEasyOptions to)
    {
        if (_options.HaProxyProtocol)
        {
            to.HaProxyProtocol = true;
        }

        if (_options.HaProxyClientIp is not null)
        {
            to.HaProxyClientIp = _options.HaProxyClientIp;
        }

        if ((_options.UnixSocketPath ?? _options.AbstractUnixSocket) is not null)
        {
            to.Proxy = string.Empty;
            return;
        }

        // Always said, so that libcurl never looks into the native environment by itself.
        EnvironmentProxy environment = _options.UseEnvironmentProxy
            ? EnvironmentProxy.Find(_address.Uri.Scheme) : new EnvironmentProxy(null, string.Empty, string.Empty);
        to.NoProxy = _options.NoProxy ?? environment.NoProxy;
        to.Proxy = _options.Proxy is null ? environment.Address : ProxyAddress.WithPort(_options.Proxy);
        if (to.Proxy.Length == 0)
        {
            return;
        }

        _proxyVariable = _options.Proxy is null ? environment.Variable : null;
        _proxyLogin = _options.ProxyCredentials is not null || to.Proxy.Contains('@', StringComparison.Ordinal);

        // Before libcurl 8.21 a ws request goes to an HTTP proxy as it is, instead of through a tunnel. Elsewhere it has no effect.
        to.HttpProxyTunnel = true;
        to.ProxyAuth = _options.ProxyAuth ?? ProxyAuth;
        if (_options.ProxyCredentials is not null)
        {
            to.ProxyUsername = CurlWebSocketOptions.BasicUser(_options.ProxyCredentials);
            to.ProxyPassword = _options.ProxyCredentials.Password;
        }

        if (_options.PreProxy is not null)
        {
            to.PreProxy = ProxyAddress.WithPort(_options.PreProxy);
        }
    }

    /// <summary>Says what the proxy offers and what was done with it; what was given is not blamed where it was never asked for.</summary>
    private string LoginHint()
    {
        CurlAuth common = _easy.Info.ProxyAuthAvailable & (_easy.Options.ProxyAuth ?? CurlAuth.Basic);
        string offers = Offered();
        if (common == CurlAuth.None)
        {
            CurlAuth allowed = _easy.Options.ProxyAuth ?? CurlAuth.Basic;
            CurlAuth[] kinds = [CurlAuth.Negotiate, CurlAuth.Digest, CurlAuth.Ntlm, CurlAuth.Basic];
            string names = string.Join(", ", kinds.Where(kind => (allowed & kind) != 0 && CurlLibrary.HasAuth(kind)));
            return $" The proxy offers {offers}; this libcurl ({CurlLibrary.Version}) can log in with ProxyCredentials by {names}. For "
                + "another kind set ProxyAuth, with a libcurl that was built with it.";
        }

        return _proxyLogin
            ? $" The proxy offers {offers}; the user and the password that it was given were sent by "
                + $"{(CurlAuth)_easy.GetInfo(CurlInfos.ProxyauthUsed)}, and it refused them."
            : $" The proxy offers {offers} and was given no user and password: see ProxyCredentials.";
    }

    /// <summary>
    /// The names in Proxy-Authenticate: without what is in quotes, of each part between commas the word before its first blank, unless it
    /// is a parameter.
    /// </summary>
    private string Offered()
    {
        IEnumerable<string> names = _easy.Headers.GetAll("Proxy-Authenticate", CurlHeaderOrigin.Connect)
            .SelectMany(value => string.Concat(value.Split('"').Where(static (_, index) => index % 2 == 0)).Split(','))
            .Select(part => part.Trim().Split(' ')[0])
            .Where(word => word.Length is > 0 and <= 20 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(8);
        string text = string.Join(", ", names);
        return text.Length == 0 ? "no way to log in" : text;
    }
}
