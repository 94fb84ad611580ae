using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

public sealed partial class CurlWebSocket
{
    /// <summary>Connects and upgrades, without blocking a thread.</summary>
    /// <param name="uri">A <c>ws</c> or <c>wss</c> address, or that of a Unix domain socket: <c>ws+unix:/path/of/socket:/request/path</c>,
    /// where the request's path is <c>/</c> if left out. User and password in it are sent as Basic authentication; path and query go out as
    /// <see cref="Uri.PathAndQuery"/> has them, a fragment stays here.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt in any of its phases, at once.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work; nothing has been sent.</exception>
    /// <exception cref="WebSocketException">The server answered with another status than 101, or with a 101 that is not right (a
    /// <see cref="CurlUpgradeRefusedException"/> inside has the answer), or there is no connection (a <see cref="CurlException"/> inside
    /// says why).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl has no WebSocket support, or is too old, or was built without
    /// what an option needs.</exception>
    public static Task<CurlWebSocket> ConnectAsync(
        Uri uri, CurlWebSocketOptions? options = null, CancellationToken cancellationToken = default) =>
        StartConnectAsync(uri, options, blocks: false, cancellationToken);

    /// <summary>
    /// The same as <see cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>, blocking the calling thread.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(Uri, CurlWebSocketOptions?, CancellationToken)"/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The connection is the caller's.")]
    public static CurlWebSocket Connect(Uri uri, CurlWebSocketOptions? options = null, CancellationToken cancellationToken = default) =>
        StartConnectAsync(uri, options, blocks: true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>
    /// Takes over a handle that the app has upgraded itself. The upgrade's answer is not checked here.
    /// </summary>
    /// <param name="connected">A handle that is connected: <see cref="CurlEasy.ConnectAsync"/>, or one borrowed or adopted after its
    /// upgrade. This object disposes it.</param>
    /// <param name="options">What concerns the connection from now on; null for the defaults.</param>
    /// <exception cref="ArgumentException">The handle holds no WebSocket connection, the message says what it holds; or the framing cannot
    /// work on it.</exception>
    public static CurlWebSocket FromHandle(CurlEasy connected, CurlWebSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connected);
        options ??= new CurlWebSocketOptions();
        Connector.RequireLibrary();
        Connector.RequireFraming(options);
        if (connected.NoWebSocketBecause() is { } because)
        {
            throw new ArgumentException(
                $"The handle {because}. Upgrade it first, with CurlEasy.ConnectAsync, or with CONNECT_ONLY = 2 and curl_easy_perform.",
                nameof(connected));
        }

        // libcurl's automatic pongs would get between our frames; the option takes effect at once.
        bool raw = (connected.Options.FrameHandling & CurlFrameHandling.RawMode) != 0;
        if (options.Framing == CurlFraming.Managed && !raw)
        {
            throw new ArgumentException(
                "Managed framing needs a handle that was upgraded in raw mode (FrameHandling.RawMode set before). Use Auto.",
                nameof(options));
        }

        connected.Options.FrameHandling |= CurlFrameHandling.NoAutoPong;
        if (!raw)
        {
            connected.BoundReceiving();
        }

        CurlWebSocketInfo info = new(connected, uri: null, redirects: 0);
        UpgradedConnection connection = new()
        {
            Easy = connected,
            Options = options,
            Raw = raw,
            Headers = Handshake.ReadHeaders(connected, CurlHeaderOrigin.Informational),
            Info = info,
        };
        return Adopt(connection, ConnectionTelemetry.OfHandle(info.Uri, options));
    }

    private static Task<CurlWebSocket> StartConnectAsync(
        Uri uri, CurlWebSocketOptions? options, bool blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        Connector connector = new(uri, options ?? new CurlWebSocketOptions());
        if (blocks)
        {
            CurlEasy.ThrowIfOnPoller();
        }

        return ConnectCoreAsync(connector, blocks, cancellationToken);
    }

    private static async Task<CurlWebSocket> ConnectCoreAsync(Connector connector, bool blocks, CancellationToken cancellationToken)
    {
        ConnectTelemetry telemetry = connector.StartTelemetry();
        CurlWebSocket socket;
        try
        {
            UpgradedConnection connection = await connector.ConnectAsync(telemetry, blocks, cancellationToken).ConfigureAwait(false);
            try
            {
                socket = Adopt(connection, telemetry.Connected());
            }
            catch
            {
                Connector.FreeBehind(connection.Easy, telemetry.Id);
                throw;
            }
        }
        catch (Exception e)
        {
            telemetry.Failed(e);
            throw;
        }

        telemetry.Succeeded();
        return socket;
    }

    /// <summary>Makes the socket around a connection. If that fails, the handle is still the caller's.</summary>
    private static CurlWebSocket Adopt(UpgradedConnection connection, ConnectionTelemetry telemetry)
    {
        try
        {
            (FrameDecoder decoder, FrameEncoder encoder) = MakeFraming(connection, telemetry);
            return new CurlWebSocket(connection.Easy, decoder, encoder, connection.Options, connection.SubProtocol, telemetry)
            {
                HttpResponseHeaders = connection.Headers,
                Info = connection.Info,
            };
        }
        catch
        {
            telemetry.GiveUp();
            throw;
        }
    }

    private static (FrameDecoder Decoder, FrameEncoder Encoder) MakeFraming(UpgradedConnection connection, ConnectionTelemetry telemetry)
    {
        (CurlEasy easy, CurlWebSocketOptions options) = (connection.Easy, connection.Options);
        FrameLimits limits = new(options.MaxFrameSize, options.MaxFragments);
        FrameDecoder decoder = connection.Raw
            ? new ManagedDecoder(easy, limits, allowCompressed: connection.Deflate is not null) : new LibcurlDecoder(easy, limits);
        FrameEncoder encoder = options.Framing == CurlFraming.Libcurl ? new LibcurlEncoder(easy) : new ManagedEncoder(easy);
        if (options.FrameTrace is { } trace)
        {
            decoder = new TracingDecoder(
                decoder, new FrameTracer(trace, options.FrameTraceBytes, telemetry.Id, CurlFrameDirection.Received));
            encoder = new TracingEncoder(
                encoder, new FrameTracer(trace, options.FrameTraceBytes, telemetry.Id, CurlFrameDirection.Sent));
        }

        return connection.Deflate is not { } agreed
            ? (decoder, encoder)
            : (new InflatingDecoder(decoder, limits, agreed.ServerContextTakeover, telemetry),
                new DeflatingEncoder(encoder, agreed.ClientMaxWindowBits, agreed.ClientContextTakeover, options.DeflateTuning, telemetry));
    }
}
