using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;

namespace CurlWs;

/// <summary>
/// One request of a connect: what is set for it on its handle. Only what the options say is passed on: a libcurl that was built without
/// something refuses even its default.
/// </summary>
internal sealed partial class UpgradeRequest
{
    private readonly CurlEasy _easy;
    private readonly ConnectRoute _route;
    private readonly CurlWebSocketOptions _options;
    private readonly WebSocketAddress _address;
    private readonly Handshake _handshake;
    private readonly ConnectTelemetry _telemetry;
    private readonly ServerValidation? _validation;
    private Func<IPEndPoint?, IPEndPoint?, bool>? _callersHandler;
    private bool _guarded;

    /// <summary>What TLS was agreed upon; null unless the options ask for it.</summary>
    internal TlsLine? Tls { get; private set; }

    /// <summary>How the login of the options' Credentials goes out; none if there is none for this server.</summary>
    internal CurlAuth LoginKind { get; private set; }

    internal UpgradeRequest(CurlEasy easy, ConnectRoute route, Handshake handshake, ConnectTelemetry telemetry)
    {
        _easy = easy;
        _route = route;
        _options = route.Options;
        _address = route.Address;
        _handshake = handshake;
        _telemetry = telemetry;
        _validation = _address.IsSecure && _options.ValidatesServer ? new ServerValidation(easy, _options) : null;
    }

    /// <summary>Sets all of it. The application's own settings come last, and see the rest.</summary>
    /// <param name="raw">Whether this library parses the frames.</param>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl was built without what an option needs.</exception>
    internal void Apply(bool raw)
    {
        try
        {
            ApplyOptions();
        }
        catch (CurlException e) when (e.Code is CurlErrorCode.NotBuiltIn or CurlErrorCode.UnknownOption)
        {
            throw new PlatformNotSupportedException(
                $"{CurlLibrary.Path} (libcurl {CurlLibrary.Version}) was built without what an option needs: {e.Operation}.", e);
        }

        CurlEasyOptions to = _easy.Options;
        foreach (string cookie in _route.CookieLines)
        {
            to.AddCookie(cookie);
        }

        to.Timeout = _route.Remaining ?? TimeSpan.Zero;
        to.FrameHandling |= raw ? CurlFrameHandling.RawMode : CurlFrameHandling.None;
        if (_options.Configure is { } configure)
        {
            configure(_easy);
            FitTarget(to);
        }

        // With libcurl's encoder, which masks 64 KiB byte by byte in one call while the others wait, only where each would have many roots
        // of its own otherwise: a system's are 900 KiB.
        _easy.SharesMulti = MayShareMulti && CurlLibrary.SharedMulti.IsThere && (raw || to.CachedRoots() is { AreMany: true });

        // What the application's share has for TLS sessions, a connection of its own may use: they would be in the multi handle otherwise.
        _easy.LeavesOnlyRoots = _easy.SharesMulti || (MayShareMulti && _options.Share is null);
        _easy.ResumesTls = MayResumeTls(to);
        Tls = _options.CaptureTlsDetails && _address.IsSecure ? new TlsLine(_easy) : null;
        if (_validation is not null)
        {
            ShowCertificates(to);
        }

        GuardRequest(_options.UpgradeTimeout);
    }

    /// <summary>The answer is there: the handle's handler is the application's again.</summary>
    internal void Answered()
    {
        if (_guarded)
        {
            _easy.PreRequestCallback = _callersHandler;
        }

        Tls?.Stop();
        if (_route.TakesAllRoots)
        {
            MachineRoots.HoldNoneBack();
        }
    }

    /// <summary>
    /// Whether others may have the connection's multi handle, too: not with names of its own, which all transfers there would see, and not
    /// where the app's code runs while libcurl works.
    /// </summary>
    private bool MayShareMulti =>
        _options.Configure is null && _options.TraceCallback is null && _options.Resolve is null && _options.DnsOverHttpsUri is null
        && _validation is null;

    /// <summary>
    /// Whether TLS sessions may be resumed: where there is TLS, and where nobody else decides what is set, shared or trusted.
    /// </summary>
    private bool MayResumeTls(CurlEasyOptions to) =>
        _options.AllowTlsResume && _options.Configure is null && _options.Share is null && _validation is null
        && (_address.IsSecure || ProxyAddress.IsSecure(to.Proxy));

    private void ApplyOptions()
    {
        CurlEasyOptions to = _easy.Options;
        to.Uri = _address.Uri;
        to.RequestTarget = _address.Target;
        to.HttpHeaders = HeaderLines();

        // For the upgrade's header only. libcurl keeps this buffer as long as the connection: 15 KiB less in every one.
        to.BufferSize = 1024;
        ApplyCredentials(to);
        ApplyCookies(to);
        ApplyProxy(to);
        ApplyNetwork(to);
        ApplyTls(to);
        ApplyRoots(to);
        if (_options.TraceCallback is not null)
        {
            _easy.TraceCallback = SafeTrace.Around(_options.TraceCallback);
        }
    }

    /// <summary>
    /// The target is for a server that is reached directly or through a tunnel, and for the address that it was made of. Otherwise libcurl
    /// makes one: a proxy without a tunnel, which an older libcurl may be told to use, is given the whole address.
    /// </summary>
    private void FitTarget(CurlEasyOptions to)
    {
        bool plainProxy = !CurlLibrary.AlwaysTunnels.IsThere && to.Proxy is not "" && to.HttpProxyTunnel != true;
        if (to.RequestTarget == _address.Target && (plainProxy || !ReferenceEquals(to.Uri, _address.Uri)))
        {
            to.RequestTarget = null;
        }
    }

    /// <summary>
    /// What happens when the request is about to be sent: the server is judged, if .NET does that; then the request's time is cut short,
    /// because libcurl has no limit of its own for the answer to the upgrade.
    /// </summary>
    private void GuardRequest(TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan && _validation is null)
        {
            return;
        }

        _guarded = true;
        _callersHandler = _easy.PreRequestCallback;
        _easy.PreRequestCallback = (remote, local) =>
        {
            if (_validation is not null)
            {
                _validation.Check();
                _easy.ThrowIfLate();
            }

            if (limit != Timeout.InfiniteTimeSpan)
            {
                _easy.LimitTransfer(limit, "while waiting for the server's answer to the upgrade (UpgradeTimeout)");
            }

            return _callersHandler?.Invoke(remote, local) ?? true;
        };
    }

    private List<string> HeaderLines()
    {
        List<string> lines = ["Sec-WebSocket-Key: " + _handshake.Key];
        if (_handshake.DeflateOffer is { } offer)
        {
            lines.Add("Sec-WebSocket-Extensions: " + offer.HeaderValue);
        }

        if (_options.SubProtocols.Count > 0)
        {
            lines.Add("Sec-WebSocket-Protocol: " + string.Join(", ", _options.SubProtocols));
        }

        if (_options.PropagateTraceContext)
        {
            _telemetry.InjectTraceContext((name, value) =>
            {
                // One that the application has set itself is what it wants.
                if (!_options.RequestHeaders.Any(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                {
                    lines.Add(name + ": " + value);
                }
            });
        }

        foreach ((string name, string value) in _options.RequestHeaders)
        {
            // libcurl's way to say "an empty value": a semicolon instead of the colon. With a colon a blank one would not be sent at all.
            lines.Add(value.AsSpan().Trim(" \t").Length == 0 ? name + ";" : name + ": " + value);
        }

        return lines;
    }

    private void ApplyCredentials(CurlEasyOptions to)
    {
        ICredentials? credentials = _options.UseDefaultCredentials ? CredentialCache.DefaultCredentials : _options.Credentials;
        if (credentials is not null && Login.ForServer(credentials, _address.Uri, _options.AwsSigV4 is not null) is { } login)
        {
            LoginKind = login.Kinds;
            to.UserName = login.User;
            to.Password = login.Password;
            if (login.Kinds != CurlAuth.Basic)
            {
                to.HttpAuth = login.Kinds;
            }
        }

        if (_options.BearerToken is not null)
        {
            to.BearerToken = _options.BearerToken;
            to.HttpAuth = CurlAuth.Bearer;
        }

        ApplyKeys(to);
    }

    private void ApplyKeys(CurlEasyOptions to)
    {
        if (_options.Netrc != CurlNetrc.Ignored)
        {
            to.Netrc = _options.Netrc;
        }

        if (_options.NetrcFile is not null)
        {
            to.NetrcFile = _options.NetrcFile;
        }

        if (_options.AwsSigV4 is not null)
        {
            to.AwsSigV4 = _options.AwsSigV4;
        }
    }

    private void ApplyCookies(CurlEasyOptions to)
    {
        if (_options.Cookies?.GetCookieHeader(_address.HttpForm) is { Length: > 0 } cookie)
        {
            to.Cookie = cookie;
        }

        if (_options.CookieFile is not null)
        {
            to.CookieFile = _options.CookieFile;
        }

        if (_options.CookieJar is not null)
        {
            to.CookieJar = _options.CookieJar;
        }
    }

    private void ApplyNetwork(CurlEasyOptions to)
    {
        if (_options.Interface is not null)
        {
            to.Interface = _options.Interface;
        }

        if (_options.LocalPort is not null)
        {
            to.LocalPort = _options.LocalPort;
        }

        if (_options.LocalPortRange is not null)
        {
            to.LocalPortRange = _options.LocalPortRange;
        }

        if (_options.Resolve is not null)
        {
            to.Resolve = _options.Resolve;
        }

        if (_options.ConnectTo is not null)
        {
            to.ConnectTo = _options.ConnectTo;
        }

        if (_options.DnsOverHttpsUri is not null)
        {
            to.DnsOverHttpsUri = _options.DnsOverHttpsUri;
        }

        if (_options.IpResolve != CurlIpResolve.Any)
        {
            to.IpResolve = _options.IpResolve;
        }

        if (_options.HappyEyeballsTimeout is not null)
        {
            to.HappyEyeballsTimeout = _options.HappyEyeballsTimeout;
        }

        if (_options.Share is not null)
        {
            to.Share = _options.Share;
        }

        if (!_options.TcpNoDelay)
        {
            to.TcpNoDelay = false;
        }

        if (_options.TcpKeepAlive)
        {
            to.TcpKeepAlive = true;
        }

        if (_options.TcpKeepIdle is not null)
        {
            to.TcpKeepIdle = _options.TcpKeepIdle;
        }

        if (_options.TcpKeepInterval is not null)
        {
            to.TcpKeepInterval = _options.TcpKeepInterval;
        }

        if (_options.UnixSocketPath is not null)
        {
            to.UnixSocketPath = _options.UnixSocketPath;
        }

        if (_options.AbstractUnixSocket is not null)
        {
            to.AbstractUnixSocket = _options.AbstractUnixSocket;
        }

        if (_options.DnsServers is not null)
        {
            to.DnsServers = CurlLibrary.HasCAres ? _options.DnsServers : throw new PlatformNotSupportedException(
                $"DnsServers needs a libcurl that was built with c-ares; {CurlLibrary.Path} ({CurlLibrary.Version}) was not. "
                + "Use DnsOverHttpsUri or Resolve, or load another libcurl (CURLWS_LIBCURL).");
        }
    }
}
