using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>One connect: from an address and options to a connection that has been upgraded.</summary>
internal sealed class Connector
{
    // The way of a connect
    //
    //   CurlWebSocket.ConnectAsync    checks, in the call itself, and makes the Connector
    //     Connector                   one turn for each request: the first, and one for each redirect that is followed; one
    //                               more where roots were held back that the server needs
    //       ConnectRoute              address (WebSocketAddress), options and time of the next request; rules of redirects (CrossOrigin)
    //       UpgradeRequest            sets on a new handle what this request needs; the application's Configure comes last
    //       CurlEasy.UpgradeAsync     connects: Easy/Waiting has the handle meanwhile
    //       UpgradeAnswer, Handshake  judge what has come; a redirect leads to the next turn
    //     CurlWebSocket.Adopt         makes the socket around the UpgradedConnection
    //
    // Threads. Everything up to the start of the first request runs on the caller's thread: the loading of libcurl, the search for roots
    // and Configure, too. libcurl then runs on the poller's thread, and so do Trace and the handle's other callbacks. What follows an
    // answer runs where awaits go on, in the pool; of a blocking connect, which waits for the poller without the pool, on the caller's
    // thread.
    //
    // Owner. Each request has a handle of its own, so that nothing of a refused one is in the next. UpgradeOnceAsync owns it from its
    // making on: either it is freed there, for whatever reason the request failed, or it leaves in an UpgradedConnection. CurlWebSocket
    // frees that if the socket cannot be made; from then on the end of the socket frees it.
    //
    // The clock. One limit ends a request: the deadline of its Transfer, looked at by the thread that drives it. It begins as what
    // ConnectRoute says is left of ConnectTimeout, by the same clock (Environment.TickCount64), and UpgradeTimeout cuts it short once the
    // request goes out. libcurl is told the time as well (CURLOPT_TIMEOUT), because it divides it among the addresses of a name; it may be
    // the one that says so first. Configure may set another time for its request (Options.Timeout): both take that.
    //
    // Races. Nobody else knows the handle, unless Configure has passed it on: disposed by somebody else, its connect ends with
    // ObjectDisposedException. The token is looked at by the thread that drives the request, and so a 101 may win against it: then there is
    // a connection, and the token counts no more. Where libcurl is inside a call that does not return, the task ends all the same and the
    // handle is left behind (CurlEasy.IsLeftBehind): nothing may be asked of it, and disposing it puts the freeing off until that call has
    // returned.
    private readonly ConnectRoute _route;

    /// <summary>Checks address, options and the loaded libcurl. Nothing has been sent when it fails.</summary>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl has no WebSocket support, or is too old for these
    /// options.</exception>
    internal Connector(Uri uri, CurlWebSocketOptions options)
    {
        _route = new ConnectRoute(uri, options);
        RequireLibrary();
        RequireFraming(options);
    }

    /// <summary>Why no connect can work in this process, or null. Whatever goes wrong on the way to libcurl is the answer.</summary>
    internal static string? UnsupportedReason()
    {
        try
        {
            RequireLibrary();
            CurlLibrary.RequireMultiWait();
            CurlLibrary.EnsureInitialized();
            return null;
        }
        catch (Exception e)
        {
            return e is TypeInitializationException { InnerException: { } cause } ? cause.Message : e.Message;
        }
    }

    /// <summary>Connects, and follows redirects. Once; if it blocks, the task is complete when this returns.</summary>
    internal async Task<UpgradedConnection> ConnectAsync(ConnectTelemetry telemetry, bool blocks, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await UpgradeOnceAsync(telemetry, blocks, cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException e) when (e.InnerException is CurlUpgradeRefusedException)
            {
                // Not in the filter above: what is thrown there is swallowed.
                CurlUpgradeRefusedException refused = (CurlUpgradeRefusedException)e.InnerException;
                if (!_route.TryFollow(refused))
                {
                    await RefusalBody.AskAsync(refused, _route, telemetry, blocks, cancellationToken).ConfigureAwait(false);
                    throw;
                }

                telemetry.Redirected(refused.StatusCode, _route.Address.Uri);
            }
            catch (WebSocketException e)
            {
                if (!_route.TryAllRoots(e))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Throws unless the loaded libcurl speaks WebSockets, and is not too old.</summary>
    internal static void RequireLibrary()
    {
        CurlLibrary.RequireWebSocket();
        if (!CurlLibrary.WebSocketCalls.IsThere)
        {
            throw new PlatformNotSupportedException(
                $"CurlWebSocket needs libcurl {CurlLibrary.MinimumVersion} or later; {CurlLibrary.Path} is {CurlLibrary.Version}. "
                + "Add the package runtime.native.libcurl, or name a newer file in the environment variable CURLWS_LIBCURL.");
        }
    }

    /// <summary>Throws unless the loaded libcurl is good enough for the framing that the options ask for.</summary>
    internal static void RequireFraming(CurlWebSocketOptions options)
    {
        if (options.Framing == CurlFraming.Managed && !CurlLibrary.RawReceives.IsThere)
        {
            throw new PlatformNotSupportedException(
                $"Managed framing needs libcurl {CurlLibrary.RawReceives.Since} or later, because an older one loses bytes that arrive "
                + $"with the 101; this one is {CurlLibrary.Version}. Use CurlFraming.Auto.");
        }

        if (options.Framing == CurlFraming.Libcurl && !CurlLibrary.FreshMasks.IsThere && !options.AllowPredictableMasking)
        {
            throw new PlatformNotSupportedException(
                $"libcurl {CurlLibrary.Version} masks all frames of a connection with one key (CVE-2025-10148). Use CurlFraming.Auto, "
                + $"libcurl {CurlLibrary.FreshMasks.Since} or later, or set AllowPredictableMasking if the risk is acceptable.");
        }
    }

    /// <summary>
    /// Frees a handle because something has failed: that is what surfaces, and not what a callback throws on the way out.
    /// </summary>
    internal static void FreeBehind(CurlEasy easy, long connectionId)
    {
        try
        {
            easy.Dispose();
        }
        catch (Exception e)
        {
            // A callback's, set under C's names; the handle is freed all the same.
            CurlEventSource.Log.FailedBehind(connectionId, e);
        }
    }

    /// <summary>That the connect begins.</summary>
    internal ConnectTelemetry StartTelemetry() => new(_route.Address.Uri, _route.Options);

    private async Task<UpgradedConnection> UpgradeOnceAsync(
        ConnectTelemetry telemetry, bool blocks, CancellationToken cancellationToken)
    {
        CurlWebSocketOptions options = _route.Options;
        bool raw = options.Framing != CurlFraming.Libcurl && CurlLibrary.RawReceives.IsThere;
        Handshake handshake = new([.. options.SubProtocols], raw && options.Deflate is { } deflate ? new DeflateOffer(deflate) : null);
        CurlEasy easy = new();
        try
        {
            UpgradeRequest request = new(easy, _route, handshake, telemetry);
            request.Apply(raw);
            telemetry.RequestStarts(_route.Address.Uri);
            try
            {
                await easy.UpgradeAsync(blocks, cancellationToken).ConfigureAwait(false);
            }
            catch (CurlException e) when (easy.ClosedAfterUpgrade)
            {
                // There is a 101, and no connection: what it says is the better reason, if it is not right either.
                UpgradeAnswer.Take(easy, _route, request, handshake, e);
            }
            catch (CurlException e)
            {
                if (!easy.IsLeftBehind)
                {
                    telemetry.RequestEnded(easy.Infos);
                }

                throw UpgradeAnswer.Refusal(easy, _route, request, e);
            }

            telemetry.RequestEnded(easy.Infos);
            request.Answered();
            CurlHeaders headers = UpgradeAnswer.Take(easy, _route, request, handshake, failure: null);
            return new UpgradedConnection
            {
                Easy = easy,
                Options = options,
                Raw = raw,
                SubProtocol = handshake.SubProtocol,
                Deflate = handshake.Deflate,
                Headers = headers,
                Info = new CurlWebSocketInfo(easy, _route.Address.Uri, _route.Redirects, handshake.Deflate, request.Tls),
            };
        }
        catch
        {
            FreeBehind(easy, telemetry.Id);
            throw;
        }
    }
}
