using System;
using System.Linq;
using System.Net;

namespace CurlWs;

// The way through proxies, and what to say when they are in the way.
internal sealed partial class UpgradeRequest
{
    // Where the request's proxy is from, for the message of a failure, whether there is a user and a password for it, and whether
    // there is only the user of the process, whom this libcurl cannot tell to a proxy.
    private string? _proxySource;
    private bool _hasProxyLogin;
    private bool _lacksDefaultLogin;

    /// <summary>What to add to the message of a failure: what was tried, where it is about proxies or roots.</summary>
    internal string Hint(CurlException failure)
    {
        if (_validation is { HasRefused: true })
        {
            return string.Empty;
        }

        if (_easy.GetInfo(CurlInfos.ProxyStatusCode) == 407)
        {
            return LoginHint();
        }

        string roots = failure.Code is CurlErrorCode.PeerFailedVerification or CurlErrorCode.BadCaFile
            ? $" Roots looked at: {Roots.LookedAt}." : string.Empty;
        bool proxied = _easy.Infos.Number(CurlInfos.UsedProxy) > 0 || failure.Detail.Contains("proxy", StringComparison.OrdinalIgnoreCase);
        return _proxySource is not null && proxied ? $"{roots} {_proxySource}" : roots;
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
        Login? login;
        (to.Proxy, to.NoProxy, login) = _options.WebProxy is { } names ? AskedProxy(names) : NamedProxy();
        if (to.Proxy.Length == 0)
        {
            return;
        }

        _hasProxyLogin = login is not null || to.Proxy.Contains('@', StringComparison.Ordinal);

        // Before libcurl 8.21 a ws request goes to an HTTP proxy as it is, instead of through a tunnel. Elsewhere it has no effect.
        to.HttpProxyTunnel = true;
        to.ProxyAuth = login is { Kinds: not CurlAuth.None } of ? of.Kinds : _options.ProxyAuth ?? Login.KindsForProxy;
        if (login is not null)
        {
            to.ProxyUserName = login.Value.User;
            to.ProxyPassword = login.Value.Password;
        }

        if (_options.PreProxy is not null)
        {
            to.PreProxy = ProxyAddress.WithPort(_options.PreProxy);
        }
    }

    /// <summary>What the options or the environment name.</summary>
    private (string Address, string Exceptions, Login? Login) NamedProxy()
    {
        EnvironmentProxy environment = _options.UseEnvironmentProxy
            ? EnvironmentProxy.Find(_address.Uri.Scheme) : new EnvironmentProxy(null, string.Empty, string.Empty);
        _proxySource = _options.Proxy is not null || environment.Variable is null ? null
            : $"The proxy is that of the environment variable {environment.Variable}: see UseEnvironmentProxy.";
        string address = _options.Proxy is null ? environment.Address : ProxyAddress.WithPort(_options.Proxy);
        return (address, _options.NoProxy ?? environment.NoProxy, ProxyLogin(_options.ProxyCredentials));
    }

    /// <summary>What the application's object names for this address.</summary>
    private (string Address, string Exceptions, Login? Login) AskedProxy(IWebProxy proxy)
    {
        if (ProxyLookup.AddressFor(proxy, _address.Uri) is not { } address)
        {
            return (string.Empty, string.Empty, null);
        }

        _proxySource = "The proxy is the one that WebProxy names.";
        Login? login = ProxyLogin(_options.ProxyCredentials);
        if (login is null && proxy.Credentials is { } credentials)
        {
            login = Login.ForProxy(credentials, address, _options.ProxyAuth);
            _lacksDefaultLogin = login is null && Login.IsDefault(credentials);
        }

        return (ProxyLookup.ForLibcurl(address, withLogin: login is null), string.Empty, login);
    }

    private Login? ProxyLogin(NetworkCredential? credential)
    {
        if (credential is null)
        {
            return null;
        }

        CurlAuth kinds = _options.ProxyAuth ?? Login.KindsForProxy;
        if (!Login.IsDefault(credential))
        {
            return new Login(CurlWebSocketOptions.BasicUser(credential), credential.Password, kinds);
        }

        Login? login = Login.OfThisUser(_options.ProxyAuth);
        _lacksDefaultLogin = login is null;
        return login;
    }

    /// <summary>Says what the proxy offers and what was done with it; what was given is not blamed where it was never asked for.</summary>
    private string LoginHint()
    {
        if (_lacksDefaultLogin)
        {
            return $" The proxy offers {Offered()}; CredentialCache.DefaultCredentials need a libcurl that was built with SSPI or GSS-API, "
                + $"and {CurlLibrary.Path} ({CurlLibrary.Version}) was not: see ProxyCredentials.";
        }

        CurlAuth common = (CurlAuth)_easy.GetInfo(CurlInfos.ProxyAuthAvailable) & (_easy.Options.ProxyAuth ?? CurlAuth.Basic);
        string offers = Offered();
        if (common == CurlAuth.None)
        {
            CurlAuth allowed = _easy.Options.ProxyAuth ?? CurlAuth.Basic;
            CurlAuth[] kinds = [CurlAuth.Negotiate, CurlAuth.Digest, CurlAuth.Ntlm, CurlAuth.Basic];
            string names = string.Join(", ", kinds.Where(kind => (allowed & kind) != 0 && CurlLibrary.HasAuth(kind)));
            return $" The proxy offers {offers}; this libcurl ({CurlLibrary.Version}) can log in with ProxyCredentials by {names}. For "
                + "another kind set ProxyAuth, with a libcurl that was built with it.";
        }

        if (!_hasProxyLogin)
        {
            return $" The proxy offers {offers} and was given no user and password: see ProxyCredentials.";
        }

        CurlAuth used = (CurlAuth)_easy.GetInfo(CurlInfos.ProxyAuthUsed);
        return used == CurlAuth.None
            ? $" The proxy offers {offers}, in a way that this libcurl ({CurlLibrary.Version}) cannot answer; the user and the password "
                + "were not sent."
            : $" The proxy offers {offers}; the user and the password that it was given were sent by {used}, and it refused them.";
    }

    private string Offered()
    {
        string text = string.Join(", ", Challenges.Names(_easy.GetHeaders().GetValues("Proxy-Authenticate", CurlHeaderOrigin.Connect)));
        return text.Length == 0 ? "no way to log in" : text;
    }
}
