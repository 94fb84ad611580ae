using System;
using System.Collections.Generic;
using System.Net;

namespace CurlWs;

// From options to the handle. Only what is set is passed on: a libcurl that was built without something refuses even its default.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Whether the connection may live in a multi handle with others: not with names of its own, which all transfers there would see, and not
    /// where the app's code runs while libcurl works.
    /// </summary>
    internal bool MayShareMulti => Configure is null && Trace is null && Resolve is null && DnsOverHttpsUrl is null;

    /// <summary>Sets everything but the time limit, for one request to a ws or wss address.</summary>
    internal void ApplyTo(CurlEasy easy, Uri uri, string target, Handshake handshake)
    {
        CurlEasyOptions options = easy.Options;
        options.Url = uri;
        options.RequestTarget = target;
        options.HttpHeaders = HeaderLines(handshake);

        // For the upgrade's header only. libcurl keeps this buffer as long as the connection: 15 KiB less in every one.
        options.BufferSize = 1024;
        ApplyCredentials(options);
        ApplyCookies(options, uri);
        ApplyProxy(options, uri);
        ApplyNetwork(options);
        ApplyTls(options);
        ApplyRoots(options, uri);
        if (Trace is not null)
        {
            easy.OnTrace = SafeTrace.Around(Trace);
        }
    }

    private List<string> HeaderLines(Handshake handshake)
    {
        List<string> lines = ["Sec-WebSocket-Key: " + handshake.Key];
        if (handshake.DeflateOffer is { } offer)
        {
            lines.Add("Sec-WebSocket-Extensions: " + offer.HeaderValue);
        }

        if (SubProtocols.Count > 0)
        {
            lines.Add("Sec-WebSocket-Protocol: " + string.Join(", ", SubProtocols));
        }

        foreach ((string name, string value) in RequestHeaders)
        {
            // libcurl's way to say "an empty value": a semicolon instead of the colon. With a colon a blank one would not be sent at all.
            lines.Add(value.AsSpan().Trim(" \t").Length == 0 ? name + ";" : name + ": " + value);
        }

        return lines;
    }

    private void ApplyCredentials(CurlEasyOptions options)
    {
        if (Credentials is not null)
        {
            options.Username = BasicUser(Credentials);
            options.Password = Credentials.Password;
        }

        if (BearerToken is not null)
        {
            options.BearerToken = BearerToken;
            options.HttpAuth = CurlAuth.Bearer;
        }
    }

    private void ApplyCookies(CurlEasyOptions options, Uri uri)
    {
        if (Cookies?.GetCookieHeader(HttpForm(uri)) is { Length: > 0 } cookie)
        {
            options.Cookie = cookie;
        }

        if (CookieFile is not null)
        {
            options.CookieFile = CookieFile;
        }

        if (CookieJar is not null)
        {
            options.CookieJar = CookieJar;
        }
    }

    /// <summary>Takes the cookies of an answer into <see cref="Cookies"/>.</summary>
    internal void StoreCookies(Uri uri, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach ((string name, string value) in headers)
        {
            if (Cookies is not null && name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                try
                {
                    Cookies.SetCookies(HttpForm(uri), value);
                }
                catch (CookieException)
                {
                    // A cookie that is malformed, or of another domain: it is not kept, and the connection has nothing to do with it.
                }
            }
        }
    }

    private void ApplyNetwork(CurlEasyOptions options)
    {
        if (Interface is not null)
        {
            options.Interface = Interface;
        }

        if (LocalPort is not null)
        {
            options.LocalPort = LocalPort;
        }

        if (LocalPortRange is not null)
        {
            options.LocalPortRange = LocalPortRange;
        }

        if (Resolve is not null)
        {
            options.Resolve = Resolve;
        }

        if (ConnectTo is not null)
        {
            options.ConnectTo = ConnectTo;
        }

        if (DnsOverHttpsUrl is not null)
        {
            options.DnsOverHttpsUrl = DnsOverHttpsUrl;
        }

        if (IpResolve != CurlIpResolve.Any)
        {
            options.IpResolve = IpResolve;
        }

        if (!TcpNoDelay)
        {
            options.TcpNoDelay = false;
        }

        if (TcpKeepAlive)
        {
            options.TcpKeepAlive = true;
        }

        if (TcpKeepIdle is not null)
        {
            options.TcpKeepIdle = TcpKeepIdle;
        }

        if (TcpKeepInterval is not null)
        {
            options.TcpKeepInterval = TcpKeepInterval;
        }

        if (UnixSocketPath is not null)
        {
            options.UnixSocketPath = UnixSocketPath;
        }

        if (AbstractUnixSocket is not null)
        {
            options.AbstractUnixSocket = AbstractUnixSocket;
        }

        if (DnsServers is not null)
        {
            options.DnsServers = CurlLibrary.HasCAres ? DnsServers : throw new PlatformNotSupportedException(
                $"DnsServers needs a libcurl that was built with c-ares; {CurlLibrary.Path} ({CurlLibrary.Version}) was not. Use DnsOverHttpsUrl or Resolve, or load "
                + "another libcurl (CURLWS_LIBCURL).");
        }
    }

    /// <summary>As an https proxy's or a Basic header's user name.</summary>
    private static string BasicUser(NetworkCredential credential) =>
        credential.Domain.Length == 0 ? credential.UserName : $"{credential.Domain}\\{credential.UserName}";

    /// <summary>Cookies know http and https only.</summary>
    private static Uri HttpForm(Uri uri) =>
        new UriBuilder(uri) { Scheme = uri.Scheme == "wss" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Port = uri.Port }.Uri;
}
