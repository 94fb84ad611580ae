using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Threading;

namespace CurlWs;

/// <summary>Where one connect has got to: the address and options of its next request, over redirects, and the time that is left.</summary>
internal sealed class ConnectRoute
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(1);

    // By the clock that ends a request that is under way: see Transfer.Deadline.
    private readonly long _started = Environment.TickCount64;

    /// <summary>A route that begins at an address.</summary>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    internal ConnectRoute(Uri uri, CurlWebSocketOptions options)
    {
        Address = WebSocketAddress.Parse(uri);
        Options = options.CheckedCopy(Address.Credentials, Address.UnixSocketPath);
        Remaining = Left(TimeSpan.Zero);
    }

    /// <summary>A copy of the caller's; without secrets once the origin has changed.</summary>
    internal CurlWebSocketOptions Options { get; private set; }

    internal WebSocketAddress Address { get; private set; }

    internal int Redirects { get; private set; }

    /// <summary>The cookies of libcurl's engine, which a new handle for the next request would not have.</summary>
    internal IReadOnlyList<string> CookieLines { get; set; } = [];

    /// <summary>Whether some of the machine's roots were held back from the request (<see cref="CaRoots.Needed"/>).</summary>
    internal bool HoldsRootsBack { get; set; }

    /// <summary>Whether a request failed without the roots that were held back, and the next ones have them.</summary>
    internal bool TakesAllRoots { get; private set; }

    /// <summary>What the next request may take of the time for the whole; never zero. Null for no limit.</summary>
    internal TimeSpan? Remaining { get; private set; }

    /// <summary>What is left now of the time for the whole, at least a moment; null for no limit.</summary>
    internal TimeSpan? LeftNow() => Left(TimeSpan.FromMilliseconds(Environment.TickCount64 - _started));

    /// <summary>Goes on with all roots, where a request has failed that had not all and was not to trust its peer.</summary>
    internal bool TryAllRoots(WebSocketException failure)
    {
        if (!HoldsRootsBack || failure.InnerException is not CurlException { Code: CurlErrorCode.PeerFailedVerification })
        {
            return false;
        }

        TakesAllRoots = true;
        Remaining = LeftNow();
        return true;
    }

    /// <summary>Goes on to where a refused upgrade points.</summary>
    /// <returns>Whether it points anywhere and redirects are followed at all.</returns>
    /// <exception cref="WebSocketException">This one must not be followed.</exception>
    internal bool TryFollow(CurlUpgradeRefusedException refused)
    {
        if (Options.MaxRedirects == 0 || refused.RedirectUri is not { } location || !IsRedirect(refused.StatusCode))
        {
            return false;
        }

        if (Redirects == Options.MaxRedirects)
        {
            throw NotFollowed(
                refused,
                string.Create(
                    CultureInfo.InvariantCulture, $"it would be number {Redirects + 1}, and MaxRedirects is {Options.MaxRedirects}"));
        }

        TimeSpan? left = LeftNow();
        if (left <= s_leastTime)
        {
            throw NotFollowed(refused, "the time of ConnectTimeout is over");
        }

        if (WebSocketAddress.OfRedirect(location) is not { } target)
        {
            throw NotFollowed(refused, $"{SafeText.Printable(location.Scheme)} is not the scheme of a WebSocket");
        }

        if (Address.IsSecure && !target.IsSecure)
        {
            throw NotFollowed(refused, "it leads from wss to ws, that is, out of TLS");
        }

        if (!Address.HasOriginOf(target))
        {
            if ((Options.UnixSocketPath ?? Options.AbstractUnixSocket) is not null)
            {
                throw NotFollowed(refused, "it leads to another server, and the options say to connect to a Unix domain socket");
            }

            Options = CrossOrigin.OptionsFrom(Options);
        }

        Address = target;
        Remaining = left;
        Redirects++;
        return true;
    }

    private TimeSpan? Left(TimeSpan taken)
    {
        TimeSpan left = Options.ConnectTimeout - taken;
        return Options.ConnectTimeout == Timeout.InfiniteTimeSpan ? null
            : left < s_leastTime ? s_leastTime : left;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static WebSocketException NotFollowed(CurlUpgradeRefusedException refused, string why) =>
        new(WebSocketError.NotAWebSocket, $"{refused.Account} The redirect was not followed: {why}.", refused);
}
