using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Threading;

namespace CurlWs;

/// <summary>Where one connect has got to: the address and options of its next request, over redirects.</summary>
internal sealed class ConnectRoute
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(1);

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>A route that begins at an address.</summary>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    internal ConnectRoute(Uri uri, CurlWebSocketOptions options)
    {
        Options = options.Prepare(ref uri, out string target);
        Uri = uri;
        Target = target;
    }

    /// <summary>A copy of the caller's; without secrets once the origin has changed.</summary>
    internal CurlWebSocketOptions Options { get; private set; }

    /// <summary>A ws or wss address without user, password and fragment.</summary>
    internal Uri Uri { get; private set; }

    /// <summary>Path and query of the request, byte for byte as the address has them: libcurl would write some escapes anew.</summary>
    internal string Target { get; private set; }

    internal int Redirects { get; private set; }

    /// <summary>The cookies of libcurl's engine, which a new handle for the next request would not have.</summary>
    internal IReadOnlyList<string> CookieLines { get; set; } = [];

    /// <summary>What is left of the time for the whole; never zero, which would mean no limit.</summary>
    internal TimeSpan? Remaining
    {
        get
        {
            TimeSpan left = Options.ConnectTimeout - Stopwatch.GetElapsedTime(_started);
            return Options.ConnectTimeout == Timeout.InfiniteTimeSpan ? null
                : left < s_leastTime ? s_leastTime : left;
        }
    }

    /// <summary>Goes on to where a refused upgrade points.</summary>
    /// <returns>Whether it points anywhere and redirects are followed at all.</returns>
    /// <exception cref="WebSocketException">This one must not be followed.</exception>
    internal bool TryFollow(CurlUpgradeRefusedException refused)
    {
        if (Options.MaxRedirects == 0 || refused.RedirectTarget is not { } location || !IsRedirect(refused.StatusCode))
        {
            return false;
        }

        if (Redirects == Options.MaxRedirects)
        {
            throw NotFollowed(refused, string.Create(CultureInfo.InvariantCulture, $"it would be number {Redirects + 1}, and MaxRedirects is {Options.MaxRedirects}"));
        }

        if (Remaining <= s_leastTime)
        {
            throw NotFollowed(refused, "the time of ConnectTimeout is over");
        }

        string? scheme = location.Scheme switch
        {
            "ws" or "http" => "ws",
            "wss" or "https" => "wss",
            _ => null,
        };
        if (scheme is null)
        {
            throw NotFollowed(refused, $"{SafeText.Printable(location.Scheme)} is not the scheme of a WebSocket");
        }

        if (Uri.Scheme == "wss" && scheme == "ws")
        {
            throw NotFollowed(refused, "it leads from wss to ws, that is, out of TLS");
        }

        Uri target = new UriBuilder(location)
        {
            Scheme = scheme,
            UserName = string.Empty,
            Password = string.Empty,
            Fragment = string.Empty,
        }.Uri;
        if (!HasOriginOf(target))
        {
            if ((Options.UnixSocketPath ?? Options.AbstractUnixSocket) is not null)
            {
                throw NotFollowed(refused, "it leads to another server, and the options say to connect to a Unix domain socket");
            }

            Options = Options.ForOtherOrigin();
        }

        Uri = target;
        Target = location.PathAndQuery;
        Redirects++;
        return true;
    }

    private bool HasOriginOf(Uri target) =>
        target.Scheme == Uri.Scheme && target.Port == Uri.Port && target.IdnHost.Equals(Uri.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static WebSocketException NotFollowed(CurlUpgradeRefusedException refused, string why) =>
        new(WebSocketError.NotAWebSocket, $"{refused.Message} The redirect was not followed: {why}.", refused);
}
