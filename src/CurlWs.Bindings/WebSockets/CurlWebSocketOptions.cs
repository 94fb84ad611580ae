using System;
using System.Collections.Generic;
using System.Threading;

namespace CurlWs;

/// <summary>
/// How a <see cref="CurlWebSocket"/> connects and behaves. Read once, when the connect begins; one object may serve many connections.
/// Not for two threads at once.
/// </summary>
public sealed partial class CurlWebSocketOptions
{
    private TimeSpan _keepAliveInterval = TimeSpan.FromSeconds(30);
    private TimeSpan _keepAliveTimeout = Timeout.InfiniteTimeSpan;
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(100);
    private TimeSpan _closeTimeout = TimeSpan.FromSeconds(20);
    private TimeSpan _sendTimeout = Timeout.InfiniteTimeSpan;
    private long _maxMessageSize = 64 * 1024 * 1024;

    /// <summary>Fields of the upgrade request, in order, besides those that make it one. Host, Origin and User-Agent may be set here too.</summary>
    public CurlHeaderCollection RequestHeaders { get; } = [];

    /// <summary>The subprotocols to offer, the most wanted first. The server picks one or none. Default none.</summary>
    public IList<string> SubProtocols { get; } = [];

    /// <summary>
    /// The proxy: <c>http</c>, <c>https</c>, <c>socks4</c>, <c>socks4a</c>, <c>socks5</c> or <c>socks5h</c>, with user and password in the address.
    /// Default: what the environment says (<c>wss_proxy</c>, <c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>).
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>A PEM file with the certificate authorities to trust instead of the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Whether the server's certificate and host name are checked. Default true. False makes TLS worthless against an active attacker.</summary>
    public bool ServerCertificateVerification { get; set; } = true;

    /// <summary>Who makes and parses the frames. Default <see cref="CurlFraming.Auto"/>.</summary>
    public CurlFraming Framing { get; set; }

    /// <summary>Allow <see cref="CurlFraming.Libcurl"/> below libcurl 8.16.0, whose masking can be predicted (CVE-2025-10148). Default false.</summary>
    public bool AllowPredictableMasking { get; set; }

    /// <summary>
    /// How often a keep-alive goes out: a ping if <see cref="KeepAliveTimeout"/> is set, else an unsolicited pong. Default 30 seconds; zero or
    /// infinite means none.
    /// </summary>
    public TimeSpan KeepAliveInterval
    {
        get => _keepAliveInterval;
        set => _keepAliveInterval = Checked(value);
    }

    /// <summary>How long a keep-alive ping may stay without any sign of life before the connection is aborted. Default infinite: never.</summary>
    public TimeSpan KeepAliveTimeout
    {
        get => _keepAliveTimeout;
        set => _keepAliveTimeout = Checked(value);
    }

    /// <summary>How long connecting and the upgrade may take together. Default 100 seconds; infinite means no limit of this library's.</summary>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = Checked(value);
    }

    /// <summary>How long <c>CloseAsync</c> waits for the server's close frame before it cuts the connection. Default 20 seconds.</summary>
    public TimeSpan CloseTimeout
    {
        get => _closeTimeout;
        set => _closeTimeout = Checked(value);
    }

    /// <summary>How long one send may be blocked by a server that does not read before the connection is aborted. Default infinite.</summary>
    public TimeSpan SendTimeout
    {
        get => _sendTimeout;
        set => _sendTimeout = Checked(value);
    }

    /// <summary>
    /// The most bytes that a received message may have, over all its frames; a larger one fails the connection with the close code 1009.
    /// Default 64 MiB for whole messages (this library holds whole messages in memory only where it is asked for them).
    /// </summary>
    public long MaxMessageSize
    {
        get => _maxMessageSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxMessageSize = value;
        }
    }

    /// <summary>Whether pings are answered by themselves. Default true. See also <see cref="CurlWebSocket.PingReceived"/>.</summary>
    public bool AutomaticPong { get; set; } = true;

    /// <summary>
    /// Whether cancelling an inherited <c>ReceiveAsync</c> that has consumed nothing leaves the connection open. Default false: it aborts, as
    /// consumers of the framework's type expect. This library's own members always leave it open.
    /// </summary>
    public bool CancelledReceiveKeepsConnection { get; set; }

    /// <summary>Called with the handle just before it connects, for options that have no property here.</summary>
    public Action<CurlEasy>? Configure { get; set; }

    private static TimeSpan Checked(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.TotalMilliseconds, int.MaxValue, nameof(value));
        }

        return value;
    }
}
