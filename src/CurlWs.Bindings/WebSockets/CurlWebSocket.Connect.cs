using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

public sealed partial class CurlWebSocket
{
    /// <summary>Connects and upgrades, without blocking a thread.</summary>
    /// <param name="uri">A <c>ws</c> or <c>wss</c> address, or that of a Unix domain socket: <c>ws+unix:/path/of/socket:/request/path</c>, where the
    /// request's path is <c>/</c> if left out. User and password in it are sent as Basic authentication; path and query go out as
    /// <see cref="Uri.PathAndQuery"/> has them, a fragment stays here.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt in any of its phases, at once.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work; nothing has been sent.</exception>
    /// <exception cref="WebSocketException">The server answered with another status than 101, or with a 101 that is not right (a
    /// <see cref="CurlUpgradeRefusedException"/> inside has the answer), or there is no connection (a <see cref="CurlException"/> inside says why).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl has no WebSocket support, or is too old, or was built without
    /// what an option needs.</exception>
    public static Task<CurlWebSocket> ConnectAsync(Uri uri, CurlWebSocketOptions? options = null, CancellationToken cancellationToken = default)
    {
        return StartConnectAsync(uri, options, blocks: false, cancellationToken);
    }

    /// <summary>The same as <see cref="ConnectAsync"/>, blocking the calling thread.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The connection is the caller's.")]
    public static CurlWebSocket Connect(Uri uri, CurlWebSocketOptions? options = null, CancellationToken cancellationToken = default) =>
        StartConnectAsync(uri, options, blocks: true, cancellationToken).GetAwaiter().GetResult();

    private static Task<CurlWebSocket> StartConnectAsync(Uri uri, CurlWebSocketOptions? options, bool blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ConnectRoute route = new(uri, options ?? new CurlWebSocketOptions());
        CurlLibrary.RequireWebSocket();
        CheckVersion(route.Options);
        if (blocks)
        {
            CurlEasy.ThrowIfOnPoller();
        }

        return ConnectCoreAsync(route, blocks, cancellationToken);
    }

    /// <summary>
    /// Takes over a handle that the app has upgraded itself. The upgrade's answer is not checked here.
    /// </summary>
    /// <param name="connected">A handle that is connected: <see cref="CurlEasy.ConnectAsync"/>, or one borrowed or adopted after its upgrade. This object
    /// disposes it.</param>
    /// <param name="options">What concerns the connection from now on; null for the defaults.</param>
    /// <exception cref="ArgumentException">The handle holds no WebSocket connection, the message says what it holds; or the framing cannot work on it.</exception>
    public static CurlWebSocket FromHandle(CurlEasy connected, CurlWebSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connected);
        options ??= new CurlWebSocketOptions();
        CheckVersion(options);
        if (connected.NoWebSocketBecause() is { } because)
        {
            throw new ArgumentException($"The handle {because}. Upgrade it first, with CurlEasy.ConnectAsync, or with CONNECT_ONLY = 2 and curl_easy_perform.", nameof(connected));
        }

        // libcurl's automatic pongs would get between our frames; the option takes effect at once.
        bool raw = (connected.Options.WebSocketOptions & CurlWebSocketFlags.RawMode) != 0;
        if (options.Framing == CurlFraming.Managed && !raw)
        {
            throw new ArgumentException(
                "Managed framing needs a handle that was upgraded in raw mode (WebSocketOptions.RawMode set before). Use Auto.", nameof(options));
        }

        connected.Options.WebSocketOptions |= CurlWebSocketFlags.NoAutoPong;
        if (!raw)
        {
            connected.BoundReceiving();
        }

        (FrameDecoder decoder, FrameEncoder encoder) = MakeFraming(connected, options, raw);
        return new CurlWebSocket(connected, decoder, encoder, options, subProtocol: null)
        {
            UpgradeHeaders = Handshake.ReadHeaders(connected, CurlHeaderOrigin.Informational),
            Info = new CurlWebSocketInfo(connected, uri: null, redirects: 0),
        };
    }

    private static async Task<CurlWebSocket> ConnectCoreAsync(ConnectRoute route, bool blocks, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await UpgradeAsync(route, blocks, cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException e) when (e.InnerException is CurlUpgradeRefusedException)
            {
                // Not in the filter above: what is thrown there is swallowed.
                if (!route.TryFollow((CurlUpgradeRefusedException)e.InnerException))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>One request, with a handle of its own.</summary>
    private static async Task<CurlWebSocket> UpgradeAsync(ConnectRoute route, bool blocks, CancellationToken cancellationToken)
    {
        CurlWebSocketOptions options = route.Options;
        bool raw = options.Framing != CurlFraming.Libcurl && CurlLibrary.RawReceives.IsThere;
        Handshake handshake = new([.. options.SubProtocols], raw && options.Deflate is { } deflate ? new DeflateOffer(deflate) : null);
        CurlEasy easy = new();
        try
        {
            Apply(route, easy, handshake);
            foreach (string cookie in route.CookieLines)
            {
                easy.Options.AddCookie(cookie);
            }

            easy.Options.Timeout = route.Remaining ?? TimeSpan.Zero;
            easy.Options.WebSocketOptions |= raw ? CurlWebSocketFlags.RawMode : CurlWebSocketFlags.None;
            if (options.Configure is { } configure)
            {
                configure(easy);
                FitTarget(easy, route);
            }

            // Not with libcurl's encoder: it masks megabytes in one call, and the others would wait for it.
            easy.SharesMulti = raw && options.MayShareMulti && CurlLibrary.SharedMulti.IsThere;
            try
            {
                await UpgradeInTimeAsync(easy, options.UpgradeTimeout, blocks, cancellationToken).ConfigureAwait(false);
            }
            catch (CurlException e) when (easy.ClosedAfterUpgrade)
            {
                TakeAnswer(easy, route, handshake, e);
            }
            catch (CurlException e)
            {
                throw ConnectFailure(easy, route, e);
            }

            List<KeyValuePair<string, string>> headers = TakeAnswer(easy, route, handshake, failure: null);
            (FrameDecoder decoder, FrameEncoder encoder) = MakeFraming(easy, options, raw, handshake.Deflate);
            return new CurlWebSocket(easy, decoder, encoder, options, handshake.SubProtocol)
            {
                UpgradeHeaders = headers,
                Info = new CurlWebSocketInfo(easy, route.Uri, route.Redirects),
            };
        }
        catch
        {
            FreeBehind(easy);
            throw;
        }
    }

    /// <summary>
    /// Reads and checks a 101. What is wrong with it comes with the answer itself, as it does for another status; so does a failure that
    /// ended the connection all the same.
    /// </summary>
    /// <exception cref="WebSocketException">The answer is not right, or the connection has ended.</exception>
    private static List<KeyValuePair<string, string>> TakeAnswer(CurlEasy easy, ConnectRoute route, Handshake handshake, CurlException? failure)
    {
        List<KeyValuePair<string, string>> headers = Handshake.ReadHeaders(easy, CurlHeaderOrigin.Informational);
        route.Options.StoreCookies(route.Uri, headers);
        try
        {
            handshake.Verify(headers, easy.Info.HttpVersion);
            return failure is null ? headers
                : throw new WebSocketException(WebSocketError.HeaderError, $"Connecting to {SafeText.Address(route.Uri)} failed: {failure.Message}");
        }
        catch (WebSocketException e)
        {
            CurlUpgradeRefusedException answer = new(e.Message, failure, HttpStatusCode.SwitchingProtocols, headers, redirect: null);
            throw new WebSocketException(e.WebSocketErrorCode, e.Message, answer);
        }
    }

    /// <summary>Frees a handle because something has failed: that is what surfaces, and not what a callback throws on the way out.</summary>
    private static void FreeBehind(CurlEasy easy)
    {
        try
        {
            easy.Dispose();
        }
        catch (Exception)
        {
            // A callback's, set under C's names; the handle is freed all the same.
        }
    }

    private static void Apply(ConnectRoute route, CurlEasy easy, Handshake handshake)
    {
        try
        {
            route.Options.ApplyTo(easy, route.Uri, route.Target, handshake);
        }
        catch (CurlException e) when (e.Code is CURLcode.CURLE_NOT_BUILT_IN or CURLcode.CURLE_UNKNOWN_OPTION)
        {
            throw new PlatformNotSupportedException(
                $"{CurlLibrary.Path} (libcurl {CurlLibrary.Version}) was built without what an option needs: {e.Message}", e);
        }
    }

    /// <summary>
    /// The target is for a server that is reached directly or through a tunnel, and for the address that it was made of. Otherwise libcurl
    /// makes one: a proxy without a tunnel, which a libcurl before 8.21 may be told to use, is given the whole address.
    /// </summary>
    private static void FitTarget(CurlEasy easy, ConnectRoute route)
    {
        CurlEasyOptions options = easy.Options;
        bool plainProxy = !CurlLibrary.AlwaysTunnels.IsThere && options.Proxy is not "" && options.HttpProxyTunnel != true;
        if (options.RequestTarget == route.Target && (plainProxy || !ReferenceEquals(options.Url, route.Uri)))
        {
            options.RequestTarget = null;
        }
    }

    /// <summary>libcurl has no limit of its own for the answer to the upgrade; the clock starts when the request is about to be sent.</summary>
    private static async Task UpgradeInTimeAsync(CurlEasy easy, TimeSpan limit, bool blocks, CancellationToken cancellationToken)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            await easy.UpgradeAsync(blocks, cancellationToken).ConfigureAwait(false);
            return;
        }

        Func<IPEndPoint?, IPEndPoint?, bool>? callers = easy.OnPreRequest;
        easy.OnPreRequest = (remote, local) =>
        {
            easy.LimitTransfer(limit, "while waiting for the server's answer to the upgrade (UpgradeTimeout)");
            return callers?.Invoke(remote, local) ?? true;
        };
        await easy.UpgradeAsync(blocks, cancellationToken).ConfigureAwait(false);
        easy.OnPreRequest = callers;
    }

    private static (FrameDecoder Decoder, FrameEncoder Encoder) MakeFraming(
        CurlEasy easy, CurlWebSocketOptions options, bool raw, DeflateAgreement? deflate = null)
    {
        FrameLimits limits = new(options.MaxFrameSize, options.MaxFragments);
        FrameDecoder decoder = raw ? new ManagedDecoder(easy, limits, allowCompressed: deflate is not null) : new LibcurlDecoder(easy, limits);
        FrameEncoder encoder = options.Framing == CurlFraming.Libcurl ? new LibcurlEncoder(easy) : new ManagedEncoder(easy);
        return deflate is not { } agreed
            ? (decoder, encoder)
            : (new InflatingDecoder(decoder, limits, agreed.ServerContextTakeover),
                new DeflatingEncoder(encoder, agreed.ClientMaxWindowBits, agreed.ClientContextTakeover));
    }

    private static void CheckVersion(CurlWebSocketOptions options)
    {
        if (!CurlLibrary.WebSocketCalls.IsThere)
        {
            throw new PlatformNotSupportedException(
                $"CurlWebSocket needs libcurl {CurlLibrary.MinimumVersion} or later; {CurlLibrary.Path} is {CurlLibrary.Version}. Add the package runtime.native.libcurl, "
                + "or name a newer file in the environment variable CURLWS_LIBCURL.");
        }

        if (options.Framing == CurlFraming.Managed && !CurlLibrary.RawReceives.IsThere)
        {
            throw new PlatformNotSupportedException(
                $"Managed framing needs libcurl {CurlLibrary.RawReceives.Since} or later, because an older one loses bytes that arrive with the 101; "
                + $"this one is {CurlLibrary.Version}. Use CurlFraming.Auto.");
        }

        if (options.Framing == CurlFraming.Libcurl && !CurlLibrary.FreshMasks.IsThere && !options.AllowPredictableMasking)
        {
            throw new PlatformNotSupportedException(
                $"libcurl {CurlLibrary.Version} masks all frames of a connection with one key (CVE-2025-10148). Use CurlFraming.Auto, "
                + $"libcurl {CurlLibrary.FreshMasks.Since} or later, or set AllowPredictableMasking if the risk is acceptable.");
        }
    }

    private static WebSocketException ConnectFailure(CurlEasy easy, ConnectRoute route, CurlException failure)
    {
        if (easy.IsLeftBehind)
        {
            return new WebSocketException(WebSocketError.Faulted, $"Connecting to {SafeText.Address(route.Uri)} failed: {failure.Message}", failure);
        }

        long status = easy.Info.ResponseCode;
        if (failure.Code != CURLcode.CURLE_HTTP_RETURNED_ERROR || status == 0)
        {
            string cause = route.Options.Hint(easy, failure);
            return new WebSocketException(WebSocketError.Faulted, $"Connecting to {SafeText.Address(route.Uri)} failed: {failure.Message}{cause}", failure);
        }

        List<KeyValuePair<string, string>> headers = Handshake.ReadHeaders(easy, CurlHeaderOrigin.Header);
        route.Options.StoreCookies(route.Uri, headers);
        route.CookieLines = route.Options.HasCookieEngine ? easy.Info.Cookies : [];
        HttpStatusCode code = (HttpStatusCode)status;
        string text = status is > 99 and < 600 && Enum.IsDefined(code) ? $"{status} ({code})" : status.ToString(CultureInfo.InvariantCulture);
        Uri? target = status is >= 300 and < 400 ? RedirectTarget(route.Uri, headers) : null;
        string hint = target is null ? string.Empty : $" It points to {SafeText.Address(target)}.";
        CurlUpgradeRefusedException refused = new(
            $"The server {SafeText.Printable(route.Uri.Authority)} answered the upgrade with the status {text} instead of 101.{hint}", failure, code, headers, target);
        return new WebSocketException(WebSocketError.NotAWebSocket, refused.Message, refused);
    }

    private static Uri? RedirectTarget(Uri uri, List<KeyValuePair<string, string>> headers)
    {
        string? location = headers.Find(static h => h.Key.Equals("Location", StringComparison.OrdinalIgnoreCase)).Value;
        // An empty one would mean the address itself.
        return !string.IsNullOrWhiteSpace(location) && Uri.TryCreate(uri, location, out Uri? target) ? target : null;
    }
}
